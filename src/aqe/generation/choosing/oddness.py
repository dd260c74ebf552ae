"""What a reader of a test stumbles over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isfinite

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.types import EvidenceSource
from aqe.generation.choosing.operators import has_reflected
from aqe.generation.choosing.together import empty_items
from aqe.generation.inputs.callables import ignores_its_arguments
from aqe.generation.inputs.contradiction import contradicts_within, is_stand_in, is_unlikely
from aqe.generation.inputs.distinct import alike
from aqe.generation.inputs.meant import is_beside_the_point, mixed, unmeant
from aqe.generation.scenario import Argument, Scenario, size, walk

__all__ = [
    "UNLIKELY",
    "breaks_declarations",
    "cannot_be_meant",
    "is_hard_to_read",
    "is_ill_fitting",
    "is_odd",
    "oddness",
    "repeated",
    "stumbles",
]

UNLIKELY = 3.0
"""What a value that nobody expects costs a reader, and a failure that nobody meant."""
_STAND_IN, _REPEATED, _DIRECT, _SET_UP, _IGNORING, _UNMEANT = 5.0, 2.0, 2.0, 4.0, 2.0, 2.0
"""What these cost beside their size."""
_SHORT = 4
"""Characters of a number that is quickly read."""
_LONG_WORD = 40
"""Characters without a space that nobody counts."""
_HUGE = 10**12
_MARK = "\ufeff"
_NUMBERS = frozenset({"int", "float", "complex"})
_LARGE, _LARGE_IN_ALL = 5, 8
"""Size of an argument, and of all, from which they are worth a try."""


def oddness(scenario: Scenario) -> float:
    """What a reader stumbles over: values of types that nobody expects, stand-ins, numbers of many digits,
    values that cannot be told apart or that nobody means, calls that come twice, reflected methods called by
    their name."""
    cost = _REPEATED * sum(repeated(scenario).values())
    cost += _DIRECT * has_reflected(scenario)
    cost += UNLIKELY * sum(len(alike(each)) for each in scenario.steps)
    cost += _UNMEANT * sum(map(unmeant, scenario.steps))
    for argument in _arguments(scenario):
        if _is_unexpected(argument.recipe, argument):
            cost += UNLIKELY
        cost += UNLIKELY * (argument.keyword or argument.parameter.name).startswith("_")
        for _, part in walk(argument.recipe):
            cost += _STAND_IN if is_stand_in(part) else _digits(part)
            cost += _IGNORING * ignores_its_arguments(part)
        cost += empty_items(argument.recipe)
    return cost + _SET_UP * len(scenario.setup)


def stumbles(scenario: Scenario) -> float:
    """How much there is for a reader to stumble over, 0 for nothing worth a try."""
    sizes = [size(each.recipe) for each in _arguments(scenario)]
    is_large = any(each >= _LARGE for each in sizes) or sum(sizes) >= _LARGE_IN_ALL
    return oddness(scenario) + sum(sizes) * is_large


def repeated(scenario: Scenario) -> Counter[str]:
    """Methods that are called more than once on the same object -> how often too much."""
    calls = Counter(
        (each.subject.qualname, each.receiver)
        for each in scenario.steps
        if each.subject is not None and each.receiver is not None
    )
    found: Counter[str] = Counter()
    for (name, _), count in calls.items():
        found[name] += count - 1
    return +found


def is_odd(recipe: Recipe, argument: Argument) -> bool:
    """Whether a value for an argument is a stand-in, a function that ignores what it is called with, or of a
    type that nobody expects there."""
    is_blind = any(is_stand_in(part) or ignores_its_arguments(part) for _, part in walk(recipe))
    return is_blind or _is_unexpected(recipe, argument)


def is_hard_to_read(scenario: Scenario) -> bool:
    """Whether a value is one that nobody writes: unseen characters, an endless word, a huge number.

    The mark of an encoding in front of a text is none: files bring it along.
    """
    return any(_is_hard(part) for each in _arguments(scenario) for _, part in walk(each.recipe))


def _is_hard(recipe: Recipe) -> bool:
    match recipe:
        case Literal(value=str() as text):
            seen = text.removeprefix(_MARK)
            is_seen = all(each.isprintable() or each in "\n\t" for each in seen)
            return not is_seen or any(len(each) > _LONG_WORD for each in text.split())
        case Literal(value=int() as number):
            return abs(number) >= _HUGE
    return False


def breaks_declarations(scenario: Scenario) -> bool:
    """Whether a value is none that its parameter declares: what becomes of it, nobody promised."""
    return any(contradicts_within(each.recipe, each.parameter) for each in _arguments(scenario))


def cannot_be_meant(scenario: Scenario) -> bool:
    """Whether a value is none that its parameter declares, or one of the right type that nobody means."""
    return breaks_declarations(scenario) or any(map(is_beside_the_point, scenario.steps))


def is_ill_fitting(scenario: Scenario) -> bool:
    """Whether a value is of a type that nothing suggests for its parameter, or of another kind than one that
    belongs to it; a number may be of any sort."""
    return any(map(mixed, scenario.steps)) or any(
        contradicts_within(each.recipe, each.parameter)
        or (
            is_unlikely(each.recipe, each.parameter)
            and not _is_other_number(each)
            and not _is_other_item(each)
        )
        for each in _arguments(scenario)
    )


def _is_other_item(argument: Argument) -> bool:
    """Whether a name alone says what is given, no number, and it may be an item or key of anything."""
    is_named = all(
        each.source is EvidenceSource.NAME and each.type.name not in _NUMBERS
        for each in argument.parameter.evidence
    )
    match argument.recipe:
        case Literal(value=str()) | Collection(kind="tuple" | "frozenset"):
            return is_named
    return False


def _is_other_number(argument: Argument) -> bool:
    """Whether a number is given where numbers of another sort are."""
    is_number = isinstance(argument.recipe, Literal) and isinstance(
        argument.recipe.value, int | float | complex
    )
    return is_number and any(each.type.name in _NUMBERS for each in argument.parameter.evidence)


def _digits(recipe: Recipe) -> float:
    """What a number with many digits costs, and a text with characters that a reader does not see."""
    match recipe:
        case Literal(value=str() as text):
            return 2.0 * (not all(each.isprintable() for each in text))
        case Literal(value=float() as value) if isfinite(value):
            return max(len(repr(value)) - _SHORT, 0) / 3
    return 0.0


def _arguments(scenario: Scenario) -> Iterator[Argument]:
    for step in scenario.steps:
        yield from step.arguments


def _is_unexpected(recipe: Recipe, argument: Argument) -> bool:
    parameter = argument.parameter
    return contradicts_within(recipe, parameter) or is_unlikely(recipe, parameter)
