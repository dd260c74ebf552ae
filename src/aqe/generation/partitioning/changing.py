"""A scenario with a step that differs in one thing."""

from __future__ import annotations

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.subject import Parameter
from aqe.generation.inputs.families import Family, neighbours
from aqe.generation.scenario import Step

__all__ = ["is_default", "others"]


def others(act: Step, place: int) -> list[Step]:
    """The call with another value for one argument."""
    old = act.arguments[place].recipe
    found = [new for family, new in neighbours(old, ()) if family is not Family.EMPTY]
    return [act.with_argument(place, new) for new in found if new != old]


def is_default(recipe: Recipe, parameter: Parameter) -> bool:
    """Whether a value is the one that a parameter has anyway."""
    return isinstance(recipe, Literal) and repr(recipe.value) == parameter.default
