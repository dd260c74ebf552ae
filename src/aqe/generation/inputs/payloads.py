"""Documents as plain values, and as what is read as one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.generation.inputs.synthesis import file_with, is_written_file

__all__ = ["JSON_TEXTS", "plain_value", "read_from"]

JSON_TEXTS = ('{"a": 1}', "[1, 2]", "null", "{", '"abc"')
"""For what is parsed as a document of which nothing more is known."""
_NAME = "data.json"


def read_from(payload: Recipe, values: Iterable[Recipe]) -> Iterator[Recipe]:
    """The document for a parameter that takes one, in the form in which it does: as a text, in a file.

    Args:
        payload: of the shape that the code reads.
        values: what is tried for the parameter otherwise.
    """
    text = json.dumps(plain_value(payload))
    known = list(values)
    if Literal(JSON_TEXTS[0]) in known:
        yield Literal(text)
    if any(map(is_written_file, known)):
        yield file_with(_NAME, text)


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
