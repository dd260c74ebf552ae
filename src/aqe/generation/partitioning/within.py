"""Neighbours in which one argument is a part of another one: a word of the text, an item, a key.

What is looked for, left out, cut at or picked is mostly given beside that in which it is found. Values that
have nothing to do with each other take the way of what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.domain.subject import CallableSubject, Parameter, ParameterKind
from aqe.generation.inputs.families import Family
from aqe.generation.scenario import Argument, Scenario, Step

__all__ = ["within"]

_WORD = re.compile(r"\w+")
_PARTS = 3
"""Of one argument."""
_EMPTY = {"()": "tuple", "[]": "list", "set()": "set", "frozenset()": "frozenset"}
_USUAL = 3
_REST = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)

Options = Callable[[CallableSubject, Parameter], Sequence[Recipe]]


def within(scenario: Scenario, options: Options) -> Iterator[tuple[Family, Scenario]]:
    """Copies of a scenario in which an argument of the act, or an option that is added, is a part of another.

    Args:
        scenario: one that works.
        options: values for a parameter of the act.
    """
    act = scenario.act
    if act.subject is None:
        return
    for source in act.arguments:
        parts = list(_parts(source.recipe))
        if not parts:
            continue
        for parameter in act.subject.parameters:
            if parameter == source.parameter or parameter.kind in _REST:
                continue
            for changed in _changed(act, parameter, parts, options):
                if changed != act:
                    yield Family.WITHIN, scenario.searched_at(len(scenario.steps) - 1, changed)


def _parts(recipe: Recipe) -> Iterator[Recipe]:
    """The first and last of what a value holds, and a mark in a text."""
    found: list[Recipe] = []
    match recipe:
        case Literal(value=str() as text) if len(text) > 1:
            words = _WORD.findall(text)
            marks = [each for each in text if not each.isalnum()]
            found = [
                Literal(each) for each in (*words[:1], *words[-1:], *marks[:1]) if each != text
            ]
        case Collection(kind="list" | "tuple", items=items):
            found = [each for each in (*items[:1], *items[-1:]) if isinstance(each, Literal)]
        case Mapping(pairs=pairs):
            found = [key for key, _ in (*pairs[:1], *pairs[-1:]) if isinstance(key, Literal)]
    yield from list(dict.fromkeys(found))[:_PARTS]


def _changed(
    act: Step, parameter: Parameter, parts: Sequence[Recipe], options: Options
) -> Iterator[Step]:
    """The call with each part, alone and in a collection, for a parameter that takes such values."""
    assert act.subject is not None
    places = [place for place, each in enumerate(act.arguments) if each.parameter == parameter]
    samples: list[Recipe] = [act.arguments[each].recipe for each in places]
    if not places:
        samples = list(_samples(parameter, parts[0], options(act.subject, parameter)))
    found: dict[type, Recipe] = {}
    for each in samples:
        if _like(each, parts[0]) is not None:
            found.setdefault(type(each), each)
    for part in parts:
        for sample in found.values():
            value = _like(sample, part)
            if value is not None and places:
                yield act.with_argument(places[0], value)
            elif value is not None:
                yield act.with_option(Argument(parameter, value))


def _samples(parameter: Parameter, part: Recipe, usual: Sequence[Recipe]) -> Iterator[Recipe]:
    """Values of the kinds that an option takes, as its default shows, or what is known of it."""
    default = parameter.default
    if default is None or default == "None":
        yield from usual[:_USUAL]
    elif default in _EMPTY:
        yield Collection(_EMPTY[default], (part,))
    elif default[0] in "([{":
        yield from (each for each in usual if isinstance(each, Collection))
    elif default[0] in "'\"":
        yield Literal("")


def _like(sample: Recipe, part: Recipe) -> Recipe | None:
    """The part in the form of another value; None where that is of another kind."""
    match sample:
        case Literal(value=held) if isinstance(part, Literal) and type(held) is type(part.value):
            return part
        case Collection(kind=kind, items=items) if items:
            inner = _like(items[0], part)
            return None if inner is None else Collection(kind, (inner,))
    return None
