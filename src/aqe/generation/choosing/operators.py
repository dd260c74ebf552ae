"""Methods behind operators called as everybody calls them: ``other - box``, ``box += other``."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.subject import CallableKind
from aqe.generation.exploring.protocol import is_in_place, is_reflected
from aqe.generation.scenario import Scenario, Step, Use

__all__ = ["has_reflected", "with_operators"]


def with_operators(scenario: Scenario) -> Scenario:
    """The scenario with ``other - box`` for ``box.__rsub__(other)``, and ``box += other`` for
    ``box.__iadd__(other)``.

    It need not do the same: the other operand is asked first, a method that answers `NotImplemented`
    gives way to others, and the variable stands for what the method returned.
    """
    steps = tuple(
        replace(each, is_operator=True) if _has_operator(each) else each for each in scenario.steps
    )
    return replace(scenario, steps=steps) if steps != scenario.steps else scenario


def has_reflected(scenario: Scenario) -> bool:
    """Whether a reflected method is called by its name."""
    return any(
        each.subject is not None
        and is_reflected(each.subject.name)
        and not each.is_operator
        and _has_operator(each)
        for each in scenario.steps
    )


def _has_operator(step: Step) -> bool:
    subject = step.subject
    return (
        subject is not None
        and subject.kind is CallableKind.METHOD
        and (is_reflected(subject.name) or is_in_place(subject.name))
        and step.receiver is not None
        and step.expression is None
        and step.use is Use.PLAIN
        and len(step.arguments) == 1
    )
