"""Claims about results, and when two values count as the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aqe.domain.recipe import Literal
from aqe.syntax.python.names import value_words

__all__ = ["Claim", "is_distinctive", "mark_words", "plural", "same"]

_LEAST_NUMBER = 3
"""Smaller numbers are met by chance."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a result is, in words, and computed from the values that were handed in."""

    phrase: str
    places: tuple[int, ...]
    """Of the values that it is computed from."""
    change: Callable[..., object]

    def holds(self, values: Sequence[Any], result: object) -> bool:
        """Whether the result is what the claim says."""
        try:
            return same(self.change(*(values[place] for place in self.places)), result)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError):
            return False


def same(one: object, other: object) -> bool:
    """Whether two values are equal and of the same types throughout."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def is_distinctive(value: object) -> bool:
    """Whether a value is hardly met by chance."""
    match value:
        case None | bool():
            return False
        case int() | float() | complex():
            return abs(value) >= _LEAST_NUMBER or value != int(abs(value))
        case str() | bytes() | list() | tuple() | dict() | set() | frozenset():
            return len(value) > 0
    return False


_SINGULAR = {" ": "space", "\n": "newline", "\t": "tab", "'": "quote"}


def mark_words(text: str) -> str:
    """A short text in words that fit into a phrase; empty where there are none."""
    if text in _SINGULAR:
        return _SINGULAR[text]
    words = value_words(Literal(text)) if text else ""
    if words in ("symbols", "non_ascii_text", "blank_text") or len(words) > 20:
        return ""
    return words


def plural(word: str) -> str:
    """More than one of what a word names."""
    if word.endswith("s") and not word.endswith("ss"):
        return word
    if word.endswith(("ss", "x", "sh", "ch")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"
