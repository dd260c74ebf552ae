"""Inputs that hold much: a sentence, several lines, items that come again, mappings in mappings.

A search is content with the smallest input that goes somewhere, and one odd thing in a small input is all
there is in it. Beside others, as faults need it, it only stands in an input that holds some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.inputs.families import Family
from aqe.generation.scenario import Scenario

__all__ = ["rich"]

_KNOWN = 2
"""Values that are known of a parameter."""
_TEXTS = (
    Literal("The old fox and the 12 big dogs"),
    Literal("one: 1\n  two, three\n\n- The end."),
)
_NUMBERS = (Literal(3), Literal(1), Literal(2), Literal(1))
_WORDS = (Literal("b"), Literal("a"), Literal("C"), Literal("a"))
"""Out of order in either way to sort them, and one that comes again."""
_INNER = Mapping(
    (
        (Literal("b"), Collection("list", (Literal(1), Literal(2)))),
        (Literal("c"), Mapping(((Literal("d"), Literal("x")),))),
    )
)
_MAPPINGS = (
    Mapping(((Literal("a"), _INNER),)),
    Mapping(((Literal("a"), Literal(1)), (Literal("b"), Literal("x")), (Literal("c"), _INNER))),
)


def rich(
    scenario: Scenario, parse: Callable[[str], Recipe | None]
) -> Iterator[tuple[Family, Scenario]]:
    """The scenario with a value that holds much in the place of each argument of its act; what documentation
    hands in there, or the code compares it with, goes first.

    Args:
        scenario: one that works.
        parse: reads the source of a value.
    """
    last = len(scenario.steps) - 1
    for place, argument in enumerate(scenario.act.arguments):
        known = [parse(each) for each in argument.parameter.constants[:_KNOWN]]
        usual = [each for each in known if each is not None and _holds(each)]
        for value in dict.fromkeys((*usual, *_like(argument.recipe))):
            if not contradicts(value, argument.parameter):
                step = scenario.act.with_argument(place, value)
                yield Family.RICH, scenario.searched_at(last, step)


def _holds(recipe: Recipe) -> bool:
    """Whether a value is more than empty or a single character."""
    match recipe:
        case Literal(value=str() as text):
            return len(text) > 1
        case Collection(items=items):
            return bool(items)
        case Mapping(pairs=pairs):
            return bool(pairs)
    return False


def _like(recipe: Recipe) -> Sequence[Recipe]:
    """Values of the kind of another one that hold much."""
    match recipe:
        case Literal(value=str()):
            return _TEXTS
        case Mapping():
            return _MAPPINGS
        case Collection(kind="list" | "tuple" as kind, items=items):
            if all(isinstance(each, Literal) and isinstance(each.value, str) for each in items):
                return [Collection(kind, _WORDS)] if items else _of_any(kind)
            if all(isinstance(each, Literal) for each in items):
                return [Collection(kind, _NUMBERS)]
    return ()


def _of_any(kind: str) -> Sequence[Recipe]:
    return [Collection(kind, _NUMBERS), Collection(kind, _WORDS)]
