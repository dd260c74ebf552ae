"""Sequences of calls on several objects: what brings about the state that a callable asks for.

An object that is constructed in place, as an argument, is given a step of its own, so that it can be
prepared; then a method that changes it is called before the act. What each call leads to is kept by the
archive, so sequences grow call by call (feedback-directed generation, Pacheco et al., ICSE 2007).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from aqe.domain.recipe import Call, Recipe, Symbol
from aqe.domain.subject import CallableKind, CallableSubject, ParameterKind, Subject
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.scenario import (
    Argument,
    Scenario,
    Step,
    moved,
    step_reference,
)
from aqe.generation.seeding.same_names import changing_methods
from aqe.generation.seeding.seeds import Seeder

__all__ = ["Sequences", "with_step_at"]

_LONGEST = 9
"""Steps of a scenario that is still made longer."""
_WILD = 0.2
"""Share of preparing calls with any arguments at all."""
_PLAIN = 0.7
"""Share of options that are left out, and of values that are taken from elsewhere in the scenario."""
_LIKELY = 6
"""The likeliest values of a parameter, among which one is drawn."""


class Sequences:
    """Prepares the objects of scenarios.

    Args:
        subject: whose callables, and whose neighbours' methods, change objects.
        seeder: makes arguments.
        random: chooses.
        class_of: the class of what a callable returned when it was called, where that is one of ours.
    """

    def __init__(
        self,
        subject: Subject,
        seeder: Seeder,
        random: Random,
        class_of: Callable[[str], str | None],
    ) -> None:
        self._seeder = seeder
        self._random = random
        self._class_of = class_of
        self._changing = changing_methods(subject)
        self._constructed = {
            (each.module, each.qualname): each
            for each in (*subject.classes, *subject.known_classes)
        }

    def prepared(self, scenario: Scenario, count: int) -> Iterator[Scenario]:
        """The scenario with one call more before its act, on any of its objects."""
        if len(scenario.steps) >= _LONGEST:
            return
        scenario = self._hoisted(scenario)
        objects = self._objects(scenario)
        for _ in range(count if objects else 0):
            place, methods = self._random.choice(objects)
            method = self._random.choice(methods)
            step = Step(method, self._drawn(method, scenario), place)
            steps = (*scenario.steps[:-1], step, scenario.act)
            yield scenario.searched(steps)

    def _drawn(self, method: CallableSubject, scenario: Scenario) -> tuple[Argument, ...]:
        """Plausible arguments: an arrangement that fails helps nobody; values that stand elsewhere meet."""
        if self._random.random() < _WILD:
            return self._seeder.drawn(method)
        given = {
            argument.parameter.name: argument.recipe
            for step in scenario.steps
            for argument in step.arguments
        }
        made = []
        for parameter in method.parameters:
            if parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD):
                continue
            if parameter.default is not None and self._random.random() < _PLAIN:
                continue
            known = given.get(parameter.name)
            if known is not None and self._random.random() < _PLAIN:
                made.append(Argument(parameter, known))
                continue
            choices = self._seeder.choices(method, parameter)
            fitting = [each for each in choices if not contradicts(each.recipe, parameter)]
            chosen = self._random.choice((fitting or choices)[:_LIKELY])
            made.append(Argument(parameter, chosen.recipe))
        return tuple(made)

    def _objects(self, scenario: Scenario) -> list[tuple[int, list[CallableSubject]]]:
        """Steps before the act whose result has methods that change it."""
        found = []
        for place, step in enumerate(scenario.steps[:-1]):
            owner = self._result_class(step)
            methods = self._changing.get(owner, []) if owner is not None else []
            if methods:
                found.append((place, methods))
        return found

    def _result_class(self, step: Step) -> str | None:
        if step.subject is None:
            return None
        if step.subject.kind is CallableKind.CONSTRUCTOR:
            return step.subject.owner
        return self._class_of(step.subject.qualname)

    def _hoisted(self, scenario: Scenario) -> Scenario:
        """The scenario with the first object that is constructed in place in a step of its own."""
        for place, step in enumerate(scenario.steps):
            for index, argument in enumerate(step.arguments):
                made = self._construction(argument.recipe)
                if made is not None:
                    reference = step_reference(place)
                    further = with_step_at(scenario, place, made)
                    step = further.steps[place + 1].with_argument(index, reference)
                    return further.with_step(place + 1, step)
        return scenario

    def _construction(self, recipe: Recipe) -> Step | None:
        """The step that constructs what a recipe constructs, where its class can be prepared."""
        match recipe:
            case Call(callee=Symbol(module=module, name=name) as symbol):
                known = self._constructed.get((module, name))
                if known is None or name not in self._changing:
                    return None
                constructor = self._seeder.constructor_of(known)
                arguments = self._arguments(constructor, recipe)
                return (
                    None if arguments is None else Step(constructor, arguments, expression=symbol)
                )
        return None

    @staticmethod
    def _arguments(constructor: CallableSubject, recipe: Call) -> tuple[Argument, ...] | None:
        by_name = {each.name: each for each in constructor.parameters}
        if len(recipe.arguments) > len(constructor.parameters):
            return None
        made = [
            Argument(parameter, value)
            for parameter, value in zip(constructor.parameters, recipe.arguments, strict=False)
        ]
        for name, value in recipe.keywords:
            if name not in by_name:
                return None
            made.append(Argument(by_name[name], value))
        return tuple(made)


def with_step_at(scenario: Scenario, place: int, step: Step) -> Scenario:
    """The scenario with a step inserted; references to what moves move along."""
    later = moved(scenario.steps[place:], 1, place)
    return scenario.searched((*scenario.steps[:place], step, *later))
