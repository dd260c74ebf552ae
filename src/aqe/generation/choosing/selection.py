"""Which scenarios become tests: greedy set cover with a readability cost, then shrinking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from math import isfinite

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Variable, Verbatim
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import Subject
from aqe.generation.archive import Entry, cost_of
from aqe.generation.choosing.questions import is_question
from aqe.generation.choosing.telling import NOTHING, telling
from aqe.generation.exploring.exploration import Exploration
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.inputs.callables import simpler_functions
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.scenario import (
    EXAMPLE,
    Scenario,
    children,
    result_of,
    size,
    step_reference,
    with_children,
)

__all__ = [
    "Pick",
    "cheapest_of_each",
    "cover",
    "omissions",
    "shrink",
    "spare_steps",
    "without_questions",
    "without_step",
]

_VARIANTS = 24
_FITTING = 3
"""Values that are tried in the place of one that contradicts a declaration."""


@dataclass(slots=True)
class Pick:
    """A scenario that earns its place by the goals it reaches first."""

    scenario: Scenario
    goals: frozenset[int]
    """All goals that it reaches."""
    reaches: frozenset[int]
    """Those for which it was picked."""
    cost: float
    outcome: CandidateOutcome
    telling: int = NOTHING
    """How much it shows; see `aqe.generation.choosing.telling`."""


def cover(entries: Sequence[Entry], wanted: frozenset[int]) -> list[Pick]:
    """Greedy weighted set cover (Chvátal 1979) of the wanted goals.

    Args:
        entries: scenarios with complete goals in their runs.
        wanted: goals worth a test.
    """
    remaining = set(wanted)
    candidates = {entry.number: (entry, entry.run.goals & wanted) for entry in entries}
    picks: list[Pick] = []
    while remaining and candidates:
        best_key: tuple[float, float, int] | None = None
        best: Entry | None = None
        for number, (entry, goals) in list(candidates.items()):
            gain = len(goals & remaining)
            if not gain:
                del candidates[number]
                continue
            key = (gain / (4.0 + entry.cost), -entry.cost, -number)
            if best_key is None or key > best_key:
                best_key, best = key, entry
        if best is None:
            break
        goals = best.run.goals
        fresh = frozenset(goals & remaining)
        picks.append(
            Pick(best.scenario, goals, fresh, best.cost, best.run.outcome, telling(best.run))
        )
        remaining -= goals
        del candidates[best.number]
    return _without_redundant(picks, wanted)


def cheapest_of_each(entries: Sequence[Entry], subject: Subject) -> list[Scenario]:
    """For each public callable the cheapest scenario that shows something, where no goal asks for any."""
    found: dict[str, Entry] = {}
    public = {each for each in subject.callables if each.is_public}
    for entry in sorted(entries, key=lambda each: (each.cost, each.number)):
        is_completed = entry.run.outcome is CandidateOutcome.COMPLETED and not entry.run.lasting
        if entry.scenario.act.subject in public and is_completed and telling(entry.run):
            found.setdefault(entry.scenario.subject, entry)
    return [each.scenario for each in found.values()]


def _without_redundant(picks: list[Pick], wanted: frozenset[int]) -> list[Pick]:
    """Drop picks whose goals later picks reach too, dearest first."""
    kept = list(picks)
    for pick in sorted(picks, key=lambda each: -each.cost):
        others = frozenset().union(*(each.goals for each in kept if each is not pick))
        if pick.goals & wanted <= others:
            kept = [each for each in kept if each is not pick]
    reached: set[int] = set()
    # What a cheap test reaches is no reason for steps of a dear one.
    for pick in sorted(kept, key=lambda each: each.cost):
        pick.reaches = frozenset((pick.goals & wanted) - reached)
        reached |= pick.goals
    return kept


def _simpler(recipe: Recipe) -> Iterator[Recipe]:
    match recipe:
        case Literal(value=bool() | None):
            return
        case Literal(value=int() as value):
            for number in (0, 1, 2):
                if abs(number) < abs(value):
                    yield Literal(number)
            if value < -1:
                yield Literal(-1)
        case Literal(value=float() as value) if isfinite(value):
            rounded = (float(round(value)), round(value, 1), round(value, 2))
            plain = (each if value > 0 else -each for each in (1.5, 0.5, 1.0))
            yield from (Literal(each) for each in dict.fromkeys((*rounded, *plain)))
        case Literal(value=str() as value):
            if value:
                yield Literal("")
            for text in ("a", "abc"):
                yield Literal(text)
            plain_text = "".join(each for each in value if each.isascii() and each.isalnum())
            if plain_text != value:
                yield Literal(plain_text)
            if len(value) > 3:
                yield Literal(value[: len(value) // 2])
                yield Literal(value[len(value) // 2 :])
                yield Literal(value[1:])
                yield Literal(value[:-1])
        case Collection(kind=kind, items=items) if items:
            yield Collection(kind)
            if len(items) > 1:
                yield from (
                    Collection(kind, items[:place] + items[place + 1 :])
                    for place in range(min(len(items), 5))
                )
        case Mapping(pairs=pairs) if pairs:
            yield Mapping()
            if len(pairs) > 1:
                yield from (
                    Mapping(pairs[:place] + pairs[place + 1 :])
                    for place in range(min(len(pairs), 8))
                )
        case Verbatim() as written:
            yield from simpler_functions(written)
        case Call(arguments=arguments, keywords=keywords, callee=callee) if keywords:
            for place in range(min(len(keywords), 6)):
                yield Call(callee, arguments, keywords[:place] + keywords[place + 1 :])
        case _:
            return


def _is_shorter_number(new: Recipe, old: Recipe) -> bool:
    match new, old:
        case Literal(value=float() as one), Literal(value=float() as other):
            return len(repr(one)) < len(repr(other))
    return False


def variants(scenario: Scenario) -> Iterator[Scenario]:
    """Scenarios with something left out or made simpler, boldest first."""
    yield from omissions(scenario)
    for where, part in parts_of(scenario):
        for new in _simpler(part):
            if size(new) < size(part) or _is_shorter_number(new, part):
                yield with_part(scenario, where, new)


def omissions(scenario: Scenario) -> Iterator[Scenario]:
    """Scenarios without a step that nothing else needs, or without an optional argument."""
    spare = spare_steps(scenario)
    if len(spare) > 1:
        without = scenario
        for place in reversed(spare):
            without = without_step(without, place)
        yield without
    for place in spare:
        yield without_step(scenario, place)
    for place, step in enumerate(scenario.steps):
        for index, argument in enumerate(step.arguments):
            if not argument.is_required:
                yield scenario.with_step(place, step.without_argument(index))


def spare_steps(scenario: Scenario) -> list[int]:
    """Places of steps before the act whose results nobody uses."""
    return [
        place
        for place in range(len(scenario.steps) - 1)
        if not any(step.needs(place) for step in scenario.steps)
    ]


def without_questions(scenario: Scenario) -> Scenario:
    """The scenario without calls that only ask, where nothing refers to the answer."""
    for place in reversed(spare_steps(scenario)):
        if is_question(scenario.steps[place]):
            scenario = without_step(scenario, place)
    return scenario


def _fitting(scenario: Scenario, exploration: Exploration) -> Iterator[Scenario]:
    """Scenarios with a value that fits its parameter, where one contradicts what is declared."""
    for place, step in enumerate(scenario.steps):
        for index, argument in enumerate(step.arguments):
            if step.subject is None or not contradicts(argument.recipe, argument.parameter):
                continue
            choices = exploration.seeder.choices(step.subject, argument.parameter)
            fitting = (each.recipe for each in choices)
            for recipe in islice(
                (each for each in fitting if not contradicts(each, argument.parameter)), _FITTING
            ):
                yield scenario.with_step(place, step.with_argument(index, recipe))


def without_step(scenario: Scenario, place: int) -> Scenario:
    """Drop a step that nobody refers to and renumber what refers to later ones."""

    def moved(recipe: Recipe) -> Recipe:
        reference = result_of(recipe)
        if reference is not None and reference > place:
            return step_reference(reference - 1)
        if isinstance(recipe, Variable):
            return recipe
        parts = children(recipe)
        return with_children(recipe, tuple(moved(each) for each in parts)) if parts else recipe

    steps = []
    for index, step in enumerate(scenario.steps):
        if index == place:
            continue
        receiver = step.receiver
        if receiver is not None and receiver > place:
            receiver -= 1
        arguments = tuple(replace(each, recipe=moved(each.recipe)) for each in step.arguments)
        expression = moved(step.expression) if step.expression is not None else None
        given = moved(step.given) if step.given is not None else None
        changed = replace(step, receiver=receiver, arguments=arguments)
        steps.append(replace(changed, expression=expression, given=given))
    return scenario.with_steps(tuple(steps))


def shrink(
    picks: list[Pick],
    exploration: Exploration,
    *,
    rounds: int = 3,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Pick]:
    """Make each pick as simple as its own goals allow (delta debugging, Zeller 2002).

    What it shows stays: the result of a call on nothing at all is easy to read and tells nothing.

    Documented examples stay as somebody wrote them.
    """
    active = [each for each in picks if each.scenario.origin != EXAMPLE]
    for _ in range(rounds):
        if not active or is_over():
            break
        proposals: list[tuple[Pick, Scenario]] = []
        for pick in active:
            simpler = chain(_fitting(pick.scenario, exploration), variants(pick.scenario))
            for variant in islice(simpler, _VARIANTS):
                proposals.append((pick, exploration.seeder.complete(variant)))
        if not proposals:
            break
        runs = exploration.runner.run(
            [exploration.program(variant) for _, variant in proposals],
            observe=True,
            compare=False,
        )
        active = _adopt(proposals, runs, exploration)
    return picks


def _adopt(
    proposals: Sequence[tuple[Pick, Scenario]],
    runs: Sequence[CandidateRun],
    exploration: Exploration,
) -> list[Pick]:
    adopted: dict[int, tuple[float, Pick, Scenario, CandidateRun]] = {}
    for (pick, variant), run in zip(proposals, runs, strict=True):
        if run.outcome is not pick.outcome or not pick.reaches <= run.goals:
            continue
        if telling(run) < pick.telling:
            continue
        cost = cost_of(variant, run.outcome, exploration.is_private(variant))
        known = adopted.get(id(pick))
        if cost < pick.cost and (known is None or cost < known[0]):
            adopted[id(pick)] = (cost, pick, variant, run)
    changed = []
    for cost, pick, variant, run in adopted.values():
        pick.scenario, pick.cost, pick.goals = variant, cost, run.goals
        changed.append(pick)
    return changed
