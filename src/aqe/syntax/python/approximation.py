"""Expected values with floats, in the form in which rounding is forgiven."""

from __future__ import annotations

import math

from aqe.domain.recipe import Attribute, Call, Collection, Literal, Mapping, Recipe, Variable
from aqe.syntax.recipe_trees import walk

__all__ = ["approximate", "is_flat"]

_APPROX = Attribute(Variable("pytest"), "approx")


def approximate(expected: Recipe) -> Recipe:
    """A value wrapped in ``pytest.approx``: whole where it is flat, else number by number."""
    if is_flat(expected) or isinstance(expected, Variable):
        return _approx(expected)
    match expected:
        case Collection(kind="list" | "tuple" as kind, items=items):
            return Collection(kind, tuple(approximate(each) for each in items))
        case Mapping(pairs=pairs):
            return Mapping(tuple((key, approximate(value)) for key, value in pairs))
    return expected


def is_flat(recipe: Recipe) -> bool:
    """Whether ``pytest.approx`` takes a value as a whole."""
    match recipe:
        case Literal():
            return _is_float(recipe)
        case Collection(kind="list" | "tuple", items=parts):
            return _are_numbers(parts)
        case Mapping(pairs=pairs):
            return _are_numbers(tuple(value for _, value in pairs))
    return False


def _are_numbers(parts: tuple[Recipe, ...]) -> bool:
    return any(map(_is_float, parts)) and all(
        isinstance(each, Literal)
        and isinstance(each.value, int | float | complex)
        and not isinstance(each.value, bool)
        for each in parts
    )


def _is_float(recipe: Recipe) -> bool:
    return isinstance(recipe, Literal) and isinstance(recipe.value, float | complex)


def _approx(expected: Recipe) -> Recipe:
    has_nan = any(
        isinstance(each, Literal) and isinstance(each.value, float) and math.isnan(each.value)
        for each in walk(expected)
    )
    keywords = (("nan_ok", Literal(True)),) if has_nan else ()
    return Call(_APPROX, (expected,), keywords)
