"""Columns of a table: what differs between its cases, of long expected values no more than that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Variable
from aqe.syntax.python.holes import Hole
from aqe.syntax.python.names import slug, variable_word
from aqe.syntax.recipe_trees import children, transform, with_children

__all__ = ["Column", "columns_of", "frame_words", "with_names"]

_LONG = 40
"""Characters of an expected value of which only the parts that differ stand in a table, if others do not."""
_TOO_LONG = 100
"""Characters of one that stands in no table as a whole."""
_PART = "<part>"


@dataclass(frozen=True, slots=True)
class Column:
    """Values that one parameter of a table has."""

    hole: Hole
    """What is at its place in the first case."""
    values: tuple[Recipe, ...]
    """What is there in each case."""
    place: int
    """The number of the hole that it fills, or of which it is a part."""
    part: int = -1
    """Which part of the hole it is; -1 for the whole."""


def columns_of(
    members: Sequence[Sequence[Hole]], text: Callable[[Recipe], str], *, of_parts: bool = True
) -> tuple[list[Column], dict[int, Recipe]]:
    """The columns that vary, and of the holes that are split into several, what the parts stand in.

    Args:
        members: The holes of each case.
        text: Prints a recipe.
        of_parts: Whether a long value may be split.
    """
    found: list[Column] = []
    frames: dict[int, Recipe] = {}
    for place, holes in enumerate(zip(*members, strict=True)):
        values = tuple(each.value for each in holes)
        if len({text(each) for each in values}) == 1:
            continue
        is_long = (
            of_parts and holes[0].is_expected and any(len(text(each)) > _LONG for each in values)
        )
        parts: list[tuple[str, tuple[Recipe, ...]]] = []
        is_split = is_long and _is_worth_splitting(values, text)
        frame = _frame(values, "", parts, text) if is_split else None
        if frame is None or isinstance(frame, Variable):
            found.append(Column(holes[0], values, place))
            continue
        frames[place] = frame
        for number, (word, own) in enumerate(parts):
            hole = replace(
                holes[0],
                value=own[0],
                word=word or holes[0].word,
                keyword=word.removeprefix("expected_"),
            )
            found.append(Column(hole, own, place, number))
    return found, frames


def _is_worth_splitting(values: tuple[Recipe, ...], text: Callable[[Recipe], str]) -> bool:
    """Whether something need not be said in every row, or a row would have no room for all."""
    if any(len(text(each)) > _TOO_LONG for each in values):
        return True
    names = isinstance(values[0], Mapping)
    inner = [own for place, (_, own) in enumerate(_inner(values, "")) if place % 2 or not names]
    return any(len({text(each) for each in own}) == 1 for own in inner)


def with_names(frame: Recipe, names: dict[int, str]) -> Recipe:
    """What the parts of a hole stand in, with the names of their parameters."""

    def change(part: Recipe) -> Recipe | None:
        if isinstance(part, Variable) and part.name.startswith(_PART):
            return Variable(names[int(part.name.removeprefix(_PART))])
        return None

    return transform(frame, change)


def frame_words(value: Recipe) -> str:
    """How a value is made: values with the same words differ in their parts alone."""
    if isinstance(value, Mapping):
        return f"mapping {[key for key, _ in value.pairs]!r}"
    if isinstance(value, Collection):
        return f"{value.kind} {len(value.items)}"
    return ""


def _frame(
    values: tuple[Recipe, ...],
    word: str,
    parts: list[tuple[str, tuple[Recipe, ...]]],
    text: Callable[[Recipe], str],
) -> Recipe:
    """What all values have in common, with a variable for each part that differs."""
    if len({text(each) for each in values}) == 1:
        return values[0]
    inner = list(_inner(values, word))
    if not inner:
        parts.append((word, values))
        return Variable(f"{_PART}{len(parts) - 1}")
    return with_children(values[0], tuple(_frame(each, name, parts, text) for name, each in inner))


def _inner(values: tuple[Recipe, ...], word: str) -> Iterator[tuple[str, tuple[Recipe, ...]]]:
    """The parts of values that are made alike, each with a word for it."""
    first = values[0]
    if isinstance(first, Mapping) and first.pairs:
        keys = [key for key, _ in first.pairs]
        if not all(
            isinstance(each, Mapping) and [key for key, _ in each.pairs] == keys for each in values
        ):
            return
        names = [name for key in keys for name in ("", _key_word(key))]
    elif isinstance(first, Collection) and first.kind in ("list", "tuple") and first.items:
        if not all(
            isinstance(each, Collection)
            and each.kind == first.kind
            and len(each.items) == len(first.items)
            for each in values
        ):
            return
        names = [word] * len(first.items)
    else:
        return
    yield from zip(names, zip(*map(children, values), strict=True), strict=True)


def _key_word(key: Recipe) -> str:
    known = slug(key.value) if isinstance(key, Literal) and isinstance(key.value, str) else ""
    return f"expected_{variable_word(known)}" if known else ""
