"""Documents as plain values."""

from __future__ import annotations

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe

__all__ = ["plain_value"]


def plain_value(recipe: Recipe) -> object:
    """The value of a recipe that is a document; None where a part of it is none."""
    match recipe:
        case Mapping(pairs=pairs):
            return {plain_value(key): plain_value(value) for key, value in pairs}
        case Collection(items=items):
            return [plain_value(each) for each in items]
        case Literal(value=value):
            return value
    return None
