"""Copies of a scenario without calls before the act, and scenarios that end with such a call.

A call stands idle where nobody uses its result, and where another object of the same class serves as well: a
copy that is asked what its original can be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aqe.generation.choosing.aliases import with_originals
from aqe.generation.choosing.selection import spare_steps, without_step
from aqe.generation.scenario import Scenario, result_of, walk

__all__ = ["detours", "heads", "shorter_copies"]


def shorter_copies(scenario: Scenario) -> list[tuple[tuple[int, ...], Scenario]]:
    """Copies without all idle steps, and without one of them each, with the places of what is left out."""
    dropped, bare = _without_all(scenario, range(len(scenario.steps) - 1))
    found = {bare: dropped} if dropped else {}
    for place in reversed(spare_steps(scenario)):
        found.setdefault(without_step(scenario, place), (place,))
    for place in reversed(detours(scenario)):
        receiver = scenario.steps[place].receiver
        assert receiver is not None
        straight = with_originals(scenario, {place: receiver})
        found.setdefault(without_step(straight, place), (place,))
    return [(places, copy) for copy, places in found.items()]


def detours(scenario: Scenario) -> list[int]:
    """Places of methods before the act on whose results only methods of the same class are called.

    So each of these can be called on the object that the method was called on itself.
    """
    steps = scenario.steps
    found = []
    for place, step in enumerate(steps[:-1]):
        if step.subject is None or step.receiver is None or step.subject.owner is None:
            continue
        users = [each for each in steps if each.needs(place)]
        if users and all(
            each.receiver == place
            and each.subject is not None
            and each.subject.owner == step.subject.owner
            and not any(
                result_of(part) == place for value in each.recipes for _, part in walk(value)
            )
            for each in users
        ):
            found.append(place)
    return found


def _without_all(scenario: Scenario, places: Iterable[int]) -> tuple[tuple[int, ...], Scenario]:
    """A scenario without those of some steps that nothing needs, once the ones behind them are gone."""
    dropped = []
    for place in sorted(places, reverse=True):
        if place in spare_steps(scenario):
            scenario = without_step(scenario, place)
            dropped.append(place)
    return tuple(reversed(dropped)), scenario


def heads(scenario: Scenario, dropped: Sequence[int]) -> list[Scenario]:
    """Scenarios that end with a step that is left out: with what it needs alone, and with all before it."""
    found: dict[Scenario, None] = {}
    for place in dropped:
        if scenario.steps[place].subject is None:
            continue
        whole = scenario.with_steps(scenario.steps[: place + 1])
        found[_without_all(whole, range(place))[1]] = None
        found[whole] = None
    return list(found)
