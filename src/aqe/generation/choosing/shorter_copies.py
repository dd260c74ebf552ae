"""Copies of a scenario without calls before the act, and scenarios that end with such a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aqe.generation.choosing.selection import spare_steps, without_step
from aqe.generation.scenario import Scenario

__all__ = ["heads", "shorter_copies"]


def shorter_copies(scenario: Scenario) -> list[tuple[tuple[int, ...], Scenario]]:
    """Copies without all idle steps, and without one of them each, with the places of what is left out."""
    dropped, bare = _without_all(scenario, range(len(scenario.steps) - 1))
    found = {bare: dropped}
    for place in reversed(spare_steps(scenario)):
        found.setdefault(without_step(scenario, place), (place,))
    return [(places, copy) for copy, places in found.items()]


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
        whole = replace(scenario, steps=scenario.steps[: place + 1])
        found[_without_all(whole, range(place))[1]] = None
        found[whole] = None
    return list(found)
