"""Results of earlier calls that are the very object which the call was made on, or was given.

A method that returns its own object gives a scenario a second name for it. A test reads better with one name,
and whether the call is needed at all can only be asked where nothing refers to its result.
"""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.recipe import Recipe
from aqe.domain.run import CandidateRun
from aqe.generation.exploring.candidates import steps_of_statements
from aqe.generation.scenario import (
    Scenario,
    Step,
    children,
    result_of,
    step_reference,
    with_children,
)

__all__ = ["with_originals", "without_aliases"]


def without_aliases(scenario: Scenario, module: str, run: CandidateRun) -> Scenario:
    """The scenario with one name for each object, as far as a run showed which are the same.

    Args:
        scenario: what was run.
        module: import name of the subject.
        run: what it showed.
    """
    same = {each.statement: each.same for each in run.observations if each.same}
    if not same:
        return scenario
    owners = steps_of_statements(scenario, module)
    steps = {target: step for step, target in owners if target is not None}
    aliases: dict[int, int] = {}
    for place, name in same.items():
        step = owners[place][0] if place < len(owners) else None
        original = steps.get(name)
        if step is not None and original is not None and original < step:
            aliases[step] = aliases.get(original, original)
    if not aliases:
        return scenario
    return with_originals(scenario, aliases)


def with_originals(scenario: Scenario, originals: dict[int, int]) -> Scenario:
    """The scenario with what some steps made in the place of what others returned.

    Args:
        scenario: what refers to results.
        originals: places of steps whose results are not used any more -> those used instead.
    """
    return replace(scenario, steps=tuple(_renamed(each, originals) for each in scenario.steps))


def _renamed(step: Step, aliases: dict[int, int]) -> Step:
    def original(recipe: Recipe) -> Recipe:
        reference = result_of(recipe)
        if reference is not None:
            return step_reference(aliases.get(reference, reference))
        parts = children(recipe)
        return with_children(recipe, tuple(map(original, parts))) if parts else recipe

    receiver = step.receiver
    return replace(
        step,
        receiver=None if receiver is None else aliases.get(receiver, receiver),
        arguments=tuple(replace(each, recipe=original(each.recipe)) for each in step.arguments),
        expression=None if step.expression is None else original(step.expression),
        given=None if step.given is None else original(step.given),
    )
