"""What all have in common that put copies in the place of chosen scenarios.

A copy takes a place only where it shows the same in another process and tells all mutants of its scenario;
places whose scenarios become alike are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from aqe.domain.mutant import Mutant
from aqe.domain.run import CandidateOutcome
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.exploration import Exploration
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import EXAMPLE, ODD, Scenario

__all__ = ["ENDS", "TRIAL_S", "is_ours", "merged", "portions", "put_in", "tell_all"]

_Item = TypeVar("_Item")

ENDS = (CandidateOutcome.COMPLETED, CandidateOutcome.RAISED)
"""How a scenario ends of which a test can demand something."""
_THEIRS = (EXAMPLE, ODD)
"""Origins of scenarios that stay as they are."""
TRIAL_S = 0.5
"""What one program gets on one mutant."""
_TOGETHER = 8
"""Scenarios that are worked on at once, between which time is looked at."""


def is_ours(scenario: Scenario) -> bool:
    """Whether a scenario was made by the search, calls something, and may be another one."""
    is_made = scenario.documented is None and scenario.origin not in _THEIRS and not scenario.note
    return is_made and scenario.act.subject is not None


def portions(
    items: Sequence[_Item], search: Search, is_over: Callable[[], bool]
) -> Iterator[Sequence[_Item]]:
    """Some items at a time, until time is up or the user asks to stop."""
    for start in range(0, len(items), _TOGETHER):
        if is_over() or search.budget.is_cancelled():
            break
        yield items[start : start + _TOGETHER]


def put_in(
    scenarios: list[Scenario],
    copies: Mapping[int, Scenario],
    is_stable: Callable[[Sequence[Scenario]], list[bool]],
) -> None:
    """Put copies in their places, as far as they show the same in another process."""
    stable = is_stable(list(copies.values()))
    for (place, copy), holds in zip(copies.items(), stable, strict=True):
        if holds:
            scenarios[place] = copy


def tell_all(
    exploration: Exploration, mutants: Sequence[Mutant], scenarios: Sequence[Scenario]
) -> list[bool]:
    """Which of some scenarios tell all of one or more mutants."""
    programs = [exploration.program(each) for each in scenarios]
    results = exploration.runner.run_mutants(
        mutants, programs, stop_at_first=False, timeout_s=TRIAL_S
    )
    told = set.intersection(
        *(set(each.killed_by) if each.state.is_detected else set() for each in results)
    )
    return [str(each.candidate) in told for each in programs]


def merged(
    found: Strengthened,
    scenarios: Sequence[Scenario],
    reaches: Mapping[Scenario, frozenset[int]],
    *,
    gone: AbstractSet[int] = frozenset(),
) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
    """The scenarios, each once, with all that they reach and tell.

    Args:
        found: the scenarios before, with the mutants that each has to tell apart.
        scenarios: what stands in their places now.
        reaches: goals that a scenario before was picked for.
        gone: places whose scenarios are left out.
    """
    places: dict[Scenario, int] = {}
    kills: dict[int, list[str]] = {}
    reached: dict[Scenario, frozenset[int]] = {}
    for place, each in enumerate(scenarios):
        if place in gone:
            continue
        new = places.setdefault(each, len(places))
        if found.kills.get(place):
            kills.setdefault(new, []).extend(found.kills[place])
        goals = reaches.get(found.scenarios[place], frozenset())
        reached[each] = reached.get(each, frozenset()) | goals
    return replace(found, scenarios=list(places), kills=kills), reached
