"""Mutant-guided selection: find inputs that tell mutants from the subject.

Scenarios of the archive go first; for mutants that survive them, changed copies of scenarios that reach
the mutated line are tried (as in Fraser and Zeller, "Mutation-driven generation of unit tests and
oracles", TSE 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice

from aqe.domain.candidate import Program
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.archive import Entry, cost_of
from aqe.generation.choosing.nearby import Nearby, without_options
from aqe.generation.choosing.planting import hosts, one_of_each, planted
from aqe.generation.choosing.portions import portions
from aqe.generation.choosing.selection import omissions
from aqe.generation.choosing.variations import Variations
from aqe.generation.exploring.search import Search
from aqe.generation.ports import ConstantFinder
from aqe.generation.scenario import Scenario

__all__ = ["Strengthened", "strengthen"]

_DIRECT = 8
"""Direct calls tried of the callable that holds a surviving mutant."""
_REMEMBERED = 6
"""Scenarios that the search executed, and as many refusals, tried for one surviving mutant in one round."""
_EXTRA = 12
"""Changed copies tried for one surviving mutant in one round."""
_ENTRIES = 2
_PLANTED = 12
"""Copies with a constant that stands beside the mutant, for one scenario."""
_HOSTS = 3
"""Scenarios that constants are planted in for one mutant."""
_LEFT_OUT = 12
"""Copies without an optional argument, tried for one mutant of a default."""
_AT_ONCE = 12
"""Surviving mutants that one round aims at."""
_CALLERS = 2
"""Public calls that are proposed beside one direct call of private code."""
_PROPOSALS = 160
"""Changed copies that one round executes at most."""
_CHUNK = 16
"""Mutants in one request, between which time is looked at."""
_TRIAL_S = 0.5
_OMISSIONS = 4
_OMITTED = 6
"""Ways to leave something out of a scenario that are tried, each time."""


@dataclass(slots=True)
class Strengthened:
    """Scenarios with the mutants that each is the first to kill."""

    scenarios: list[Scenario]
    kills: dict[int, list[str]] = field(default_factory=dict)
    """Index of the scenario -> mutants."""
    results: dict[str, MutantResult] = field(default_factory=dict)
    """What became of the mutants that were tried."""
    drawn: int = 0
    """Counted mutants that were to be tried."""
    idle: dict[int, frozenset[str]] = field(default_factory=dict)
    """Index of the scenario -> parameters of its act whose arguments were seen to make no difference."""


def strengthen(
    search: Search,
    chosen: Sequence[Scenario],
    spare: Sequence[Entry],
    mutants: Sequence[Mutant],
    *,
    is_stable: Callable[[Sequence[Scenario]], list[bool]],
    later: Iterable[Sequence[Mutant]] = (),
    constants: ConstantFinder | None = None,
    doubted: Set[Scenario] = frozenset(),
    declared: Callable[[Sequence[Mutant]], Sequence[Scenario]] = lambda mutants: (),
    last: Iterable[Sequence[Mutant]] = (),
    rounds: int = 24,
    clock: Callable[[], float] | None = None,
    is_spent: Callable[[], bool] = lambda: False,
    is_over: Callable[[], bool] = lambda: False,
) -> Strengthened:
    """Add scenarios until rounds, time or survivors run out.

    Args:
        search: the finished search: its runner executes, its editor makes variations.
        chosen: scenarios that are in the suite already, cheapest first.
        spare: further scenarios of the archive.
        mutants: mutants on lines that the suite reaches.
        is_stable: which scenarios show the same in another process, and leave the subject as it was.
        later: further mutants, some for each round: few of them survive what the first ones brought in.
        constants: finds what is put into inputs for a mutant; None for nothing.
        doubted: scenarios that may not stay in the suite, for they leave the subject changed: their kills
            count where no other scenario tells the mutant.
        declared: what may tell survivors among mutants of what the module declares.
        last: mutants that are tried when the others are done, against the suite and what is declared alone.
        rounds: how often variations are made for the survivors.
        clock: seconds, where time is short and a request costs no process of its own; see `portions`.
        is_spent: whether enough was run to look for nothing more; `doubted` scenarios are judged yet.
        is_over: whether time is up.
    """

    def is_done() -> bool:
        return is_spent() or is_over()

    found = Strengthened(list(chosen), drawn=_counted(mutants))
    state = _State(search, found, {each.id: each for each in mutants}, is_done, doubted, clock)
    firm = [place for place, each in enumerate(chosen) if each not in doubted]
    state.judge(firm, [chosen[place] for place in firm])
    spare = sorted(spare, key=lambda each: (each.cost, each.number))
    known = {*chosen, *doubted}
    extra = [each.scenario for each in spare if each.scenario not in known]
    if extra and state.alive and not is_done():
        state.recruit(extra, is_stable)
    state.look_at(declared, is_stable)
    nearby = Nearby(spare, search.archive.goals, search.subject.source)
    means = _Means(nearby, Variations(search), constants)
    waiting = iter(later)
    for _ in range(rounds):
        if is_done() or search.budget.is_cancelled():
            break
        admitted = next(waiting, ())
        state.admit(admitted, extra, is_stable)
        if admitted:
            state.look_at(declared, is_stable)
        if not state.alive or is_done():
            continue
        aimed = state.aim()
        proposals = state.variations(means, aimed)
        if proposals:
            state.recruit(proposals, is_stable, aimed)
    for admitted in last:
        if is_done() or search.budget.is_cancelled():
            break
        state.admit(admitted, (), is_stable)
        state.look_at(declared, is_stable)
    state.is_over = is_over
    weak = [place for place, each in enumerate(chosen) if each in doubted]
    state.judge(weak, [chosen[place] for place in weak])
    return state.found


def _counted(mutants: Sequence[Mutant]) -> int:
    return sum(each.is_counted for each in mutants)


@dataclass(frozen=True, slots=True)
class _Means:
    """Where scenarios that may tell a mutant come from."""

    nearby: Nearby
    more: Variations
    constants: ConstantFinder | None

    def near(self, mutant: Mutant) -> list[Entry]:
        """Entries near a mutant."""
        return self.nearby.of(mutant, self.filled(mutant))

    def filled(self, mutant: Mutant) -> Sequence[str]:
        """What the callable of a mutant fills while the import runs."""
        return () if self.constants is None else self.constants.filled_by(mutant.qualname)

    def planted(self, mutant: Mutant, entry: Entry) -> Iterator[Scenario]:
        """Copies of an entry's scenario with the constants beside a mutant."""
        beside = () if self.constants is None else self.constants.beside(mutant)
        return planted(entry.scenario, beside)


@dataclass(slots=True)
class _State:
    search: Search
    found: Strengthened
    alive: dict[str, Mutant]
    is_over: Callable[[], bool]
    doubted: Set[Scenario] = frozenset()
    clock: Callable[[], float] | None = None
    aimed: int = 0
    looked_at: set[str] = field(default_factory=set)
    """Mutants for which declarations were looked at."""
    tried: dict[Scenario, set[str]] = field(default_factory=dict)
    """Scenarios that were run on mutants -> the ids of those."""
    useless: set[Scenario] = field(default_factory=set)
    """Scenarios that come to no end, or show something else than they say."""

    def programs(self, scenarios: Sequence[Scenario]) -> list[Program]:
        return [self.search.exploration.program(each) for each in scenarios]

    def judge(
        self,
        indices: Sequence[int],
        scenarios: Sequence[Scenario],
        mutants: Sequence[Mutant] | None = None,
    ) -> None:
        """Which living mutants do scenarios of the suite kill?"""
        if not scenarios or not self.alive:
            return
        programs = self.programs(scenarios)
        by_number = {
            str(program.candidate): index for program, index in zip(programs, indices, strict=True)
        }
        for result in self._run(programs, mutants):
            self.found.results[result.mutant.id] = result
            if result.state is MutantState.SURVIVED:
                continue
            self.alive.pop(result.mutant.id, None)
            for number in result.killed_by[:1]:
                self.found.kills.setdefault(by_number[number], []).append(result.mutant.id)

    def admit(
        self,
        mutants: Sequence[Mutant],
        extra: Sequence[Scenario],
        is_stable: Callable[[Sequence[Scenario]], list[bool]],
    ) -> None:
        """Try further mutants against the suite, then against the other scenarios."""
        if not mutants:
            return
        known = set(self.alive)
        self.found.drawn += _counted(mutants)
        self.alive.update((each.id, each) for each in mutants)
        suite = [
            (place, each)
            for place, each in enumerate(self.found.scenarios)
            if each not in self.doubted
        ]
        self.judge([place for place, _ in suite], [each for _, each in suite], mutants)
        fresh = [each for name, each in self.alive.items() if name not in known]
        if fresh and extra and not self.is_over():
            self.recruit(extra, is_stable, fresh)

    def look_at(
        self,
        declared: Callable[[Sequence[Mutant]], Sequence[Scenario]],
        is_stable: Callable[[Sequence[Scenario]], list[bool]],
    ) -> None:
        """Look at what the module declares, where that is what a survivor changes."""
        fresh = [each for name, each in self.alive.items() if name not in self.looked_at]
        self.looked_at.update(each.id for each in fresh)
        if not fresh or self.is_over():
            return
        scenarios = declared(fresh)
        if scenarios:
            self.recruit(scenarios, is_stable, fresh)

    def aim(self) -> list[Mutant]:
        """The surviving mutants whose turn it is."""
        alive = list(self.alive.values())
        start = self.aimed % len(alive)
        self.aimed += _AT_ONCE
        return (alive[start:] + alive[:start])[:_AT_ONCE]

    def _run(
        self, programs: Sequence[Program], mutants: Sequence[Mutant] | None = None
    ) -> list[MutantResult]:
        mutants = list(self.alive.values()) if mutants is None else mutants
        by_import = self._reached_by_import()
        # Those that need an import of their own come last: it may be one of a whole package.
        mutants = sorted(mutants, key=lambda each: each.line in by_import)
        results: list[MutantResult] = []
        for portion in portions(mutants, _CHUNK, self.clock):
            if self.is_over():
                break
            results += self.search.exploration.runner.run_mutants(
                portion, programs, stop_at_first=True, timeout_s=_TRIAL_S
            )
        return results

    def _reached_by_import(self) -> Set[int]:
        """Lines that ran during the import."""
        loaded = self.search.archive.loaded
        return {each.line for each in loaded.goals if each.id in loaded.reached_by_import}

    def recruit(
        self,
        scenarios: Sequence[Scenario],
        is_stable: Callable[[Sequence[Scenario]], list[bool]],
        mutants: Sequence[Mutant] | None = None,
    ) -> None:
        """Take those scenarios into the suite that kill a living mutant and are stable."""
        aimed = {each.id for each in (self.alive.values() if mutants is None else mutants)}
        fresh = [each for each in dict.fromkeys(scenarios) if self._is_fresh(each, aimed)]
        if not fresh:
            return
        for each in fresh:
            self.tried.setdefault(each, set()).update(aimed)
        programs = self.programs(fresh)
        by_number = {
            str(program.candidate): scenario
            for program, scenario in zip(programs, fresh, strict=True)
        }
        killers: dict[Scenario, list[MutantResult]] = {}
        for result in self._run(programs, mutants):
            if result.state.is_detected and result.killed_by:
                killers.setdefault(by_number[result.killed_by[0]], []).append(result)
        killers = self._tidied(killers)
        candidates = list(killers)
        for scenario, stable in zip(candidates, is_stable(candidates), strict=True):
            if not stable:
                continue
            index = len(self.found.scenarios)
            self.found.scenarios.append(scenario)
            for result in killers[scenario]:
                self.alive.pop(result.mutant.id, None)
                self.found.results[result.mutant.id] = result
                self.found.kills.setdefault(index, []).append(result.mutant.id)

    def _is_fresh(self, scenario: Scenario, mutants: Set[str]) -> bool:
        """Whether a scenario was not tried on all of some mutants yet."""
        return not mutants <= self.tried.get(scenario, frozenset())

    def _is_promising(self, scenario: Scenario, mutants: Set[str]) -> bool:
        return scenario not in self.useless and self._is_fresh(scenario, mutants)

    def _tidied(
        self, killers: dict[Scenario, list[MutantResult]]
    ) -> dict[Scenario, list[MutantResult]]:
        """The same without steps and arguments that it takes not to tell the mutants."""
        found: dict[Scenario, list[MutantResult]] = {}
        for scenario, results in killers.items():
            mutants = [each.mutant for each in results]
            for _ in range(_OMISSIONS):
                shorter = None if self.is_over() else self._shorter(scenario, mutants)
                if shorter is None:
                    break
                scenario = shorter
            found.setdefault(scenario, []).extend(results)
        return found

    def _shorter(self, scenario: Scenario, mutants: Sequence[Mutant]) -> Scenario | None:
        """The first scenario with something left out that still tells all the mutants."""
        if scenario.documented is not None:
            return None
        for shorter in islice(omissions(scenario), _OMITTED):
            runner = self.search.exploration.runner
            results = runner.run_mutants(mutants, self.programs([shorter]), timeout_s=_TRIAL_S)
            if all(each.state.is_detected for each in results):
                return shorter
        return None

    def variations(self, means: _Means, aimed: Sequence[Mutant]) -> list[Scenario]:
        """Changed copies of scenarios from which the surviving mutants can be told."""
        search = self.search
        proposals: list[Scenario] = []
        first: dict[Scenario, None] = {}
        for mutant in aimed:
            near = means.near(mutant)
            able = hosts(near)
            for entry in one_of_each(able) if means.filled(mutant) else self._some_of(able, _HOSTS):
                copies = (search.seeder.complete(each) for each in means.planted(mutant, entry))
                fresh = (
                    each
                    for each in copies
                    if each not in first and self._is_promising(each, {mutant.id})
                )
                first.update(dict.fromkeys(islice(fresh, _PLANTED)))
            for entry in self._some_of(near, _ENTRIES):
                proposals += means.more.copies(entry, _EXTRA // _ENTRIES, mutant.line)
            proposals += means.more.direct_calls(mutant.qualname, _DIRECT)
            proposals += self._remembered(mutant, near)
            if means.nearby.is_signature(mutant):
                left_out = (each for entry in near for each in without_options(entry))
                proposals += islice(left_out, _LEFT_OUT)
        proposals = [
            each
            for proposed in proposals
            for each in (proposed, *search.public_callers.of(proposed)[:_CALLERS])
        ]
        ids = {each.id for each in aimed}
        chosen = self._some(list(first), _PROPOSALS // 2, ids)
        chosen += self._some(proposals, _PROPOSALS - len(chosen), ids)
        return self._reaching(chosen)

    def _remembered(self, mutant: Mutant, near: Sequence[Entry]) -> list[Scenario]:
        """Some of what was executed of a mutant's callable and of those that lead to it: refusals, too."""
        executed = self.search.exploration.executed
        names = [mutant.qualname, *(each.scenario.subject for each in near[:_ENTRIES])]
        found: list[Scenario] = []
        for known in (executed.of, executed.refused):
            fresh = [
                scenario
                for name in dict.fromkeys(names)
                for scenario in known(name)
                if self._is_promising(scenario, {mutant.id})
            ]
            found += self.search.random.sample(fresh, min(_REMEMBERED, len(fresh)))
        return found

    def _some_of(self, entries: Sequence[Entry], count: int) -> list[Entry]:
        """The first one, and others by chance."""
        rest = list(entries[1:])
        return [*entries[:1], *self.search.random.sample(rest, min(count - 1, len(rest)))]

    def _some(self, scenarios: Sequence[Scenario], most: int, mutants: Set[str]) -> list[Scenario]:
        """Some that were not tried on the mutants yet, by chance."""
        complete = [self.search.seeder.complete(each) for each in dict.fromkeys(scenarios)]
        fresh = [each for each in dict.fromkeys(complete) if self._is_promising(each, mutants)]
        self.search.random.shuffle(fresh)
        return fresh[:most]

    def _reaching(self, scenarios: list[Scenario]) -> list[Scenario]:
        """Scenarios that end well, cheapest first; each is executed once."""
        exploration = self.search.exploration
        programs = self.programs(scenarios)
        runs: list[CandidateRun] = exploration.runner.run(programs, compare=True)
        usable = []
        self.useless.update(scenarios)
        for scenario, program, run in zip(scenarios, programs, runs, strict=True):
            if run.outcome in (CandidateOutcome.COMPLETED, CandidateOutcome.RAISED):
                if exploration.shown(scenario, program, run) != scenario:
                    continue
                self.useless.discard(scenario)
                cost = cost_of(scenario, run.outcome, exploration.is_private(scenario))
                usable.append((cost, scenario))
                exploration.archive.add(scenario, run, exploration.is_private(scenario))
        usable.sort(key=lambda each: each[0])
        return [scenario for _, scenario in usable]
