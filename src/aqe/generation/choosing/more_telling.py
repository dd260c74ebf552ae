"""Tests of which an input shows nothing, made such that it does.

A scenario that is chosen for a goal is the shortest that reaches it: with a function for an option that is
never called there, on an object that holds nothing, with the same item twice. Such a test passes whatever
becomes of the option, of the items and of their order. So here what makes no difference is left out; where a
goal or a mutant asks for it, something is put into the object first, or the option is given in another call,
so that it does make one; items that are alike are told apart; and a refusal that quotes what it was given is
given a text, which alone shows how it is quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, islice

from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Recipe, Symbol, Verbatim
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import CallableKind
from aqe.generation.archive import Entry
from aqe.generation.choosing.fillings import Filling, Fillings, is_empty, state_of
from aqe.generation.choosing.hosts import Hosts
from aqe.generation.choosing.idle_steps import Demands
from aqe.generation.choosing.items import renamed, told_apart_items
from aqe.generation.choosing.quoting import quoting
from aqe.generation.choosing.replacing import ENDS, is_ours, merged, portions, put_in, tell_all
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.choosing.telling import telling
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario, Step, result_of, walk

__all__ = ["made_telling"]

_OPTIONS = 4
"""Options of one scenario that are looked at."""
_COPIES = 12
"""Copies of one scenario that are executed."""
_HOSTS = 6
"""Other calls in which an option of one scenario is tried."""
_HELD_AGAINST = 3
"""Copies that are held against mutants."""
_MOST_MUTANTS = 12
"""A scenario that tells more mutants is left as it is: to hold copies against all of them takes long."""
_OF_WHOLE = frozenset({"__eq__", "__ne__", "__contains__"})
"""Methods with an argument that tell as little of an object that holds nothing as those without."""

Option = tuple[int, int]
"""Step, and argument of it."""


def made_telling(
    search: Search,
    found: Strengthened,
    reaches: Mapping[Scenario, frozenset[int]],
    entries: Sequence[Entry],
    *,
    demands: Demands,
    is_stable: Callable[[Sequence[Scenario]], list[bool]],
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
    """The same scenarios with inputs that show something; such as become alike are one.

    Args:
        search: the finished search: its runner executes.
        found: the scenarios with the mutants that each has to tell apart.
        reaches: goals that a scenario was picked for.
        entries: what the search has met, observed.
        demands: what a test demands.
        is_stable: which scenarios show the same in another process, and leave the subject as it was.
        is_over: whether time is up.
    """
    work = _Work(search, found, reaches, demands)
    cases = [] if is_over() else work.cases()
    work.learn(entries, cases)
    poor = sorted((each for each in cases if work.is_poor(each)), key=work.urgency)
    for portion in portions(poor, search, is_over):
        before = {each.place: each.scenario for each in portion}
        work.leave_out(portion)
        for each in portion:
            work.note_idle(each)
        work.enrich(portion)
        copies = {
            each.place: each.scenario for each in portion if each.scenario != before[each.place]
        }
        put_in(work.scenarios, copies, is_stable)
        for place, copy in copies.items():
            if work.scenarios[place] == copy:
                work.idle.pop(place, None)
    together, reached = merged(found, work.scenarios, reaches)
    places = {each: place for place, each in enumerate(together.scenarios)}
    idle = {places[work.scenarios[place]]: names for place, names in work.idle.items()}
    return replace(together, idle=idle), reached


@dataclass(slots=True)
class _Case:
    """A scenario with what it has to keep."""

    place: int
    scenario: Scenario
    run: CandidateRun
    goals: frozenset[int]
    """Those it was picked for, and those that no pick reaches."""
    is_bound: bool
    """Whether goals or mutants say what it is for."""
    mutants: tuple[Mutant, ...]
    idle: list[Option] = field(default_factory=list)
    """Options that make no difference to what a test demands, and that a goal or a mutant asks for."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """A scenario that may take the place of a case's."""

    scenario: Scenario
    without: Scenario | None = None
    """The same without an option, where that has to make a difference."""
    is_filled: bool = False
    """Whether that the object holds something has to make a difference."""
    is_told_apart: bool = False
    """Whether items that were alike no longer are."""


class _Work:
    """Tries copies of scenarios and keeps what may take their place."""

    def __init__(
        self,
        search: Search,
        found: Strengthened,
        reaches: Mapping[Scenario, frozenset[int]],
        demands: Demands,
    ) -> None:
        self.search = search
        self.found = found
        self.reaches = reaches
        self.demands = demands
        self.scenarios = list(found.scenarios)
        self.module = search.subject.module
        self.fillings = Fillings(search.subject, ())
        self.hosts = Hosts(())
        self.idle: dict[int, frozenset[str]] = {}
        """Parameters of acts whose arguments make no difference, by the place of the scenario."""

    def cases(self) -> list[_Case]:
        """The scenarios that were made here and run as they did."""
        kills = self.found.kills
        places = [
            place
            for place, each in enumerate(self.scenarios)
            if is_ours(each) and len(kills.get(place, ())) <= _MOST_MUTANTS
        ]
        runs = self._observed([self.scenarios[place] for place in places])
        picked = frozenset(goal for goals in self.reaches.values() for goal in goals)
        found = []
        for place, run in zip(places, runs, strict=True):
            scenario = self.scenarios[place]
            goals = self.reaches.get(scenario, frozenset())
            mutants = tuple(self.found.results[each].mutant for each in kills.get(place, ()))
            if run.outcome in ENDS and not run.lasting:
                is_bound = bool(goals or mutants)
                goals |= run.goals - picked
                found.append(_Case(place, scenario, run, goals, is_bound, mutants))
        return found

    def learn(self, entries: Sequence[Entry], cases: Sequence[_Case]) -> None:
        """Look for what fills objects among what the search has met."""
        met = [(each.scenario, each.run) for each in cases]
        met += [
            (each.scenario, each.run)
            for each in sorted(entries, key=lambda each: (each.cost, each.number))
        ]
        self.fillings = Fillings(self.search.subject, met)
        self.hosts = Hosts(met)

    def is_poor(self, case: _Case) -> bool:
        """Whether there is anything to try."""
        scenario = case.scenario
        return bool(
            _options(scenario)
            or self._empty(case) is not None
            or any(renamed(scenario))
            or any(told_apart_items(scenario))
            or any(quoting(case.scenario, case.run))
        )

    def urgency(self, case: _Case) -> int:
        """0 where the object holds nothing, or a function may never be called; 1 for other cases."""
        given = (case.scenario.steps[place].arguments[at] for place, at in _options(case.scenario))
        has_function = any(isinstance(each.recipe, Symbol | Verbatim) for each in given)
        return int(not has_function and self._empty(case) is None)

    def _observed(self, scenarios: Sequence[Scenario]) -> list[CandidateRun]:
        return self.search.exploration.observed(scenarios)

    # -- what makes no difference -------------------------------------------------------------------

    def leave_out(self, cases: Sequence[_Case]) -> None:
        """Leave options out that make no difference; note those that a goal or a mutant asks for."""
        proposals = [
            (case, option, _without(case.scenario, option))
            for case in cases
            for option in _options(case.scenario)
        ]
        runs = self._observed([copy for _, _, copy in proposals])
        shorter: dict[int, list[tuple[Option, Scenario, CandidateRun]]] = {}
        for (case, option, copy), run in zip(proposals, runs, strict=True):
            if self._shows_the_same(case, copy, run):
                shorter.setdefault(case.place, []).append((option, copy, run))
        for case in cases:
            found = shorter.get(case.place, [])
            able = [(copy, run) for _, copy, run in found if self._is_able(case, run)]
            if not self._adopt(case, able):
                case.idle = [option for option, _, _ in found]

    def _shows_the_same(self, case: _Case, copy: Scenario, run: CandidateRun) -> bool:
        is_same = run.outcome is case.run.outcome and set(run.unstable) <= set(case.run.unstable)
        if not is_same or self._is_emptied(case, copy, run):
            return False
        return self.demands(copy, run) == self.demands(case.scenario, case.run)

    def _is_emptied(self, case: _Case, copy: Scenario, run: CandidateRun) -> bool:
        """Whether the act of a copy has an object that holds nothing any more."""
        place = copy.act.receiver
        if place is None:
            return False
        before = state_of(case.scenario, case.run, self.module, place)
        after = state_of(copy, run, self.module, place)
        return after is not None and is_empty(after) and before is not None and not is_empty(before)

    # -- what makes a difference --------------------------------------------------------------------

    def enrich(self, cases: Sequence[_Case]) -> None:
        """Put copies in the place of cases of which an input shows something."""
        proposals = [
            (case, copy)
            for case in cases
            for copy in islice(dict.fromkeys(self._copies(case)), _COPIES)
            if copy.scenario != case.scenario
        ]
        pairs = [copy for _, copy in proposals if copy.without is not None]
        runs = self._observed(
            [
                *(copy.scenario for _, copy in proposals),
                *(each.without or each.scenario for each in pairs),
            ]
        )
        plain = iter(runs[len(proposals) :])
        able: dict[int, list[tuple[Scenario, CandidateRun]]] = {}
        for (case, copy), run in zip(proposals, runs, strict=False):
            other = next(plain) if copy.without is not None else None
            if self._is_able(case, run) and self._tells_more(case, copy, run, other):
                able.setdefault(case.place, []).append((copy.scenario, run))
        for case in cases:
            # Of one item the order does not show; where that is all there is to a call, two are better.
            self._adopt(
                case, sorted(able.get(case.place, ()), key=lambda pair: not _shows(pair[1]))
            )

    def _copies(self, case: _Case) -> Iterator[_Copy]:
        complete = self.search.seeder.complete
        for option in case.idle:
            for each in self._with_use(case, option):
                yield _Copy(complete(each), complete(_without(each, option)))
            yield from islice(self._in_other_calls(case, option), _HOSTS)
        for each in self._filled(case):
            yield _Copy(complete(each), is_filled=True)
        if (
            case.is_bound and case.run.outcome is CandidateOutcome.COMPLETED
        ):  # odd items are refused
            for each in renamed(case.scenario):
                yield _Copy(each)
        for each in told_apart_items(case.scenario):
            yield _Copy(each, is_told_apart=True)
        for each in quoting(case.scenario, case.run):
            yield _Copy(each)

    def _with_use(self, case: _Case, option: Option) -> Iterator[Scenario]:
        """Copies in which the object that was made with an option is filled."""
        place = option[0]
        if _is_construction(case.scenario.steps[place]):
            for each in self._fillings(case, place):
                yield from each.into(case.scenario, place, _given(case.scenario))

    def _in_other_calls(self, case: _Case, option: Option) -> Iterator[_Copy]:
        """Other calls of what a case calls, with an option that makes no difference here."""
        place, at = option
        if place == len(case.scenario.steps) - 1:
            argument = case.scenario.act.arguments[at]
            for given, without in self.hosts.of(case.scenario, argument):
                made = replace(given, origin="search")
                yield _Copy(self.search.seeder.complete(made), without)

    def _filled(self, case: _Case) -> Iterator[Scenario]:
        """Copies in which the object holds something, made as here, and made as where it was filled."""
        place = self._empty(case)
        if place is None:
            return
        scenario, taken = case.scenario, _given(case.scenario)
        for each in self._fillings(case, place):
            yield from islice(each.into(scenario, place, taken), 1)
            if not scenario.act.arguments:
                yield from each.twice_into(scenario, place, taken)
        if _stands_alone(scenario.act) and not scenario.setup:
            for each in self._fillings(case, place):
                for steps in islice(each.under(scenario.act, taken), 1):
                    yield scenario.searched(steps)

    def _fillings(self, case: _Case, place: int) -> Sequence[Filling]:
        made = state_of(case.scenario, case.run, self.module, place)
        return self.fillings.of(made.type) if made is not None else ()

    def _empty(self, case: _Case) -> int | None:
        """The step that makes the object which the act only looks at, where that holds nothing."""
        act, place = case.scenario.act, case.scenario.act.receiver
        if (
            place is None
            or act.subject is None
            or case.run.outcome is not CandidateOutcome.COMPLETED
        ):
            return None
        if act.arguments and act.subject.name not in _OF_WHOLE:
            return None
        if act.subject.kind not in (CallableKind.METHOD, CallableKind.PROPERTY):
            return None
        state = state_of(case.scenario, case.run, self.module, place)
        is_looked_at = state is not None and is_empty(state)
        return place if is_looked_at and self.fillings.of(state.type if state else "") else None

    # -- what may take the place of a case ----------------------------------------------------------

    def _is_able(self, case: _Case, run: CandidateRun) -> bool:
        """Whether a copy ends as its scenario does and reaches what that is for."""
        if run.outcome is not case.run.outcome or not case.goals <= run.goals or run.lasting:
            return False
        if not set(run.unstable) <= set(case.run.unstable):
            return False  # a clock or chance that was held still runs freely
        return _failure(run) == _failure(case.run) and telling(run) >= telling(case.run)

    def _tells_more(
        self, case: _Case, copy: _Copy, run: CandidateRun, without: CandidateRun | None
    ) -> bool:
        if copy.is_filled and not self._is_seen(case, copy, run):
            return False
        if copy.without is None or without is None:
            # Items that are alike may be what leads to a line.
            is_free = case.is_bound and not copy.is_told_apart
            return is_free or run.goals >= case.run.goals
        if without.outcome is not run.outcome:
            return True
        return self.demands(copy.scenario, run) != self.demands(copy.without, without)

    def _is_seen(self, case: _Case, copy: _Copy, run: CandidateRun) -> bool:
        """Whether a test shows that an object holds something, or asks for what could be in there."""
        if case.scenario.act.arguments:
            return True
        return self.demands(copy.scenario, run) != self.demands(case.scenario, case.run)

    def _adopt(self, case: _Case, able: Sequence[tuple[Scenario, CandidateRun]]) -> bool:
        """Take the first copy that tells all mutants of a case."""
        chosen = list(able[:_HELD_AGAINST])
        if case.mutants and chosen:
            copies = [copy for copy, _ in chosen]
            chosen = list(compress(chosen, tell_all(self.search.exploration, case.mutants, copies)))
        if not chosen:
            return False
        case.scenario, case.run = chosen[0]
        return True

    def note_idle(self, case: _Case) -> None:
        """Remember which arguments of the act still make no difference."""
        act = case.scenario.act
        last = len(case.scenario.steps) - 1
        names = {act.arguments[at].parameter.name for place, at in case.idle if place == last}
        if names:
            self.idle[case.place] = frozenset(names)


def _shows(run: CandidateRun) -> bool:
    """Whether a call returned or changed something."""
    last = run.observations[-1].value if run.observations else None
    return bool(run.after) or (last is not None and last.type != "builtins:NoneType")


def _options(scenario: Scenario) -> list[Option]:
    """Arguments that could be left out, the later ones first."""
    found = [
        (place, index)
        for place, step in enumerate(scenario.steps)
        for index, argument in enumerate(step.arguments)
        if not argument.is_required
    ]
    return found[::-1][:_OPTIONS]


def _without(scenario: Scenario, option: Option) -> Scenario:
    place, index = option
    return scenario.with_step(place, scenario.steps[place].without_argument(index))


def _is_construction(step: Step) -> bool:
    return step.subject is not None and step.subject.kind is CallableKind.CONSTRUCTOR


def _stands_alone(step: Step) -> bool:
    """Whether a call uses nothing but its object and values of its own."""
    return all(result_of(part) is None for each in step.recipes for _, part in walk(each))


def _given(scenario: Scenario) -> frozenset[Recipe]:
    return frozenset(each.recipe for step in scenario.steps for each in step.arguments)


def _failure(run: CandidateRun) -> object:
    return run.failure and (run.failure.type, run.failure.line)
