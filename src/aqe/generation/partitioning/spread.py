"""Inputs that the search executed anyway, spread over the partitions of what a callable takes.

What a callable was given falls into partitions: which arguments there are, the kind and form of each, what
its object was made with, what was done before. A few inputs that together have each of these once are an
each-choice coverage of the partitions that were met (Ammann and Offutt, "Introduction to Software Testing",
chapter 6). Lines and mutants ask for hardly any of them, since all go where cheaper inputs go, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.run import CandidateOutcome
from aqe.generation.archive import cost_of
from aqe.generation.choosing.kinds import form_of
from aqe.generation.inputs.contradiction import is_stand_in, is_unlikely
from aqe.generation.inputs.distinct import alike
from aqe.generation.inputs.meant import is_beside_the_point
from aqe.generation.scenario import Scenario
from aqe.syntax.recipe_trees import walk

__all__ = ["spread"]

_DEAREST = 60.0
"""Cost of a scenario that nobody would read."""
_USUAL = 8.0
"""Added to costs, so that what is a little dearer and shows more goes first."""
_STRUCTURE, _OF_OPTION, _VALUE = 3, 2, 1
"""What a partition weighs: calls and which arguments they have, values of options, other values."""
_ITEMS = 3
"""Of a container that are looked at."""
_LARGE = 100
"""A number beyond which it is of another partition than small ones."""


def spread(scenarios: Sequence[Scenario], known: Sequence[Scenario]) -> Iterator[Scenario]:
    """Scenarios in an order in which each adds the most partitions for what it costs to read.

    Args:
        scenarios: what was executed of one callable.
        known: scenarios whose partitions are met already.
    """
    met = {part for each in known for part in _partitions(each)}
    waiting = {
        each: (cost, _partitions(each))
        for each in scenarios
        if _is_meant(each)
        and (cost := cost_of(each, CandidateOutcome.COMPLETED, is_private=False)) <= _DEAREST
    }
    while waiting:
        gains = {
            each: sum(weight for part, weight in parts.items() if part not in met) / (_USUAL + cost)
            for each, (cost, parts) in waiting.items()
        }
        best = max(gains, key=lambda each: gains[each])
        if not gains[best]:
            return
        _, parts = waiting.pop(best)
        met |= parts.keys()
        waiting = {each: found for each, found in waiting.items() if gains[each]}
        yield best


def _is_meant(scenario: Scenario) -> bool:
    """Whether somebody may write such calls: with values that fit, can be told apart, stand for nothing."""
    if scenario.definitions:
        return False
    return not any(
        is_beside_the_point(step)
        or alike(step)
        or any(
            is_unlikely(each.recipe, each.parameter) or any(map(is_stand_in, walk(each.recipe)))
            for each in step.arguments
        )
        for step in scenario.steps
    )


def _partitions(scenario: Scenario) -> dict[object, int]:
    """What there is in a scenario that another one may not have, with what it weighs."""
    names = tuple(each.subject.qualname if each.subject else None for each in scenario.steps)
    found: dict[object, int] = {("calls", names, scenario.act.use): _STRUCTURE}
    last = len(names) - 1
    for place, (name, step) in enumerate(zip(names, scenario.steps, strict=True)):
        owner = name, place == last
        found[owner, tuple(each.parameter.name for each in step.arguments)] = _STRUCTURE
        for each in step.arguments:
            weight = _VALUE if each.is_required else _OF_OPTION
            for part in _parts(each.recipe):
                found[owner, each.parameter.name, part] = weight
        if step.expression is not None:
            for part in _parts(step.expression):
                found[owner, part] = _VALUE
    return found


def _parts(recipe: Recipe, depth: int = 0) -> Iterator[object]:
    """The kinds of a value and of what it holds, with how deep each is inside."""
    match recipe:
        case Literal(value=value):
            yield depth, _of_literal(value)
        case Collection(kind=kind, items=items):
            yield depth, kind, min(len(items), _ITEMS)
            for item in items[:_ITEMS]:
                yield from _parts(item, depth + 1)
        case Mapping(pairs=pairs):
            yield depth, "dict", min(len(pairs), _ITEMS)
            for key, held in pairs[:_ITEMS]:
                yield from _parts(key, depth + 1)
                yield from _parts(held, depth + 2)
        case Call(callee=callee, arguments=arguments, keywords=keywords):
            yield depth, callee, len(arguments), tuple(name for name, _ in keywords)
            for given in (*arguments, *(part for _, part in keywords)):
                yield from _parts(given, depth + 1)
        case Symbol():
            yield depth, recipe
        case _:
            yield depth, type(recipe).__name__


def _of_literal(value: object) -> object:
    if isinstance(value, str):
        return form_of(value)
    if isinstance(value, bytes):
        return "bytes", form_of(value.decode("latin-1"))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return repr(value)
    if not isfinite(value) or value in (0, 1):
        return repr(value)
    return type(value).__name__, value > 0, abs(value) < 1, abs(value) > _LARGE, value % 1 == 0
