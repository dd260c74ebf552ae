"""Ids of the rows of a parametrised test: what each is given, and what sets it apart from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aqe.domain.recipe import Literal, Recipe
from aqe.syntax.python.given import Given, value_of
from aqe.syntax.python.input_classes import class_words
from aqe.syntax.python.names import number_words, traits, value_words
from aqe.syntax.python.shapes import Group
from aqe.syntax.python.table_titles import inputs_of
from aqe.syntax.recipe_trees import walk

__all__ = ["case_ids"]

_MAX_CHARACTERS = 60


def case_ids(group: Group) -> list[str]:
    """A readable, unique id for each row of a parametrised test.

    The words of the inputs come first, one input after the other until the row stands alone; then
    characters that no words show; a number is the last resort.
    """
    if group.family is not None:
        return list(group.family.ids)
    columns = list(zip(*group.rows, strict=True))
    inputs = [group.parameters.index(name) for name in inputs_of(group)]
    order = [*inputs, *(index for index in range(len(columns)) if index not in inputs)]
    words = [[value_words(value) for value in row] for row in group.rows]
    leading = [[row[order[0]]] for row in words]
    marks = _distinctive(
        [row[order[0]] for row in words],
        [_marks([row[index] for index in inputs]) for row in group.rows],
    )
    phrases = [
        ["_".join(row[index] for index in order[:count]) for row in words]
        for count in range(1, len(order) + 1)
    ]
    sorts = [
        _sort(group, row, order[0]) or word
        for row, (word, *_) in zip(group.rows, leading, strict=True)
    ]
    marked = ["_".join([row[order[0]], *extra]) for row, extra in zip(words, marks, strict=True)]
    chosen: list[str] = [""] * len(words)
    used: set[str] = set()
    for level in (sorts, phrases[0], marked, *phrases[1:]):
        counts = Counter(level)
        for place, phrase in enumerate(level):
            if not chosen[place] and counts[phrase] == 1 and phrase not in used:
                chosen[place] = _cut(phrase)
                used.add(chosen[place])
    for place, phrase in enumerate(marked):
        if not chosen[place]:
            chosen[place] = _free(_cut(phrase), used)
            used.add(chosen[place])
    return [each.replace("_", "-") for each in chosen]


def _sort(group: Group, row: Sequence[Recipe], column: int) -> str:
    """What is special about the leading input of a row, without its name: ``empty``, ``padded``."""
    name = group.parameters[column]
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
