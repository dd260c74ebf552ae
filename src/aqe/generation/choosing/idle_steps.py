"""Calls before the act that make no difference to what a test demands: left out, or tests of their own.

The search likes scenarios that call much: one reaches the goals of several callables, and fails with each
of their mutants. A test made of it throws away what the earlier calls returned, and nobody sees what they
are for; one that goes on with a copy of its object tests the copy by the way. So each scenario is tried
without them. Where it shows the same then, the shorter one takes its place; what the longer one alone
reached or told apart is the business of a test that ends with the call in question, and that demands what
this call returned and changed. If no such test does it, the scenario stays as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.run import CandidateRun
from aqe.generation.choosing.aliases import without_aliases
from aqe.generation.choosing.replacing import ENDS, TRIAL_S, is_ours
from aqe.generation.choosing.selection import spare_steps
from aqe.generation.choosing.shorter_copies import detours, heads, shorter_copies
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario

__all__ = ["Demands", "without_idle_steps"]

Demands = Callable[[Scenario, CandidateRun], Hashable]
"""What a test of an observed scenario demands, wherever its statements stand."""

_ROUNDS = 4
_COPIES = 6
"""Shorter copies of one scenario that one round tries."""
_CHUNK = 8
"""Mutants in one request, between which time is looked at."""


def without_idle_steps(
    search: Search,
    found: Strengthened,
    reaches: dict[Scenario, frozenset[int]],
    *,
    demands: Demands,
    is_stable: Callable[[Sequence[Scenario]], list[bool]],
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
    """The same scenarios without idle steps, and what became of these; such as become alike are one.

    Args:
        search: the finished search: its runner executes.
        found: the scenarios with the mutants that each has to tell apart.
        reaches: goals that a scenario was picked for.
        demands: what a test demands.
        is_stable: which scenarios show the same in another process, and leave the subject as it was.
        is_over: whether time is up.
    """
    if is_over() or not any(is_ours(each) and len(each.steps) > 1 for each in found.scenarios):
        return found, reaches
    work = _Work(search, found, reaches, demands, is_stable, is_over)
    work.name_once()
    places = [place for place, each in enumerate(work.tests) if _may_be_idle(each.scenario)]
    for _ in range(_ROUNDS):
        if not places or is_over() or search.budget.is_cancelled():
            break
        places = work.shorten(places)
    return work.merged()


def _may_be_idle(scenario: Scenario) -> bool:
    """Whether the search made a scenario in which a call stands whose result nobody needs."""
    return is_ours(scenario) and bool(spare_steps(scenario) or detours(scenario))


@dataclass(slots=True, eq=False)
class _Test:
    """A scenario with what it showed and what it is there for."""

    scenario: Scenario
    run: CandidateRun
    kills: list[str] = field(default_factory=list)
    reaches: frozenset[int] = frozenset()
    is_left_out: bool = False

    @property
    def is_bound(self) -> bool:
        """Whether goals or mutants say what it is for."""
        return bool(self.kills or self.reaches)

    @property
    def is_firm(self) -> bool:
        """Whether it comes to an end and leaves the subject as it was."""
        return self.run.outcome in ENDS and not self.run.lasting and not self.is_left_out


@dataclass(slots=True, eq=False)
class _Change:
    """A shorter copy for a scenario, and what its steps are as tests of their own."""

    place: int
    shorter: _Test
    heads: list[_Test]
    needed: list[_Test] = field(default_factory=list)
    """Heads for what the shorter copy does not reach or tell."""
    kills: list[tuple[str, _Test]] = field(default_factory=list)
    """Mutants, and the tests that tell them now."""


class _Work:
    """Shortens scenarios round by round."""

    def __init__(
        self,
        search: Search,
        found: Strengthened,
        reaches: dict[Scenario, frozenset[int]],
        demands: Demands,
        is_stable: Callable[[Sequence[Scenario]], list[bool]],
        is_over: Callable[[], bool],
    ) -> None:
        self.search = search
        self.found = found
        self.demands = demands
        self.is_stable = is_stable
        self.is_over = is_over
        self.results = dict(found.results)
        runs = self._observed(found.scenarios)
        self.tests = [
            _Test(each, run, list(found.kills.get(place, ())), reaches.get(each, frozenset()))
            for place, (each, run) in enumerate(zip(found.scenarios, runs, strict=True))
        ]
        self.times = Counter(goal for each in runs for goal in each.goals)
        """Goals -> how many tests reach them."""
        self.refused: set[Scenario] = set()
        """Shorter copies that lose what nothing else reaches or tells."""
        self.judged: dict[str, MutantResult] = {}
        """What became of the mutants of tests that were to be changed last."""

    def _observed(self, scenarios: Sequence[Scenario]) -> list[CandidateRun]:
        return self.search.exploration.observed(scenarios)

    def name_once(self) -> None:
        """Give each object one name, where a test ends as before and others tell what it told."""
        module = self.search.subject.module
        copies = [
            (place, other)
            for place, each in enumerate(self.tests)
            if is_ours(each.scenario)
            and (other := without_aliases(each.scenario, module, each.run)) != each.scenario
        ]
        runs = self._observed([other for _, other in copies])
        shorter = {
            place: (spare_steps(other), _Test(other, run))
            for (place, other), run in zip(copies, runs, strict=True)
            if run.outcome is self.tests[place].run.outcome
        }
        self._settle(self._with_heads(shorter))

    def shorten(self, places: Sequence[int]) -> list[int]:
        """Shorten the tests at some places; the places where more may go, those of new tests among them."""
        start = len(self.tests)
        changes = self._proposed(places)
        settled = self._settle(changes)
        # Where the boldest copy will not do, a less bold one may.
        self.refused |= {each.shorter.scenario for each in changes if each.place not in settled}
        further = [*(each.place for each in changes), *range(start, len(self.tests))]
        return [
            each
            for each in further
            if not self.tests[each].is_left_out and _may_be_idle(self.tests[each].scenario)
        ]

    def _settle(self, changes: Sequence[_Change]) -> list[int]:
        """Make the changes by which nothing is lost; their places."""
        if self.is_over():
            return []
        lossless = [each for each in self._stable(changes) if self._covers_goals(each)]
        self._tell_mutants(lossless)
        for each in lossless:
            self._make(each)
        return [each.place for each in lossless]

    # -- proposals ----------------------------------------------------------------------------------

    def _proposed(self, places: Sequence[int]) -> list[_Change]:
        """For each place the shortest copy that demands the same, and the heads of what it leaves out."""
        if self.is_over():
            return []
        usable = [place for place in places if self.tests[place].run.outcome in ENDS]
        copies = [
            (place, dropped, copy)
            for place in usable
            for dropped, copy in islice(shorter_copies(self.tests[place].scenario), _COPIES)
        ]
        runs = self._observed([copy for _, _, copy in copies])
        best: dict[int, tuple[Sequence[int], _Test]] = {}
        for (place, dropped, copy), run in zip(copies, runs, strict=True):
            if (
                place not in best
                and copy not in self.refused
                and self._is_alike(self.tests[place], copy, run)
            ):
                best[place] = dropped, _Test(copy, run)
        return self._with_heads(best)

    def _with_heads(self, shorter: Mapping[int, tuple[Sequence[int], _Test]]) -> list[_Change]:
        """Changes to shorter copies, each with tests of steps that are left out or throw a result away."""
        ends = [
            (place, head)
            for place, (dropped, _) in shorter.items()
            for head in heads(self.tests[place].scenario, dropped)
        ]
        runs = self._observed([head for _, head in ends])
        made: dict[int, list[_Test]] = {}
        for (place, head), run in zip(ends, runs, strict=True):
            if run.outcome in ENDS:
                made.setdefault(place, []).append(_Test(head, run))
        return [_Change(place, each, made.get(place, [])) for place, (_, each) in shorter.items()]

    def _is_alike(self, test: _Test, copy: Scenario, run: CandidateRun) -> bool:
        """Whether a test of a copy demands the same."""
        if run.outcome is not test.run.outcome or not set(run.unstable) <= set(test.run.unstable):
            return False
        return self.demands(copy, run) == self.demands(test.scenario, test.run)

    def _stable(self, changes: Sequence[_Change]) -> list[_Change]:
        known = {each.scenario for each in self.tests if not each.is_left_out}
        fresh = dict.fromkeys(
            each.scenario
            for change in changes
            for each in (change.shorter, *change.heads)
            if each.scenario not in known
        )
        firm = known | {
            each for each, holds in zip(fresh, self.is_stable(list(fresh)), strict=True) if holds
        }
        for change in changes:
            change.heads = [each for each in change.heads if each.scenario in firm]
        return [each for each in changes if each.shorter.scenario in firm]

    # -- goals and mutants --------------------------------------------------------------------------

    def _covers_goals(self, change: _Change) -> bool:
        """Whether shorter copy and heads reach what only this test reached; counts them as made."""
        old = self.tests[change.place]
        lost = {each for each in old.run.goals if self.times[each] == 1}
        lost -= change.shorter.run.goals
        while lost:
            best = max(change.heads, key=lambda each: len(lost & each.run.goals), default=None)
            if best is None or not lost & best.run.goals:
                return False
            change.needed.append(best)
            lost -= best.run.goals
        self._exchange([old], [change.shorter, *change.needed])
        return True

    def _exchange(self, olds: Iterable[_Test], news: Iterable[_Test]) -> None:
        for each in olds:
            self.times.subtract(each.run.goals)
        for each in news:
            self.times.update(each.run.goals)

    def _tell_mutants(self, changes: list[_Change]) -> None:
        """Find out who tells the mutants of tests that change; tests that nobody replaces stay."""
        kills = {each: change for change in changes for each in self.tests[change.place].kills}
        # Those that hang cost most: where time is short, the others come first.
        wanted = dict(sorted(kills.items(), key=lambda pair: self._hangs(pair[0])))
        places = {each.place for each in changes}
        kept = [
            each for place, each in enumerate(self.tests) if place not in places and each.is_firm
        ]
        needed = [each for change in changes for each in change.needed]
        spare = [each for change in changes for each in change.heads if each not in needed]
        judges = [*(each.shorter for each in changes), *kept, *needed, *spare]
        tellers = self._tellers(list(wanted), judges) if wanted else {}
        failed = {id(wanted[each]) for each in wanted if each not in tellers}
        owner = {id(each.shorter): each for each in changes}
        owner |= {id(head): each for each in changes for head in each.heads}
        while True:
            # Whose mutants are told by a copy that does not come to be stays, too.
            more = {
                id(wanted[mutant])
                for mutant, test in tellers.items()
                if id(wanted[mutant]) not in failed
                and id(test) in owner
                and id(owner[id(test)]) in failed
            }
            if not more:
                break
            failed |= more
        for change in [each for each in changes if id(each) in failed]:
            changes.remove(change)
            self._exchange([change.shorter, *change.needed], [self.tests[change.place]])
        for mutant, test in tellers.items():
            change = wanted[mutant]
            if id(change) in failed:
                continue
            change.kills.append((mutant, test))
            self.results[mutant] = self.judged[mutant]
            if id(test) in owner and not any(test is each for each in self._made(changes)):
                owner[id(test)].needed.append(test)
                self._exchange([], [test])

    def _hangs(self, mutant: str) -> bool:
        return self.found.results[mutant].state is MutantState.TIMEOUT

    @staticmethod
    def _made(changes: Sequence[_Change]) -> list[_Test]:
        return [test for each in changes for test in (each.shorter, *each.needed)]

    def _tellers(self, mutants: Sequence[str], judges: Sequence[_Test]) -> dict[str, _Test]:
        """Mutants -> the first of some tests that tells each."""
        exploration = self.search.exploration
        programs = [exploration.program(each.scenario) for each in judges]
        numbers = {str(each.candidate): test for each, test in zip(programs, judges, strict=True)}
        self.judged = {}
        tellers: dict[str, _Test] = {}
        for start in range(0, len(mutants), _CHUNK):
            if self.is_over():
                break
            chosen = [self.found.results[each].mutant for each in mutants[start : start + _CHUNK]]
            for result in exploration.runner.run_mutants(
                chosen, programs, stop_at_first=True, timeout_s=TRIAL_S
            ):
                if result.state.is_detected and result.killed_by:
                    tellers[result.mutant.id] = numbers[result.killed_by[0]]
                    self.judged[result.mutant.id] = result
        return tellers

    # -- what comes of it ---------------------------------------------------------------------------

    def _make(self, change: _Change) -> None:
        """Put the shorter copy and the heads that are needed into the suite."""
        old = self.tests[change.place]
        shorter = change.shorter
        self.tests[change.place] = shorter
        self.tests += [each for each in change.needed if all(each is not t for t in self.tests)]
        for mutant, test in change.kills:
            test.kills.append(mutant)
        shorter.reaches |= old.reaches & shorter.run.goals
        left = old.reaches - shorter.run.goals
        for each in self.tests:
            if left and not each.is_left_out:
                each.reaches |= left & each.run.goals
                left -= each.run.goals
        is_alone = any(self.times[each] == 1 for each in shorter.run.goals)
        if old.is_bound and not shorter.kills and not is_alone and self._has_another(shorter):
            # What it was there for is done by others now.
            shorter.is_left_out = True
            self._exchange([shorter], [])

    def _has_another(self, test: _Test) -> bool:
        """Whether there is one of the same callable that demands the same."""
        demanded = self.demands(test.scenario, test.run)
        return any(
            each is not test
            and not each.is_left_out
            and each.scenario.act.subject == test.scenario.act.subject
            and self.demands(each.scenario, each.run) == demanded
            for each in self.tests
        )

    def merged(self) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
        """The scenarios, each once, with all that they reach and tell."""
        places: dict[Scenario, int] = {}
        kills: dict[int, list[str]] = {}
        reaches: dict[Scenario, frozenset[int]] = {}
        for each in self.tests:
            if each.is_left_out and not each.kills:
                continue
            place = places.setdefault(each.scenario, len(places))
            if each.kills:
                kills.setdefault(place, []).extend(each.kills)
            reaches[each.scenario] = reaches.get(each.scenario, frozenset()) | each.reaches
        made = replace(self.found, scenarios=list(places), kills=kills, results=self.results)
        return made, reaches
