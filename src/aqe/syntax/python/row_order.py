"""The order of the cases of a table: what is usual first, then boundaries, then what is odd."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe

__all__ = ["oddity"]

_USUAL, _BOUNDARY, _ODD = 0, 1, 2
_LONG_TEXT, _LONG_NUMBER = 40, 6


def oddity(values: Iterable[Recipe]) -> int:
    """How far the inputs of a case are from what a reader expects first: 0 for usual ones, 1 where one is a
    boundary, 2 where one is odd."""
    return max(map(_oddity, values), default=_USUAL)


def _oddity(recipe: Recipe) -> int:
    match recipe:
        case Literal(value=bool()):
            return _USUAL
        case Literal(value=None):
            return _BOUNDARY
        case Literal(value=str() as text):
            return _of_text(text)
        case Literal(value=bytes() as data):
            return _of_text(data.decode("latin-1"))
        case Literal(value=int() | float() as number):
            if not isfinite(number) or len(repr(number)) > _LONG_NUMBER:
                return _ODD
            return _USUAL if number > 0 else _BOUNDARY
        case Collection(items=items):
            return oddity(items) if items else _BOUNDARY
        case Mapping(pairs=pairs):
            return oddity(part for pair in pairs for part in pair) if pairs else _BOUNDARY
    return _USUAL


def _of_text(text: str) -> int:
    if not text:
        return _BOUNDARY
    is_seen = text.isascii() and text.isprintable() and text == text.strip()
    is_word = any(map(str.isalnum, text)) and len(text) <= _LONG_TEXT
    return _USUAL if is_seen and is_word else _ODD
