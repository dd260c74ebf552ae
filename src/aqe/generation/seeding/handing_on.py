"""Values that took a callable somewhere, handed to it by what calls it.

A function that passes its argument on reaches what the callee does with it; values that the callee is known
to take are worth more there than any that types suggest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aqe.domain.recipe import Collection, Recipe
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind, Subject
from aqe.generation.scenario import Argument, Scenario, result_of, walk
from aqe.generation.seeding.seeds import Seeder

__all__ = ["HandingOn", "Way", "parameter_at", "ways"]

_MOST_VALUES = 10
"""How many values are handed on along one way."""


@dataclass(frozen=True, slots=True)
class Way:
    """A parameter whose value, or whose elements, become an argument of another callable."""

    caller: CallableSubject
    parameter: Parameter
    of_elements: bool
    callee: str
    """Qualified name."""


class HandingOn:
    """Makes scenarios of callers from arguments that did something new in what they call.

    Args:
        subject: the module.
        seeder: knows the usual call of each callable.
    """

    def __init__(self, subject: Subject, seeder: Seeder) -> None:
        self._seeder = seeder
        self._ways: dict[tuple[str, str], list[Way]] = {}
        self._handed: dict[tuple[str, str, bool, str], int] = {}
        self._bases: dict[str, Scenario] = {}
        for way, callee, place in ways(subject):
            if way.parameter.kind is ParameterKind.VAR_KEYWORD or (
                way.parameter.kind is ParameterKind.VAR_POSITIONAL and not way.of_elements
            ):
                continue  # all of its values together are handed on
            parameter = parameter_at(callee, place)
            if parameter is not None and callee is not way.caller:
                self._ways.setdefault((callee.qualname, parameter.name), []).append(way)

    def scenarios(self, scenario: Scenario) -> list[Scenario]:
        """The callers' usual calls with the arguments of a scenario that did something new."""
        found: list[Scenario] = []
        for argument in scenario.act.arguments:
            if not _is_closed(argument.recipe):
                continue
            key = (scenario.subject, argument.parameter.name)
            for way in self._ways.get(key, ()):
                name = (way.caller.qualname, way.parameter.name, way.of_elements, way.callee)
                times = self._handed.get(name, 0)
                if times < _MOST_VALUES and argument.keyword is None:
                    self._handed[name] = times + 1
                    found += self._called(way, argument.recipe)
        return found

    def _called(self, way: Way, value: Recipe) -> list[Scenario]:
        base = self._base(way.caller)
        if base is None:
            return []
        is_bare = way.of_elements and way.parameter.kind is not ParameterKind.VAR_POSITIONAL
        recipe = Collection("list", (value,)) if is_bare else value
        act = self._seeder.with_argument(base.act, Argument(way.parameter, recipe))
        return [self._seeder.complete(base.with_step(len(base.steps) - 1, act))]

    def _base(self, caller: CallableSubject) -> Scenario | None:
        if caller.qualname not in self._bases:
            for each in self._seeder.seeds(caller, 0, 1):
                self._bases[caller.qualname] = each
        return self._bases.get(caller.qualname)


def _is_closed(recipe: Recipe) -> bool:
    """Whether it refers to no step of its scenario."""
    return all(result_of(part) is None for _, part in walk(recipe))


def ways(subject: Subject) -> Iterator[tuple[Way, CallableSubject, int | str]]:
    """Every way with the callable that it leads to and the place there."""
    own: dict[str, CallableSubject] = {}
    for each in subject.callables:
        if each.kind is not CallableKind.NESTED:
            name = each.owner if each.kind is CallableKind.CONSTRUCTOR else each.qualname
            own[f"{subject.module}.{name}"] = each
    for caller in subject.callables:
        for parameter in caller.parameters:
            for usage, of_elements in ((parameter.usage, False), (parameter.elements, True)):
                for name, place in usage.passed_to:
                    callee = own.get(name)
                    if callee is not None:
                        yield Way(caller, parameter, of_elements, callee.qualname), callee, place


def parameter_at(callee: CallableSubject, place: int | str) -> Parameter | None:
    """The parameter of a callable that a position or a keyword leads to."""
    if isinstance(place, str):
        return next((each for each in callee.parameters if each.name == place), None)
    positional = [
        each
        for each in callee.parameters
        if each.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
    ]
    return positional[place] if place < len(positional) else None
