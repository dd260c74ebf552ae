"""Whether a text may leave this machine: all rules over a text and over the texts behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from aqe.domain.routing import SensitiveKind, SensitiveSpan, Sensitivity
from aqe.router.sensitivity.accounts import find_cards, find_ibans
from aqe.router.sensitivity.assignments import find_assigned, lowered
from aqe.router.sensitivity.contacts import find_emails, find_phones
from aqe.router.sensitivity.finds import Find, merged, spans
from aqe.router.sensitivity.keys import find_keys
from aqe.router.sensitivity.national_ids import find_national_ids
from aqe.router.sensitivity.nearby import RUN, find_nearby
from aqe.router.sensitivity.rules import SensitiveRules, find_markers, path_pattern
from aqe.router.sensitivity.views import decoded, folded
from aqe.router.sensitivity.workings import worked_out

__all__ = ["MAX_CHARACTERS", "NO_RULES", "find_secrets_and_personal_data", "find_sensitive"]

MAX_CHARACTERS = 1_000_000
"""Longer texts are not read: they count as sensitive as a whole."""
TOO_LONG = "too-long"
"""Name of the rule for these."""
NO_RULES = SensitiveRules()


def find_sensitive(
    text: str, path: str | PurePath | None = None, rules: SensitiveRules = NO_RULES
) -> Sensitivity:
    """Everything in a source for which it must not be sent to a remote model.

    Args:
        text: The source; it may be hostile. Time is linear in its length.
        path: Where it lies, from the project root; None for a text that is no file.
        rules: What the user names as sensitive.
    """
    named = []
    pattern = None if path is None else path_pattern(path, rules)
    if pattern is not None:
        named.append(SensitiveSpan(SensitiveKind.PATH, pattern, 0, 0, 1))
    finds = find_secrets_and_personal_data(text)
    if rules.markers and len(text) <= MAX_CHARACTERS:
        finds = sorted((*finds, *find_markers(text, rules)))
    return Sensitivity((*named, *spans(text, finds)))


def find_secrets_and_personal_data(text: str) -> list[Find]:
    """Finds in the order of the text, none of which overlap."""
    if len(text) > MAX_CHARACTERS:
        return [Find(0, len(text), SensitiveKind.SECRET, TOO_LONG)]
    finds = list(_finds(text))
    view = folded(text)
    if view is not None:
        for find in _finds(view.text):
            start, end = view.original(find.start, find.end)
            finds.append(find._replace(start=start, end=end))
    workings = worked_out(text)
    if workings is not None:
        for find in _finds(workings.text):
            finds.extend(
                find._replace(start=start, end=end)
                for start, end in workings.places(find.start, find.end)
                if start < end
            )
    return merged(finds)


def _finds(text: str) -> Iterator[Find]:
    small = lowered(text)
    runs = list(RUN.finditer(text))
    yield from find_keys(text, small)
    yield from find_assigned(text, small)
    yield from find_nearby(text, small, runs)
    yield from _encoded(runs)
    yield from find_ibans(text)
    yield from find_cards(text, small)
    yield from find_national_ids(text, small)
    yield from find_emails(text)
    yield from find_phones(text, small)


def _encoded(runs: list[re.Match[str]]) -> Iterator[Find]:
    for run in runs:
        plain = decoded(run.group())
        for find in find_keys(plain, plain.lower()) if plain else ():
            yield Find(run.start(), run.end(), find.kind, find.rule, find.weight)
            break
