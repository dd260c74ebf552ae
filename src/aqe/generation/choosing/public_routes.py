"""Public methods in the place of private ones: what users call leads to the same code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aqe.domain.subject import CallableKind, CallableSubject, ParameterKind, Subject
from aqe.generation.scenario import Argument, Scenario, Step, Use

__all__ = ["methods_beside", "owners_above", "through_public"]

_MOST = 4
"""Public methods that are tried in the place of one private method."""
_OF_OBJECTS = (CallableKind.METHOD, CallableKind.PROPERTY)
_PLACED = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)


def through_public(scenario: Scenario, subject: Subject) -> Iterator[Scenario]:
    """Copies in which a public method of the same object is called in the place of a private one.

    Those first that call it; none where no public method takes as many arguments.
    """
    for place, step in enumerate(scenario.steps):
        for route in _routes(step, subject):
            arguments = tuple(
                Argument(parameter, each.recipe)
                for parameter, each in zip(route.parameters, step.arguments, strict=False)
            )
            changed = replace(step, subject=route, arguments=arguments, expression=None)
            yield scenario.with_step(place, changed)


def _routes(step: Step, subject: Subject) -> list[CallableSubject]:
    private = step.subject
    if private is None or private.is_public or private.is_dunder or private.owner is None:
        return []
    if (
        step.receiver is None
        or private.kind is not CallableKind.METHOD
        or step.use is not Use.PLAIN
    ):
        return []
    owners = owners_above(private.owner, subject)
    found = [
        each
        for each in subject.callables
        if each.owner in owners and _is_route(each) and _takes(each, len(step.arguments))
    ]
    found.sort(key=lambda each: not any(_last(name) == private.name for name in each.calls))
    return found[:_MOST]


def _is_route(subject: CallableSubject) -> bool:
    is_plain = subject.kind is CallableKind.METHOD and subject.is_public and not subject.is_dunder
    return is_plain and not (subject.is_async or subject.is_generator or subject.is_abstract)


def _takes(subject: CallableSubject, count: int) -> bool:
    """Whether so many positional arguments are enough, and not too many."""
    required = [each for each in subject.parameters if each.default is None]
    placed = [each for each in subject.parameters if each.kind in _PLACED]
    return len(required) <= count <= len(placed) and all(each in placed for each in required)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def methods_beside(direct: Scenario, subject: Subject) -> list[CallableSubject]:
    """Public methods of the object whose private method is called, those first that call it."""
    act = direct.act
    private = act.subject
    if private is None or private.owner is None or act.receiver is None:
        return []
    owners = owners_above(private.owner, subject)
    methods = [
        each
        for each in subject.callables
        if each.owner in owners and each.kind in _OF_OBJECTS and _can_be_asked(each)
    ]
    methods.sort(key=lambda each: not any(_last(name) == private.name for name in each.calls))
    return methods


def _can_be_asked(subject: CallableSubject) -> bool:
    is_known = subject.is_public or subject.is_dunder
    return is_known and not (subject.is_async or subject.is_generator or subject.is_abstract)


def owners_above(owner: str, subject: Subject) -> set[str]:
    """The class and those of the module that it derives from."""
    bases = {each.qualname: each.bases for each in subject.classes}
    found = {owner}
    waiting = [owner]
    while waiting:
        for base in bases.get(waiting.pop(), ()):
            module, _, name = base.rpartition(":")
            if module in ("", subject.module) and name not in found:
                found.add(name)
                waiting.append(name)
    return found
