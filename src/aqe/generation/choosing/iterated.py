"""Calls that give an iterator away, and the same calls with what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import CallableKind, CallableSubject, Parameter
from aqe.generation.exploring.candidates import TAKEN
from aqe.generation.ports import ParseLiteral
from aqe.generation.scenario import Scenario, Use

__all__ = ["as_drained", "filled", "is_never_asked", "iterated"]

_FILLED = 3
"""Values with something in them that are tried in the place of an empty one."""
_MADE_AND_ASKED = 2
"""Steps of a scenario that iterates what it was given."""


def is_never_asked(scenario: Scenario, run: CandidateRun, iterators: frozenset[str]) -> bool:
    """Whether a call gave an iterator away that nobody iterates.

    Args:
        scenario: what was executed.
        run: what it showed.
        iterators: types of the subject that iterate.
    """
    act = scenario.act
    if act.subject is None or act.use is not Use.PLAIN:
        return False
    if iterators.isdisjoint(run.result_types[-1:]):
        return False
    is_itself = bool(run.observations and run.observations[-1].same)
    return not (is_itself or act.subject.kind is CallableKind.CONSTRUCTOR or act.subject.is_dunder)


def as_drained(scenario: Scenario) -> Scenario | None:
    """The call that gives an iterator away with all that it yields, for one that asks for its iterator then.

    Returns:
        None for what is no such pair of calls.
    """
    if len(scenario.steps) != _MADE_AND_ASKED:
        return None
    made, asked = scenario.steps
    if asked.subject is None or asked.subject.name != "__iter__" or made.subject is None:
        return None
    if made.use is not Use.PLAIN or made.subject.kind is CallableKind.CONSTRUCTOR:
        return None
    return scenario.with_steps((replace(made, use=Use.DRAIN),))


def iterated(
    scenarios: Sequence[Scenario],
    observe: Callable[[Sequence[Scenario]], list[CandidateRun | None]],
    parse: ParseLiteral,
) -> list[Scenario]:
    """The same calls with the first items that they yield, or with all where these are few."""
    taken = [_used(each, Use.TAKE) for each in scenarios]
    found = []
    for scenario, run in zip(taken, observe(taken) if taken else (), strict=True):
        if run is None or run.outcome is not CandidateOutcome.COMPLETED:
            continue
        found.append(_used(scenario, Use.DRAIN) if _is_short(run, parse) else scenario)
    return found


def filled(
    scenario: Scenario, choices: Callable[[CallableSubject, Parameter], Sequence[Recipe]]
) -> Iterator[Scenario]:
    """The same call with several things to go through, where it was given none or one.

    Args:
        scenario: what was executed.
        choices: values for a parameter, the best first.
    """
    act = scenario.act
    if act.subject is None:
        return
    for index, argument in enumerate(act.arguments):
        if _holds(argument.recipe) is not False:
            continue
        found = (each for each in choices(act.subject, argument.parameter) if _holds(each))
        for each in islice(found, _FILLED):
            yield scenario.with_step(len(scenario.steps) - 1, act.with_argument(index, each))


def _holds(recipe: Recipe) -> bool | None:
    """Whether something that can be gone through holds several items; None where it cannot be."""
    match recipe:
        case Collection(items=items):
            return len(items) > 1
        case Mapping(pairs=pairs):
            return len(pairs) > 1
        case Literal(value=str() | bytes() as value):
            return len(value) > 1
    return None


def _used(scenario: Scenario, use: Use) -> Scenario:
    return scenario.with_step(len(scenario.steps) - 1, replace(scenario.act, use=use))


def _is_short(run: CandidateRun, parse: ParseLiteral) -> bool:
    """Whether it came to an end before enough was taken."""
    value = run.observations[-1].value if run.observations else None
    if value is None:
        return False
    items = parse(value.source) if value.source is not None else None
    length = len(items.items) if isinstance(items, Collection) else value.length
    return length is not None and length < TAKEN
