"""What sort of value an input is, in words for the name of a test: ``empty_text``, ``negative_width``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aqe.domain.texts import much_of
from aqe.syntax.python.given import Given
from aqe.syntax.python.names import snake, traits, variable_word
from aqe.syntax.python.relation_words import plural

__all__ = ["class_words", "general_words", "is_emptyish", "kind_words", "option_words"]

_MOST_OPTIONS = 2
_LONG = 100
"""Characters of a text whose length is what it is there for."""


def class_words(given: Given) -> str:
    """What is special about a value: ``empty_text``, ``negative_width``; empty where nothing is."""
    word, value = given.word, given.value
    match value:
        case None:
            return "none" if word in ("given", "value", "item", "other") else f"{word}_none"
        case bool():
            return ""
        case str():
            return _text_class(word, value)
        case bytes():
            return _data_class(word, value)
        case float() if value != value:
            return f"{word}_not_a_number"
        case float() if value in (float("inf"), float("-inf")):
            return f"infinite_{word}"
        case int() | float():
            if value == 0:
                return f"{word}_zero"
            return f"negative_{word}" if value < 0 else ""
        case list() | tuple() | set() | frozenset() | dict():
            return _container_class(word, value)
    return ""


def _text_class(word: str, value: str) -> str:
    if not value:
        return f"empty_{word}"
    if not value.strip():
        return f"blank_{word}"
    if much := much_of(value):
        return f"{word}_with_{much}"
    if not value.isascii():
        return f"non_ascii_{word}"
    if "\n" in value.strip("\n"):
        return f"multiline_{word}"
    if value != value.strip():
        return f"padded_{word}"
    return f"long_{word}" if len(value) >= _LONG else ""


def _data_class(word: str, value: bytes) -> str:
    if not value:
        return f"empty_{word}"
    if not value.isascii():
        return f"non_ascii_{word}"
    return f"binary_{word}" if any(each in value for each in _CONTROLS) else ""


_CONTROLS = frozenset({*range(32)}) - frozenset(b"\t\n\r")
"""Bytes that stand in no text."""


def _container_class(word: str, value: object) -> str:
    assert isinstance(value, list | tuple | set | frozenset | dict)
    if not value:
        return f"empty_{word}"
    items = list(value.values() if isinstance(value, dict) else value)
    if all(isinstance(each, list | tuple | dict | set) for each in items):
        return f"nested_{word}"
    if None in items:
        return f"{word}_with_none"
    if len(value) == 1:
        return f"a_single_{_singular(word)}" if _singular(word) != word else ""
    if isinstance(value, list | tuple) and any(
        value.count(each) > 1 for each in value if isinstance(each, str | int)
    ):
        return f"{word}_with_duplicates"
    return ""


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def general_words(given: Given) -> str:
    """What an ordinary value is like: ``text_with_dashes``, ``numeric_text``."""
    word, value = given.word, given.value
    match value:
        case str() if value.strip():
            if value.isdigit():
                return f"numeric_{word}"
            marks = [each for each in traits(value) if each not in _NO_MARKS]
            if marks:
                return f"{word}_with_{plural(marks[0])}"
            if len(value.split()) > 1:
                return f"{word}_of_several_words"
            if value.isupper():
                return f"uppercase_{word}"
            if value != value.lower():
                return f"mixed_case_{word}"
            return f"single_character_{word}" if len(value) == 1 else ""
        case float() if not value.is_integer():
            return f"fractional_{word}"
        case list() | tuple() if len(value) > 1:
            return f"several_{word}" if word.endswith("s") else ""
    return ""


_NO_MARKS = frozenset(
    {"padded", "mark", "no_break_space", "accented", "foreign", "upper", "mixed_case"}
)


def option_words(given: Sequence[Given], *, with_values: bool = False) -> str:
    """The options that a call is given by name: ``with_strict``, ``with_empty_options_and_without_strict``.

    Args:
        given: What the call is given, the most telling options first.
        with_values: Whether the words that options are given follow them: ``with_mode_fast``.
    """
    said: dict[str, list[str]] = {}
    for each in [each for each in given if each.keyword and each.is_own][:_MOST_OPTIONS]:
        is_off = each.value is False or each.value is None
        words = _option(each, with_values=with_values)
        said.setdefault("without" if is_off else "with", []).append(words)
    return "_and_".join(f"{each}_{'_and_'.join(names)}" for each, names in said.items())


def _option(given: Given, *, with_values: bool) -> str:
    """An option as it is told: by its name, and by its value where that is what matters."""
    word, value = given.word, given.value
    if isinstance(value, bool) or value is None:
        return word
    if is_emptyish(value):
        return f"empty_{word}"
    if isinstance(value, int | float) and value <= 0:
        return f"negative_{word}" if value < 0 else f"{word}_zero"
    if with_values and isinstance(value, str) and _WORD.fullmatch(value):
        return f"{word}_{snake(value)}"
    return word


_WORD = re.compile(r"[A-Za-z]{2,12}")


def is_emptyish(value: object) -> bool:
    """Whether a value holds nothing."""
    return isinstance(value, str | bytes | list | tuple | dict | set | frozenset) and not value


def kind_words(value: object) -> str:
    """A value by its type: ``a_list``, ``an_integer``."""
    kind = type(value).__name__
    return _ARTICLES.get(kind, f"a_{variable_word(kind)}")


_ARTICLES = {
    "NoneType": "none",
    "int": "an_integer",
    "str": "a_text",
    "list": "a_list",
    "tuple": "a_tuple",
    "dict": "a_dict",
    "float": "a_float",
    "bytes": "bytes",
    "bool": "a_bool",
    "set": "a_set",
}
