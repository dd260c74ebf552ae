"""Expressions that somebody wrote, as calls of the subject where they are such.

An expression stays what it is: none of its parts is ever tried with another value. As a call of a known
callable it is an input like any other, from which a search goes on; and whoever wrote it knew a good one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Recipe,
    Symbol,
    Verbatim,
)
from aqe.domain.subject import CallableKind, CallableSubject, Subject
from aqe.generation.inputs.binding import bound
from aqe.generation.scenario import Scenario, Step, result_of, walk

__all__ = ["recognised"]

_OF_MODULE = (CallableKind.FUNCTION, CallableKind.CLASS_METHOD, CallableKind.STATIC_METHOD)


def recognised(
    scenario: Scenario,
    subject: Subject,
    constructor: Callable[[Symbol], CallableSubject | None],
) -> Scenario:
    """The scenario with steps that call what they call by expressions alone; it stays documented.

    Args:
        scenario: its steps may be plain expressions.
        subject: the module whose callables are looked for.
        constructor: what a call of a class stands for, where the class is known.
    """
    steps: list[Step] = []
    for step in scenario.steps:
        steps.append(_recognised(step, steps, subject, constructor))
    return replace(scenario, steps=tuple(steps))


def _recognised(
    step: Step,
    before: Sequence[Step],
    subject: Subject,
    constructor: Callable[[Symbol], CallableSubject | None],
) -> Step:
    if step.subject is not None:
        return step
    match step.expression:
        case Call(callee=Symbol(module=subject.module, name=name) as symbol) as call:
            found = constructor(symbol) or subject.callable(name)
            is_closed = found is not None and found.kind in (*_OF_MODULE, CallableKind.CONSTRUCTOR)
            return _called(step, call, found if is_closed else None, None)
        case Call(callee=Attribute(owner=owner, name=name)) as call:
            place, found = _member(owner, name, before, subject)
            is_method = found is not None and found.kind is CallableKind.METHOD
            return _called(step, call, found if is_method else None, place)
        case Attribute(owner=owner, name=name):
            place, found = _member(owner, name, before, subject)
            if found is not None and found.kind is CallableKind.PROPERTY:
                return Step(found, (), place, name=step.name)
    return step


def _called(step: Step, call: Call, callee: CallableSubject | None, place: int | None) -> Step:
    """The call as one of a callable; the step as it was where it would not be the same."""
    if callee is None or (callee.is_dunder and callee.kind is not CallableKind.CONSTRUCTOR):
        return step
    if not _is_in_order([*call.arguments, *(value for _, value in call.keywords)]):
        return step
    arguments = bound(callee, call.arguments, call.keywords)
    if arguments is None:
        return step
    return Step(callee, arguments, place, name=step.name, by_position=len(call.arguments))


def _is_in_order(values: Sequence[Recipe]) -> bool:
    """Whether values may be made one after the other before the call: none is read where a call of a later
    one may have changed it."""
    is_read = False
    for each in values:
        parts = [part for _, part in walk(each)]
        has_call = any(isinstance(part, Call | Await | Verbatim) for part in parts)
        if is_read and has_call:
            return False
        # What is a call as a whole gets a name of its own, in its turn.
        is_read = is_read or (
            not isinstance(each, Call)
            and any(not isinstance(part, Literal | Collection | Mapping) for part in parts)
        )
    return True


def _member(
    owner: Recipe, name: str, before: Sequence[Step], subject: Subject
) -> tuple[int | None, CallableSubject | None]:
    """The step that made an object of the subject, and the member of its class that has a name."""
    place = result_of(owner)
    maker = None if place is None else before[place].subject
    if maker is None or maker.kind is not CallableKind.CONSTRUCTOR or maker.owner is None:
        return None, None
    for each in subject.lineage(maker.owner):
        found = subject.callable(f"{each}.{name}")
        if found is not None:
            return place, found
    return None, None
