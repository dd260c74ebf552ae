"""Which options of a call the name of its test speaks of: those that few other tests of the callable give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aqe.domain.subject import Subject
from aqe.syntax.python.behaviours import Behaviour
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, Given
from aqe.syntax.python.handed import call_under_test
from aqe.syntax.python.names import variable_word
from aqe.syntax.python.shapes import Group

__all__ = ["options_given", "with_telling_options"]

_FEWEST = 3
"""Tests of a callable from which on an option that most of them give is usual."""


def options_given(groups: Sequence[Group]) -> dict[str, Counter[str]]:
    """How many tests of each callable give an option by its name; under the empty name, all its tests."""
    found: dict[str, Counter[str]] = {}
    for group in groups:
        draft = group.drafts[0]
        counts = found.setdefault(draft.case.candidate.subject, Counter())
        counts[""] += 1
        counts.update(name for name, _ in _keywords(draft))
    return found


def with_telling_options(
    behaviour: Behaviour, subject: Subject, counts: Mapping[str, int]
) -> Behaviour:
    """A behaviour whose options are in the order of their rarity, without the usual ones beside others.

    What no literal states, such as a pattern, counts as an option too.
    """
    known = subject.callable(behaviour.draft.case.candidate.subject)
    parameters = known.parameters if known is not None else ()
    needed = {each.name for each in parameters if each.default is None}
    stated = {each.keyword for each in behaviour.own}
    given = [
        *behaviour.given,
        *(
            Given(variable_word(name), UNKNOWN, True, name)
            for name, _ in _keywords(behaviour.draft)
            if name not in stated
        ),
    ]
    options = {each.keyword for each in given if each.keyword and each.is_own} - needed
    unusual = {each for each in options if not _is_usual(each, counts)}
    shown = unusual or options
    plain = [
        replace(each, keyword="") if each.is_own and each.keyword not in shown else each
        for each in given
    ]
    ordered = sorted(plain, key=lambda each: counts.get(each.keyword, 0) if each.keyword else 0)
    return replace(behaviour, given=tuple(ordered))


def _is_usual(option: str, counts: Mapping[str, int]) -> bool:
    tests = counts.get("", 0)
    return tests >= _FEWEST and 2 * counts.get(option, 0) > tests


def _keywords(draft: Draft) -> tuple[tuple[str, object], ...]:
    call = call_under_test(draft)
    return () if call is None else tuple(call.keywords)
