"""Values of one call that cannot be told apart.

Where two parameters get the same value, a test passes though the subject swaps them, or reads one in the
place of the other.
"""

from __future__ import annotations

from collections.abc import Collection as Values
from collections.abc import Iterable, Iterator, Sequence

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.generation.inputs.vocabulary import kind_of
from aqe.generation.scenario import Argument, Step

__all__ = ["alike", "all_unlike", "other_than", "told_apart", "unlike"]

_WORDS = ("abc", "def", "ghi", "jkl")
"""Texts that stand for any text."""


def alike(step: Step) -> list[int]:
    """Arguments with the value of an earlier one that is for another parameter."""
    arguments = step.arguments
    if len(arguments) < 2:
        return []
    return [
        place
        for place, each in enumerate(arguments)
        if _tells(each.recipe)
        and any(
            other.recipe == each.recipe and _name(other) != _name(each)
            for other in arguments[:place]
        )
    ]


def _name(argument: Argument) -> str:
    return argument.keyword or argument.parameter.name


def _tells(recipe: Recipe) -> bool:
    """Whether it would show where a value went: there is but one `None`, and of truths there are two.

    That several are empty, or zero, is a boundary of its own.
    """
    match recipe:
        case Literal(value=value):
            return bool(value) and not isinstance(value, bool)
        case Collection(items=items):
            return bool(items)
        case Mapping(pairs=pairs):
            return bool(pairs)
    return True


def unlike(choices: Sequence[Recipe], taken: Values[Recipe]) -> Recipe:
    """The first choice, or what is like it but for being no value that is taken."""
    first = choices[0]
    if not _tells(first) or first not in taken:
        return first
    return next(iter(_others(first, choices[1:], taken)), first)


def all_unlike(choices: Sequence[Recipe], taken: Values[Recipe]) -> list[Recipe]:
    """The choices, with others that are as plain in the place of those that are taken."""
    found = (
        other if _tells(each) and each in taken and (other := other_than(each, taken)) else each
        for each in choices
    )
    return list(dict.fromkeys(found))


def _others(recipe: Recipe, choices: Iterable[Recipe], taken: Values[Recipe]) -> Iterator[Recipe]:
    plain = other_than(recipe, taken)
    if plain is not None:
        yield plain
    kind = kind_of(recipe)
    yield from (
        each for each in choices if each not in taken and kind_of(each) == kind and _tells(each)
    )


def other_than(recipe: Recipe, taken: Values[Recipe]) -> Recipe | None:
    """A value as plain that is not taken; None where a value means something by itself."""
    found = recipe
    for _ in range(len(taken) + 1):
        following = _next(found)
        if following is None or following not in taken:
            return following
        found = following
    return None


def _next(recipe: Recipe) -> Recipe | None:
    match recipe:
        case Literal(value=bool() | None):
            return None
        case Literal(value=int() as number):
            return Literal(number + 1)
        case Literal(value=float() as number) if number == round(number, 2):
            return Literal(number + 1)
        case Literal(value=str() as text):
            if text in _WORDS[:-1]:
                return Literal(_WORDS[_WORDS.index(text) + 1])
            is_letter = len(text) == 1 and text.isascii() and text.isalpha() and text not in "zZ"
            return Literal(chr(ord(text) + 1)) if is_letter else None
        case Collection(kind=kind, items=items) if items:
            changed = [_next(each) for each in items]
            parts = tuple(each for each in changed if each is not None)
            return Collection(kind, parts) if len(parts) == len(items) else None
        case Mapping(pairs=pairs) if pairs:
            values = [(key, _next(value)) for key, value in pairs]
            kept = tuple((key, value) for key, value in values if value is not None)
            return Mapping(kept) if len(kept) == len(pairs) else None
    return None


def told_apart(step: Step, place: int, choices: Sequence[Recipe], most: int) -> Iterator[Step]:
    """The call with another value for one argument, one that no other argument has."""
    taken = [each.recipe for each in step.arguments]
    for count, recipe in enumerate(_others(step.arguments[place].recipe, choices, taken)):
        if count >= most:
            return
        yield step.with_argument(place, recipe)
