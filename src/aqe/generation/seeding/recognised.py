"""Expressions that somebody wrote, as calls of the subject where they are such.

An expression stays what it is: none of its parts is ever tried with another value. As a call of a known
callable it is an input like any other, from which a search goes on; and whoever wrote it knew a good one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from aqe.domain.recipe import Attribute, Call, Recipe, Symbol
from aqe.domain.subject import CallableKind, CallableSubject, Subject
from aqe.generation.inputs.binding import bound
from aqe.generation.scenario import Scenario, Step, result_of

__all__ = ["recognised"]

_BASES = 24
"""Bases of a class that are looked at."""
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
    """The call as one of a callable; the step as it was where the arguments do not fit."""
    if callee is None or (callee.is_dunder and callee.kind is not CallableKind.CONSTRUCTOR):
        return step
    arguments = bound(callee, call.arguments, call.keywords)
    if arguments is None:
        return step
    return Step(callee, arguments, place, name=step.name, by_position=len(call.arguments))


def _member(
    owner: Recipe, name: str, before: Sequence[Step], subject: Subject
) -> tuple[int | None, CallableSubject | None]:
    """The step that made an object of the subject, and the member of its class that has a name."""
    place = result_of(owner)
    maker = None if place is None else before[place].subject
    if maker is None or maker.kind is not CallableKind.CONSTRUCTOR or maker.owner is None:
        return None, None
    classes = {each.qualname: each for each in subject.classes}
    lineage = [maker.owner]
    for each in lineage:  # grows while it is gone through
        found = subject.callable(f"{each}.{name}")
        if found is not None:
            return place, found
        bases = classes[each].bases if each in classes else ()
        own = [base.rpartition(":")[2] for base in bases if _is_own(base, subject)]
        lineage += [base for base in own if base not in lineage][: _BASES - len(lineage)]
    return None, None


def _is_own(base: str, subject: Subject) -> bool:
    return base.rpartition(":")[0] in ("", subject.module)
