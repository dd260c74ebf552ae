"""The same object in two places of a call: what `is` asks for, where operands are objects and no values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from aqe.domain.recipe import Call, Collection, Mapping, Recipe
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.scenario import Scenario, Step, result_of, step_reference

__all__ = ["shared"]

_MOST = 6
"""Pairs of arguments of one call."""


def shared(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario with an object of its act in the place of another one, or the receiver in its place.

    Args:
        scenario: its act may be given objects.
    """
    act = scenario.act
    last = len(scenario.steps) - 1
    objects = [place for place, each in enumerate(act.arguments) if _is_object(each.recipe)]
    if act.receiver is not None:
        for place in objects:
            yield scenario.searched_at(last, act.with_argument(place, step_reference(act.receiver)))
    for pair in list(combinations(objects, 2))[:_MOST]:
        one, other = pair if _takes(act, *pair) else reversed(pair)
        if not _takes(act, one, other):
            continue
        recipe = act.arguments[one].recipe
        if result_of(recipe) is not None:
            yield scenario.searched_at(last, act.with_argument(other, recipe))
            continue
        made = Step(None, expression=recipe, name=act.arguments[one].parameter.name)
        both = act.with_argument(one, step_reference(last)).with_argument(
            other, step_reference(last)
        )
        yield scenario.searched((*scenario.steps[:-1], made, both))


def _takes(act: Step, one: int, other: int) -> bool:
    """Whether the place of an argument may hold what another one is."""
    return not contradicts(act.arguments[one].recipe, act.arguments[other].parameter)


def _is_object(recipe: Recipe) -> bool:
    return isinstance(recipe, Call | Collection | Mapping) or result_of(recipe) is not None
