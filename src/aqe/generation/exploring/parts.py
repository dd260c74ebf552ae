"""The parts of a scenario's arguments, each with its place, and scenarios with one of them replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aqe.domain.recipe import Recipe
from aqe.generation.scenario import Path, Scenario, replace_part, walk

__all__ = ["Place", "parts_of", "with_part"]

Place = tuple[int, int, Path]
"""Step, argument and path inside its recipe."""


def parts_of(scenario: Scenario) -> Iterator[tuple[Place, Recipe]]:
    """All parts of all arguments with their places, the act first."""
    count = len(scenario.steps)
    for step_index in range(count - 1, -1, -1):
        for argument_index, argument in enumerate(scenario.steps[step_index].arguments):
            for path, part in walk(argument.recipe):
                yield (step_index, argument_index, path), part


def with_part(scenario: Scenario, place: Place, new: Recipe) -> Scenario:
    """The scenario with one part of one argument replaced."""
    step_index, argument_index, path = place
    step = scenario.steps[step_index]
    recipe = replace_part(step.arguments[argument_index].recipe, path, new)
    changed = scenario.with_step(step_index, step.with_argument(argument_index, recipe))
    return replace(changed, origin="search")
