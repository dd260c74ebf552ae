"""Reflected methods called as everybody calls them: by an operator between two objects."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.subject import CallableKind
from aqe.generation.exploring.protocol import is_reflected
from aqe.generation.scenario import Scenario, Step, Use

__all__ = ["with_operators"]


def with_operators(scenario: Scenario) -> Scenario:
    """The scenario with ``other - box`` for ``box.__rsub__(other)``.

    It need not do the same: the other operand is asked first.
    """
    steps = tuple(
        replace(each, is_operator=True) if _has_operator(each) else each for each in scenario.steps
    )
    return replace(scenario, steps=steps) if steps != scenario.steps else scenario


def _has_operator(step: Step) -> bool:
    subject = step.subject
    return (
        subject is not None
        and subject.kind is CallableKind.METHOD
        and is_reflected(subject.name)
        and step.receiver is not None
        and step.expression is None
        and step.use is Use.PLAIN
        and len(step.arguments) == 1
    )
