"""Chosen scenarios made plainer, each as far as what it is chosen for allows.

Scenarios that were picked for goals are as simple as those allow. Neighbours of inputs and scenarios that
were found for a mutant come as they were made: with a stand-in where any value would do, a number of many
digits, a call that comes twice and says the same. Here such things go, as long as a scenario reaches its
goals and tells its mutants apart; one that has neither shows exactly what it showed (delta debugging,
Zeller 2002).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, compress, islice

from aqe.domain.mutant import Mutant
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.archive import cost_of
from aqe.generation.choosing.oddness import (
    UNLIKELY,
    cannot_be_meant,
    is_odd,
    oddness,
    repeated,
    stumbles,
)
from aqe.generation.choosing.operators import has_reflected, with_operators
from aqe.generation.choosing.public_routes import through_public
from aqe.generation.choosing.replacing import ENDS, is_ours, merged, portions, put_in, tell_all
from aqe.generation.choosing.sameness import does_the_same, freed
from aqe.generation.choosing.selection import omissions, variants
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.choosing.telling import telling
from aqe.generation.choosing.together import changed_together
from aqe.generation.choosing.usual import Usual
from aqe.generation.exploring.search import Search
from aqe.generation.inputs.distinct import alike, told_apart
from aqe.generation.inputs.meant import with_meant
from aqe.generation.scenario import Scenario

__all__ = ["made_plain"]

_ROUNDS = 5
_VARIANTS = 16
"""Simpler copies of one scenario that one round executes."""
_HELD_AGAINST = 4
"""Simpler copies that one round holds against mutants."""
_MOST_MUTANTS = 12
"""A scenario that tells more mutants is left as it is: to hold copies against all of them takes long."""
_UNUSUAL = 2.0
"""What a value costs of a preparing call that is given another one in most scenarios."""
_LIKELY = 3
"""Values that are tried in the place of an unlikely one."""
_SEVERAL = 2
"""Optional arguments that are left out together."""
_ILL_TYPED = frozenset(f"builtins:{name}Error" for name in ("Type", "Attribute", "Value"))
"""What a value of a type or shape that nobody foresaw leads to, unless the subject raises it on purpose."""
_ON_PURPOSE = re.compile(r"(?:^|[:;])\s*(?:raise|assert)\b")
"""A statement that raises: on a line of its own, or behind the condition that it stands under."""


@dataclass(slots=True)
class _Case:
    """A scenario with what it has to keep."""

    place: int
    scenario: Scenario
    goals: frozenset[int]
    """Those it was picked for, and those that no pick reaches."""
    is_picked: bool
    mutants: tuple[Mutant, ...]
    run: CandidateRun
    cost: float
    calls: Counter[str]
    """Callables -> how often a shorter copy has to call them."""
    is_new: bool = False

    @property
    def is_bound(self) -> bool:
        """Whether goals or mutants say what it is for."""
        return self.is_picked or bool(self.mutants)


def made_plain(
    search: Search,
    found: Strengthened,
    reaches: Mapping[Scenario, frozenset[int]],
    *,
    is_stable: Callable[[Sequence[Scenario]], list[bool]],
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
    """The same scenarios, made plainer; such as become alike are one.

    Args:
        search: the finished search: its runner executes.
        found: the scenarios with the mutants that each has to tell apart.
        reaches: goals that a scenario was picked for.
        is_stable: which scenarios show the same in another process, and leave the subject as it was.
        is_over: whether time is up.
    """
    work = _Plainness(search, found, reaches, is_over)
    places = [] if is_over() else work.worth_a_try()
    for portion in portions(places, search, is_over):
        cases = work.cases(portion)
        waiting = cases
        for _ in range(_ROUNDS):
            if not waiting or is_over():
                break
            waiting = work.simplify(waiting)
        copies = {each.place: each.scenario for each in cases if each.is_new}
        put_in(work.scenarios, copies, is_stable)
    return merged(found, work.scenarios, reaches, gone=work.idle)


def _around_first_of_repeated(scenario: Scenario) -> tuple[Scenario, Scenario]:
    """The scenario up to the first call that comes again, without it and with it."""
    names = repeated(scenario)
    place = next(
        place
        for place, each in enumerate(scenario.steps)
        if each.subject is not None and each.receiver is not None and each.subject.qualname in names
    )
    before = scenario.with_steps(scenario.steps[:place])
    return before, scenario.with_steps(scenario.steps[: place + 1])


def _changes_nothing(before: CandidateRun, after: CandidateRun) -> bool:
    """Whether a call only answered: it changed no object, wrote and printed nothing."""
    printed = after.observations[-1].stdout if after.observations else ""
    known = dict(before.after)
    is_same = all(known.get(name) == value for name, value in after.after)
    return (
        after.outcome is CandidateOutcome.COMPLETED
        and is_same
        and not printed
        and (before.files, before.lasting) == (after.files, after.lasting)
    )


@dataclass(slots=True)
class _Plainness:
    """Tries simpler copies of scenarios and keeps what may take their place."""

    search: Search
    found: Strengthened
    reaches: Mapping[Scenario, frozenset[int]]
    is_over: Callable[[], bool]
    scenarios: list[Scenario] = field(init=False)
    lines: list[str] = field(init=False)
    """Of the source."""
    idle: set[int] = field(default_factory=set)
    """Places of scenarios with a value that cannot be meant, for no goal and no mutant."""
    usual: Usual = field(init=False)

    def __post_init__(self) -> None:
        self.scenarios = list(self.found.scenarios)
        # A form feed ends no line of Python.
        self.lines = self.search.subject.source.split("\n")
        self.usual = Usual(
            each
            for place, each in enumerate(self.scenarios)
            if self.found.kills.get(place) or self.reaches.get(each)
        )

    def worth_a_try(self) -> list[int]:
        """Places of the scenarios that a reader stumbles over, the oddest first."""
        ours = [
            place
            for place, each in enumerate(self.scenarios)
            if is_ours(each) and len(self.found.kills.get(place, ())) <= _MOST_MUTANTS
        ]
        runs = self._observed([self.scenarios[place] for place in ours])
        picked = self._picked()
        self.idle = {
            place
            for place, run in zip(ours, runs, strict=True)
            if cannot_be_meant(self.scenarios[place])
            and not self.found.kills.get(place)
            and not self.reaches.get(self.scenarios[place])
            and run.goals <= picked
        }
        odd = {
            place: cost
            for place, run in zip(ours, runs, strict=True)
            if place not in self.idle
            if (
                cost := stumbles(self.scenarios[place])
                + UNLIKELY * self._is_unlikely(place, run)
                + _UNUSUAL * self.usual.unusual(self.scenarios[place])
            )
        }
        return sorted(odd, key=lambda place: (-odd[place], place))

    def cases(self, places: Sequence[int]) -> list[_Case]:
        """What each has to keep, as far as it runs as it did."""
        scenarios = [self.scenarios[place] for place in places]
        again = [each for each in scenarios if repeated(each)]
        heads = [head for each in again for head in _around_first_of_repeated(each)]
        runs = self._observed([*scenarios, *heads])
        looks = runs[len(scenarios) :]
        idle = {
            each
            for each, before, after in zip(again, looks[::2], looks[1::2], strict=True)
            if _changes_nothing(before, after)
        }
        picked = self._picked()
        return [
            _Case(
                place=place,
                scenario=each,
                goals=self.reaches.get(each, frozenset()) | (run.goals - picked),
                is_picked=bool(self.reaches.get(each)),
                mutants=self._mutants(place),
                run=run,
                cost=self._cost(each, run),
                calls=Counter() if each in idle else repeated(each),
            )
            for place, each, run in zip(places, scenarios, runs, strict=False)
            if run.outcome in ENDS
        ]

    def _picked(self) -> frozenset[int]:
        """Goals that scenarios were picked for."""
        return frozenset(goal for goals in self.reaches.values() for goal in goals)

    def _mutants(self, place: int) -> tuple[Mutant, ...]:
        return tuple(self.found.results[each].mutant for each in self.found.kills.get(place, ()))

    def _cost(self, scenario: Scenario, run: CandidateRun) -> float:
        is_private = self.search.exploration.is_private(scenario)
        cost = cost_of(scenario, run.outcome, is_private) + oddness(scenario)
        cost += _UNUSUAL * self.usual.unusual(scenario)
        return cost + UNLIKELY * self._is_ill_typed(run)

    def _observed(self, scenarios: Sequence[Scenario]) -> list[CandidateRun]:
        return self.search.exploration.observed(scenarios)

    def simplify(self, cases: Sequence[_Case]) -> list[_Case]:
        """Replace each by the plainest copy that will do; those for which there was one."""
        proposals = [
            (each, copy) for each in cases for copy in islice(self._copies(each), _VARIANTS)
        ]
        runs = self._observed([copy for _, copy in proposals])
        able: dict[int, list[tuple[float, Scenario, CandidateRun]]] = {}
        for (case, copy), run in zip(proposals, runs, strict=True):
            cost = self._cost(copy, run)
            if cost < case.cost and self._is_able(case, run):
                able.setdefault(case.place, []).append((cost, copy, run))
        changed = []
        for case in cases:
            if self.is_over():
                break
            best = self._best(case, sorted(able.get(case.place, ()), key=lambda each: each[0]))
            if best is not None:
                case.cost, case.scenario, case.run = best
                case.is_new = True
                changed.append(case)
        return changed

    def _is_able(self, case: _Case, run: CandidateRun) -> bool:
        """Whether a copy does what its scenario is for, mutants aside."""
        if not case.goals <= run.goals or telling(run) < telling(case.run):
            return False
        if freed(case.run, run):
            return False  # a clock or chance that was held still runs freely
        if does_the_same(case.run, run, is_bound=case.is_bound):
            return True
        # Anything else says more than what a wrong type leads to.
        is_better = self._is_ill_typed(case.run) and not self._is_ill_typed(run)
        return case.is_bound and is_better and run.outcome in ENDS

    def _is_unlikely(self, place: int, run: CandidateRun) -> int:
        is_private = self.search.exploration.is_private(self.scenarios[place])
        return self._is_ill_typed(run) + is_private

    def _is_ill_typed(self, run: CandidateRun) -> bool:
        """Whether a run failed where nobody meant it to, by a value of the wrong type or shape."""
        failure = run.failure
        if failure is None or failure.type not in _ILL_TYPED:
            return False
        line = self.lines[failure.line - 1 : failure.line] if failure.line else []
        return not any(map(_ON_PURPOSE.search, line))

    def _copies(self, case: _Case) -> Iterator[Scenario]:
        """Simpler copies, boldest first, that still call what has to come more than once."""
        seeder = self.search.seeder
        made = chain(
            _without_setup(case.scenario),
            _without_options(case.scenario),
            _with_operator(case.scenario),
            through_public(case.scenario, self.search.subject),
            _with_meant(case.scenario),
            *((self._told_apart(case.scenario),) if case.is_bound else ()),
            self.usual.copies(case.scenario),
            omissions(case.scenario),
            # A refusal looks alike for each odd input: where only that speaks, values stay.
            *(
                (self._likely(case), changed_together(case.scenario), variants(case.scenario))
                if case.is_bound
                else ()
            ),
        )
        known: set[Scenario] = set()
        for copy in map(seeder.complete, made):
            if copy in known:
                continue
            known.add(copy)
            left = repeated(copy)
            if all(left[name] >= count for name, count in case.calls.items()):
                yield copy

    def _likely(self, case: _Case) -> Iterator[Scenario]:
        """Copies with a value that is expected in the place of one that is not, or of a stand-in."""
        scenario = case.scenario
        for place, step in enumerate(scenario.steps):
            for index, argument in enumerate(step.arguments):
                is_doubtful = self._is_ill_typed(case.run) or is_odd(argument.recipe, argument)
                if step.subject is None or not is_doubtful:
                    continue
                choices = self.search.seeder.choices(step.subject, argument.parameter)
                likely = (each.recipe for each in choices if not is_odd(each.recipe, argument))
                for recipe in islice(likely, _LIKELY):
                    yield scenario.with_step(place, step.with_argument(index, recipe))

    def _told_apart(self, scenario: Scenario) -> Iterator[Scenario]:
        """Copies in which an argument has no longer the value of another one."""
        for place, step in enumerate(scenario.steps):
            if step.subject is None or not (same := alike(step)):
                continue
            values = {step.arguments[index].recipe for index in same}
            for index, argument in reversed(list(enumerate(step.arguments))):
                if argument.recipe in values:
                    found = self.search.seeder.choices(step.subject, argument.parameter)
                    choices = [each.recipe for each in found]
                    for changed in told_apart(step, index, choices, _LIKELY):
                        yield scenario.with_step(place, changed)

    def _best(
        self, case: _Case, able: Sequence[tuple[float, Scenario, CandidateRun]]
    ) -> tuple[float, Scenario, CandidateRun] | None:
        """The plainest of some copies that tells all mutants of a case."""
        if not case.mutants or not able:
            return able[0] if able else None
        chosen = [*able[:_HELD_AGAINST], *_told_apart_of(case.scenario, able[_HELD_AGAINST:])]
        copies = [copy for _, copy, _ in chosen]
        able_to_tell = tell_all(self.search.exploration, case.mutants, copies)
        return next(compress(chosen, able_to_tell), None)


def _told_apart_of(
    scenario: Scenario, able: Sequence[tuple[float, Scenario, CandidateRun]]
) -> list[tuple[float, Scenario, CandidateRun]]:
    """The first copy in which the arguments of a scenario can be told apart, if they cannot."""

    def count(copy: Scenario) -> int:
        return sum(len(alike(each)) for each in copy.steps)

    same = count(scenario)
    return [each for each in able if count(each[1]) < same][:1] if same else []


def _with_operator(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario with operators for reflected methods, if it calls such."""
    if has_reflected(scenario):
        yield with_operators(scenario)


def _with_meant(scenario: Scenario) -> Iterator[Scenario]:
    """Copies with a value that may be meant in the place of one that is not, those of the act first."""
    for place in range(len(scenario.steps) - 1, -1, -1):
        for step in with_meant(scenario.steps[place]):
            yield scenario.with_step(place, step)


def _without_setup(scenario: Scenario) -> Iterator[Scenario]:
    """Copies without what prepares the surroundings, or without a part of it."""
    if len(scenario.setup) > 1:
        yield replace(scenario, setup=())
    for place in range(len(scenario.setup)):
        yield replace(scenario, setup=(*scenario.setup[:place], *scenario.setup[place + 1 :]))


def _without_options(scenario: Scenario) -> Iterator[Scenario]:
    """Copies without the optional arguments of a step, or without half of them."""
    for place, step in enumerate(scenario.steps):
        spare = [index for index, each in enumerate(step.arguments) if not each.is_required]
        if len(spare) < _SEVERAL:
            continue
        half = len(spare) // 2
        for dropped in (spare, spare[:half], spare[half:]):
            shorter = step
            for index in reversed(dropped):
                shorter = shorter.without_argument(index)
            yield scenario.with_step(place, shorter)
