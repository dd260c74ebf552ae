"""Ids of the rows of a parametrised test: what each is given, and what sets it apart from the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import isfinite

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.syntax.python.given import Given, value_of
from aqe.syntax.python.input_classes import class_words
from aqe.syntax.python.names import number_words, snake, traits, value_words
from aqe.syntax.python.shapes import Group
from aqe.syntax.python.table_titles import inputs_of
from aqe.syntax.recipe_trees import walk

__all__ = ["case_ids"]

_MAX_CHARACTERS = 60


def case_ids(group: Group) -> list[str]:
    """A readable, unique id for each row of a parametrised test.

    What is special about the first input comes first, then the input, a short text without blanks as it is
    and else in words, then one input after the other until the row stands alone; then characters that no
    words show; a number is the last resort.
    """
    if group.family is not None:
        return list(group.family.ids)
    columns = list(zip(*group.rows, strict=True))
    inputs = [group.parameters.index(name) for name in inputs_of(group)]
    order = [*inputs, *(index for index in range(len(columns)) if index not in inputs)]
    words = [[_words(value) for value in row] for row in group.rows]
    marks = _distinctive(
        [row[order[0]] for row in words],
        [_marks([row[index] for index in inputs]) for row in group.rows],
    )
    phrases = [
        ["_".join(row[index] for index in order[:count]) for row in words]
        for count in range(1, len(order) + 1)
    ]
    sorts = [_sort(group, row, order[0]) for row in group.rows]
    marked = ["_".join([row[order[0]], *extra]) for row, extra in zip(words, marks, strict=True)]
    named = _with_names(group, words, order, len(inputs))
    first = [sort or word for sort, word in zip(sorts, named[0], strict=True)]
    chosen: list[str] = [""] * len(words)
    used: set[str] = set()
    unlike = [_unlike(group, inputs, words)] if len(inputs) > 1 else []
    for level in (first, *unlike, *named, marked, *phrases):
        counts = Counter(level)
        for place, phrase in enumerate(level):
            cut = _cut(phrase)
            if not chosen[place] and cut and counts[phrase] == 1 and cut not in used:
                chosen[place] = cut
                used.add(cut)
    for place, phrase in enumerate(marked):
        if not chosen[place]:
            chosen[place] = _free(_cut(phrase), used)
            used.add(chosen[place])
    return [_hyphenated(each) for each in chosen]


def _as_it_is(text: str) -> str:
    """A short text that may stand in an id: ``%Y`` and ``%y`` are told apart by what they are.

    Empty for one with blanks, with what has to be escaped, or with what divides the parts of the address of
    a test.
    """
    is_plain = _PLAIN.fullmatch(text) is not None and "::" not in text
    return text.replace("_", _UNDERSCORE) if is_plain else ""


_PLAIN = re.compile(r"[!#-Z^-~]{1,32}")
"""Printable ASCII but blanks, double quotes, backslashes and square brackets."""
_UNDERSCORE = "\0"
"""Stands for an underscore that belongs to a text, until words are joined."""


def _hyphenated(phrase: str) -> str:
    """Words joined by hyphens; what is in front of an equals sign is the name of a parameter."""
    return ",".join(_assigned(each) for each in phrase.split(",")).replace(_UNDERSCORE, "_")


def _assigned(phrase: str) -> str:
    name, equals, value = phrase.rpartition("=")
    return f"{name}{equals}{value if _NUMBER.fullmatch(value) else value.replace('_', '-')}"


def _with_names(
    group: Group, words: Sequence[Sequence[str]], order: Sequence[int], inputs: int
) -> list[list[str]]:
    """What the inputs of each row are, by their names where a value alone says little: numbers, answers.

    The first input alone, then two, and so on.
    """
    levels = []
    for count in range(1, inputs + 1):
        level = []
        for row, own in zip(group.rows, words, strict=True):
            parts = [_named(group.parameters[each], row[each], own[each]) for each in order[:count]]
            if inputs == 1:  # the test is named after it, or after what it is to the result
                parts = [own[order[0]]]
            is_named = any("=" in each for each in parts)
            level.append((",".join if is_named else "_".join)(parts))
        levels.append(level)
    return levels


def _unlike(group: Group, inputs: Sequence[int], words: Sequence[Sequence[str]]) -> list[str]:
    """What sets each row apart from most others: the words of the inputs that differ from the usual ones."""
    usual = {index: Counter(row[index] for row in words).most_common(1)[0][0] for index in inputs}
    found = []
    for row, values in zip(words, group.rows, strict=True):
        told = [
            _sort(group, values, index)
            or _named(group.parameters[index], values[index], row[index])
            for index in inputs
            if row[index] != usual[index]
        ]
        first = inputs[0]
        told = told or [_named(group.parameters[first], values[first], row[first])]
        found.append((",".join if any("=" in each for each in told) else "_".join)(told))
    return found


def _named(name: str, value: Recipe, words: str) -> str:
    match value:
        case Literal(value=bool() | int() | float()) if name not in _SAYING_LITTLE:
            return f"{name}={words}"
    return words


_SAYING_LITTLE = frozenset({"number", "value", "item", "operand", "content", "given", "flag", "n"})
"""Names that say no more than that something is handed in."""


def _words(value: Recipe) -> str:
    """A value as a reader takes it in at a glance: a number in digits, a short text as it is."""
    match value:
        case Literal(value=bool()):
            return value_words(value)
        case Literal(value=int() | float() as number) if isfinite(number):
            shown = repr(number)
            return shown if len(shown) <= _MOST_DIGITS else value_words(value)
        case Literal(value=str() as text) if text.strip():
            return _as_it_is(text) or _without_spelling(text) or value_words(value)
        case Collection(items=items) if 0 < len(items) <= _MOST_ITEMS:
            return _together(items) or value_words(value)
        case Mapping(pairs=((key, content),)):
            return _together((key, content)) or value_words(value)
    return value_words(value)


def _together(parts: Sequence[Recipe]) -> str:
    """The words of several values; empty where one has a sign, or they are too many."""
    words = [_words(each) for each in parts]
    is_clear = not any(each.startswith("-") for each in words)
    whole = "_".join(words)
    return whole if is_clear and len(whole) <= _MOST_CHARACTERS else ""


def _without_spelling(text: str) -> str:
    """The first words of a text, its numbers in digits."""
    words = snake(text)
    cut = words[: _MOST_CHARACTERS + 1].rpartition("_")[0] or words[:_MOST_CHARACTERS]
    return words if len(words) <= _MOST_CHARACTERS else cut


_MOST_CHARACTERS = 30
_MOST_DIGITS, _MOST_ITEMS = 9, 3
_NUMBER = re.compile(r"-?[\d.]+(e[-+]?\d+)?")


def _sort(group: Group, row: Sequence[Recipe], column: int) -> str:
    """What is special about the leading input of a row, without its name: ``empty``, ``padded``.

    A number speaks for itself.
    """
    name = group.parameters[column]
    match row[column]:
        case Literal(value=bool() | None):
            pass
        case Literal(value=int() | float() as number) if isfinite(number):
            return ""
    words = class_words(Given(name, value_of(row[column])))
    return words.removesuffix(f"_{name}").removeprefix(f"{name}_")


def _marks(row: Sequence[Recipe]) -> list[str]:
    """The traits of all texts of a row."""
    found: dict[str, None] = {}
    for value in row:
        for part in walk(value):
            if isinstance(part, Literal) and isinstance(part.value, str):
                found.update(dict.fromkeys(traits(part.value)))
    return list(found)


def _distinctive(phrases: Sequence[str], marks: Sequence[list[str]]) -> list[list[str]]:
    """The traits of each row that not all rows of the same words have."""
    alike: dict[str, list[set[str]]] = {}
    for phrase, each in zip(phrases, marks, strict=True):
        alike.setdefault(phrase, []).append(set(each))
    shared = {phrase: set.intersection(*sets) for phrase, sets in alike.items()}
    return [
        [mark for mark in each if mark not in shared[phrase]][:3]
        for phrase, each in zip(phrases, marks, strict=True)
    ]


def _cut(phrase: str) -> str:
    return phrase[:_MAX_CHARACTERS].strip("_")


def _free(phrase: str, used: set[str]) -> str:
    """The phrase, or its first free repetition: ``comma``, ``comma_two``."""
    name, count = phrase, 1
    while name in used:
        count += 1
        name = f"{phrase}_{number_words(count)}"
    return name
