"""Arguments that a call may not change: one test of each callable says so, for each of them.

That a function adds to a list or pops from a mapping of its caller shows in no result. It is worth a line
once: what holds for one input that holds something holds for the others, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.domain.recipe import Collection, Mapping, Recipe, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Scenario, Use, size
from aqe.syntax.recipe_trees import walk

__all__ = ["left_alone"]

_READABLE = 12
"""Size of a value that a test says twice."""
_USES = (Use.PLAIN, Use.AWAIT)


def left_alone(
    scenarios: Sequence[Scenario],
    runs: Sequence[CandidateRun | None],
    module: str,
    needed: Sequence[bool],
) -> Iterator[tuple[int, str]]:
    """Places of scenarios with the variable of an argument that the call leaves as it was.

    Args:
        scenarios: those that become tests.
        runs: what each showed.
        module: import name of the subject.
        needed: which stay in any case; they go first.
    """
    best: dict[tuple[str, str], tuple[tuple[bool, int], int, str]] = {}
    moved: set[tuple[str, str]] = set()
    for place, (scenario, run) in enumerate(zip(scenarios, runs, strict=True)):
        if run is None or run.outcome is not CandidateOutcome.COMPLETED:
            continue
        if scenario.documented is not None or scenario.act.use not in _USES:
            continue
        changed = {name for name, _ in run.after}
        for parameter, name, value in _held(scenario, module):
            rank = needed[place], size(value)
            key = scenario.subject, parameter
            if name in changed:
                moved.add(key)  # it is there to be changed
            elif key not in best or rank > best[key][0]:
                best[key] = rank, place, name
    yield from ((place, name) for key, (_, place, name) in best.items() if key not in moved)


def _held(scenario: Scenario, module: str) -> Iterator[tuple[str, str, Recipe]]:
    """Parameters that are given something which can be changed, with its variable and its value."""
    if not any(_can_change(each.recipe) for each in scenario.act.arguments):
        return
    *before, act = candidate_of(scenario, module, 0).statements
    used = {part.name for part in walk(act.expression) if isinstance(part, Variable)}
    bound = [(each.expression, each.target) for each in before if each.target in used]
    for argument in scenario.act.arguments:
        place = next((at for at, pair in enumerate(bound) if pair[0] == argument.recipe), None)
        if place is None:
            continue
        _, name = bound.pop(place)  # equal values have variables of their own
        is_readable = size(argument.recipe) <= _READABLE
        if name is not None and is_readable and _can_change(argument.recipe):
            yield argument.parameter.name, name, argument.recipe


def _can_change(recipe: Recipe) -> bool:
    match recipe:
        case Collection(kind="list" | "set", items=items):
            return bool(items)
        case Mapping(pairs=pairs):
            return bool(pairs)
    return False
