"""Values of a call that somebody may mean, and those of the right type that nobody does.

A call may be given what its parameters take and still be one that nobody would write: a span from ``"abc"``
to ``1``, a truth where a number is due, an infinite bound, a format without a place for what is formatted, a
function that drops one of its arguments, a stand-in of which nothing is asked. What comes out shows little
of what the code is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import isfinite

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.subject import Parameter
from aqe.generation.inputs.callables import hides_an_argument, telling_functions
from aqe.generation.scenario import Argument, Step

__all__ = [
    "is_bare_stand_in",
    "is_beside_the_point",
    "mixed",
    "of_their_kind",
    "templates",
    "unmeant",
    "with_meant",
]

_NUMBERS = frozenset({"int", "float", "complex"})
_TRUTHS = frozenset({"bool", "any", "object"})
_ORDINARY: tuple[Recipe, ...] = (Literal("abc"), Literal(1), Literal(None))
"""What does as well as an object of which nothing is asked."""
_FINITE: tuple[Recipe, ...] = (Literal(1.5), Literal(100), Literal(0))
_COUNTS: tuple[Recipe, ...] = (Literal(1), Literal(2), Literal(0))
_BESIDE: dict[str, tuple[Recipe, ...]] = {
    "number": (Literal(1), Literal(2), Literal(0), Literal(5)),
    "str": (Literal("a"), Literal("b"), Literal("abc")),
}
"""Values of a kind that are tried beside another one of that kind."""
_PLACE_OF_FORMAT = re.compile(r"\{[^{}]*\}")
_PLACE_OF_MODULO = re.compile(r"%[-+ #0]*[\d.*]*[a-zA-Z]|%\(")
_FORMAT, _MODULO = (Literal("<{}>"), Literal("{:.1f}")), (Literal("<%s>"), Literal("%d"))
"""The first of each shows that it was used: what comes out of ``"{}"`` may come out without any."""


def unmeant(step: Step) -> float:
    """How many values of a call nobody means."""
    found = len(mixed(step))
    for each in step.arguments:
        found += _is_truth_for_number(each.recipe, each.parameter)
        found += _is_boundless(each.recipe) + hides_an_argument(each.recipe)
        found += _hides_what_is_formatted(each.recipe, each.parameter)
    return found


def is_beside_the_point(step: Step) -> bool:
    """Whether a value cannot be meant at all; an infinite one may be a boundary."""
    return bool(mixed(step)) or any(
        _is_truth_for_number(each.recipe, each.parameter)
        or _hides_what_is_formatted(each.recipe, each.parameter)
        for each in step.arguments
    )


def with_meant(step: Step) -> Iterator[Step]:
    """The call with a value that may be meant in the place of each that is not."""
    apart = mixed(step)
    for place, each in enumerate(step.arguments):
        for recipe in chain(_instead(each), _beside(step, place) if place in apart else ()):
            if recipe != each.recipe:
                yield step.with_argument(place, recipe)
    for kind in ("number", "str") if apart else ():
        # Both may have to change: a text where a number is expected in the other place.
        yield _of_one_kind(step, kind)


def mixed(step: Step) -> list[int]:
    """Arguments that are of another kind than an earlier one which belongs to them."""
    if not any(each.parameter.companions for each in step.arguments):
        return []
    kinds = {each.parameter.name: _kind(each.recipe) for each in step.arguments}
    found = []
    for place, each in enumerate(step.arguments):
        kind = _kind(each.recipe)
        before = [one.parameter.name for one in step.arguments[:place]]
        others = {kinds[name] for name in each.parameter.companions if name in before}
        if kind is not None and others - {kind, None}:
            found.append(place)
    return found


def of_their_kind(
    choices: Sequence[Recipe], parameter: Parameter, given: Iterable[Argument]
) -> list[Recipe]:
    """The choices for a parameter, first those of the kind that was given for what belongs to it."""
    kinds = {_kind(each.recipe) for each in given if each.parameter.name in parameter.companions}
    kinds.discard(None)
    return sorted(choices, key=lambda each: _kind(each) not in kinds) if kinds else list(choices)


def templates(parameter: Parameter) -> tuple[Recipe, ...]:
    """Formats that show what is formatted, where the code formats with what it was given."""
    return _FORMAT if "format" in parameter.usage.methods else ()


def is_bare_stand_in(recipe: Recipe) -> bool:
    """Whether a value is a stand-in without any attribute."""
    return recipe == Call(Symbol("types", "SimpleNamespace"))


def _instead(argument: Argument) -> Iterator[Recipe]:
    """Values for the place of one that nobody means, for what it is by itself."""
    recipe, parameter = argument.recipe, argument.parameter
    if is_bare_stand_in(recipe):
        yield from _ORDINARY
    elif isinstance(recipe, Verbatim):
        yield from telling_functions(recipe)
    elif _is_truth_for_number(recipe, parameter):
        yield from _COUNTS
    elif _is_boundless(recipe):
        yield from _FINITE
    elif _hides_what_is_formatted(recipe, parameter):
        yield from _FORMAT if "format" in parameter.usage.methods else _MODULO


def _beside(step: Step, place: int) -> Iterator[Recipe]:
    """Values of the kind that others have which belong to an argument."""
    names = step.arguments[place].parameter.companions
    kinds = {_kind(each.recipe) for each in step.arguments if each.parameter.name in names}
    taken = {each.recipe for each in step.arguments}
    for kind in ("number", "str"):
        if kind in kinds:
            yield from (each for each in _BESIDE[kind] if each not in taken)


def _of_one_kind(step: Step, kind: str) -> Step:
    """The call with values of one kind wherever values belong together."""
    values = iter(_BESIDE[kind])
    for place, each in enumerate(step.arguments):
        if each.parameter.companions and _kind(each.recipe) is not None:
            recipe = next(values, None)
            if recipe is not None:
                step = step.with_argument(place, recipe)
    return step


def _kind(recipe: Recipe) -> str | None:
    """The kind of a plain value, all numbers as one; None for what may be of any kind."""
    match recipe:
        case Literal(value=None):
            return None
        case Literal(value=int() | float()):
            return "number"
        case Literal(value=value):
            return type(value).__name__
        case Collection(kind=kind):
            return kind
        case Mapping():
            return "dict"
    return None


def _is_truth_for_number(recipe: Recipe, parameter: Parameter) -> bool:
    """Whether `True` or `False` is given where numbers are counted with."""
    if not (isinstance(recipe, Literal) and isinstance(recipe.value, bool)):
        return False
    if repr(recipe.value) in (parameter.default, *parameter.constants, *parameter.usage.compared):
        return False
    names = {each.type.name for each in parameter.evidence}
    if names & _TRUTHS:
        return False
    return bool(parameter.companions) or bool(names & _NUMBERS)


def _is_boundless(recipe: Recipe) -> bool:
    """Whether a number is infinite, or none: a value of its own only where the code asks for it."""
    match recipe:
        case Literal(value=float() as value):
            return not isfinite(value)
    return False


def _hides_what_is_formatted(recipe: Recipe, parameter: Parameter) -> bool:
    """Whether a format has no place for what the code formats with it."""
    match recipe:
        case Literal(value=str() as text) if repr(text) != parameter.default:
            if "format" in parameter.usage.methods:
                return not _PLACE_OF_FORMAT.search(text)
            is_template = parameter.default is not None and bool(
                _PLACE_OF_MODULO.search(parameter.default)
            )
            return is_template and not _PLACE_OF_MODULO.search(text)
    return False
