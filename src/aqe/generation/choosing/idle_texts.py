"""Texts of objects that are the same whatever the objects were made with.

``Query()`` is what a query of any field prints where its class does not think of its text: a test that
demands it passes whatever the call did with what it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot
from aqe.generation.scenario import Scenario, walk

__all__ = ["IdleTexts"]

_BARE = re.compile(r"<?\w+(?:\(\))?>?")
"""A name and nothing else: no text that was made of anything."""
_SEVERAL = 3
"""Objects made with different values, after which a text that stays the same is no chance."""


class IdleTexts:
    """Tells runs of which only a text could be demanded that says nothing of the object.

    Args:
        seen: scenarios with what each showed.
    """

    def __init__(self, seen: Iterable[tuple[Scenario, CandidateRun]]) -> None:
        texts: dict[str, set[str]] = {}
        given: dict[str, set[frozenset[str]]] = {}
        for scenario, run in seen:
            shown = _shown(run)
            if shown is not None and shown.text is not None:
                texts.setdefault(shown.type, set()).add(shown.text)
                given.setdefault(shown.type, set()).add(_given(scenario))
        self._same = {
            name
            for name, found in texts.items()
            if len(found) == 1 and len(given[name]) >= _SEVERAL
        }

    def shows_one(self, scenario: Scenario, run: CandidateRun) -> bool:
        """Whether all that could be demanded of a call is a text that others give as well."""
        shown = _shown(run)
        if shown is None or shown.text is None or run.after or run.files:
            return False
        if run.observations[-1].warnings or any(each.stdout for each in run.observations):
            return False
        parts = [each for name, each in shown.attributes if not name.startswith("_")]
        if any(each.kind != "opaque" for each in parts):
            return False
        if any(
            each is not None for each in (shown.length, shown.items, shown.pairs, shown.contents)
        ):
            return False
        is_bare = _BARE.fullmatch(shown.text) is not None and bool(_given(scenario))
        return is_bare or shown.type in self._same


def _shown(run: CandidateRun) -> Snapshot | None:
    """The object that a call gave, where it is described by its parts."""
    if run.outcome is not CandidateOutcome.COMPLETED or not run.observations:
        return None
    value = run.observations[-1].value
    return value if value is not None and value.kind == "object" else None


def _given(scenario: Scenario) -> frozenset[str]:
    """What the calls of a scenario are handed."""
    return frozenset(
        repr(part.value)
        for step in scenario.steps
        for recipe in step.recipes
        for _, part in walk(recipe)
        if isinstance(part, Literal)
    )
