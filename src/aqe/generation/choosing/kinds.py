"""Kinds of values: what a reader sees of a value before reading it closely.

Two values are of one kind when they differ in nothing but which letters, digits or items they hold: ``"abc"``
and ``"ABC"`` are two (capitals), ``"abc"`` and ``"abd"`` are one, so are ``[1, 2]`` and ``[3, 4, 5]``, while
``[]``, ``[1]`` and ``[1, 2]`` are three.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence

from aqe.domain.recipe import Attribute, Call, Collection, Literal, Mapping, Recipe, Symbol

__all__ = ["Value", "form_of", "kind_of"]

Value = str | int | float
"""What a call may be given and give back: bytes count as the text that they spell."""

_LONG = 12
"""Characters of a form that is no longer seen at a glance."""
_LONGER = "long"
_UNREAD = re.compile(r"[\w+/=-]{21}")
"""A word that nobody reads: a digest, a key, a path."""
_SEVERAL = 2
_MOST_PLACES = 4
"""Items of a tuple each of which has a meaning of its own."""
_WORD = re.compile(r"[^\W\d_]+")
_ALIKE = (
    (re.compile(r"\d+"), "0"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"(\W)\1+"), r"\1\1"),
)


def form_of(text: str) -> str:
    """A text with each word as one letter and each number as one digit, or that it is too long to be seen so.

    Capitals are told from small letters, and letters of other alphabets from both.
    """
    if _UNREAD.search(text):
        return _LONGER
    form = _WORD.sub(lambda found: _letters(found.group()), text)
    for pattern, put in _ALIKE:
        form = pattern.sub(put, form)
    return form if len(form) <= _LONG else _LONGER


def _letters(word: str) -> str:
    if not word.isascii():
        return "é"
    if word.islower() or word.isupper():
        return "a" if word.islower() else "A"
    return "Aa" if word.istitle() else "aA"


def kind_of(
    recipe: Recipe, given: Container[Value] = frozenset(), *, is_coarse: bool = False
) -> object:
    """The kind of an expected value.

    Args:
        recipe: the value.
        given: what the call was given: that it comes out again is a kind of its own.
        is_coarse: whether all filled texts and all numbers are one kind.
    """
    match recipe:
        case Literal(value=value):
            return _of_literal(value, given, is_coarse=is_coarse)
        case Collection(kind="tuple", items=items) if len(items) <= _MOST_PLACES:
            return "tuple", tuple(_of_part(each, given, is_coarse=is_coarse) for each in items)
        case Collection(kind=kind, items=items):
            return kind, _of_items(items, given, is_coarse=is_coarse)
        case Mapping(pairs=pairs):
            values = [value for _, value in pairs]
            return "dict", _of_items(values, given, is_coarse=is_coarse)
        case Call(callee=callee, arguments=arguments, keywords=keywords):
            parts = (*arguments, *(value for _, value in keywords))
            return callee, tuple(_of_part(each, given, is_coarse=is_coarse) for each in parts)
        case Symbol() | Attribute():
            return recipe
    return type(recipe).__name__


def _of_literal(value: object, given: Container[Value], *, is_coarse: bool) -> object:
    if isinstance(value, str | bytes):
        text = value if isinstance(value, str) else value.decode("utf-8", "replace")
        if not text or is_coarse:
            return type(value).__name__, bool(text)
        return type(value).__name__, "given" if text in given else form_of(text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value == 0 or not math.isfinite(value):
            return repr(value)
        return "given" if is_coarse or value in given else (type(value).__name__, value > 0)
    return repr(value) if value is None or isinstance(value, bool) else type(value).__name__


def _of_part(recipe: Recipe, given: Container[Value], *, is_coarse: bool) -> object:
    """The kind of a part that has a meaning of its own; of what it holds only how much that is."""
    match recipe:
        case Collection(kind=kind, items=items):
            return kind, min(len(items), _SEVERAL)
        case Mapping(pairs=pairs):
            return "dict", min(len(pairs), _SEVERAL)
    return kind_of(recipe, given, is_coarse=is_coarse)


def _of_items(items: Sequence[Recipe], given: Container[Value], *, is_coarse: bool) -> object:
    """How many items there are, none, one or several, what is missing, and what text is the only one."""
    missing = frozenset(kind_of(each) for each in items if _is_missing(each, given))
    only = None
    if len(items) == 1 and isinstance(items[0], Literal) and not missing:
        value = items[0].value
        shown = kind_of(items[0], given, is_coarse=is_coarse)
        is_made = isinstance(value, str | bytes) and shown != (type(value).__name__, "given")
        only = shown if is_made else None
    return min(len(items), _SEVERAL), missing, only


def _is_missing(recipe: Recipe, given: Container[Value]) -> bool:
    match recipe:
        case Literal(value=value):
            is_empty = isinstance(value, str | bytes) and not value
            return value is None or (is_empty and "" not in given)
        case Collection(items=parts):
            return not parts
        case Mapping(pairs=pairs):
            return not pairs
    return False
