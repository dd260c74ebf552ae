"""Execution of scenarios with all that is learned from each: goals, recipes, receivers, repairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from aqe.domain.candidate import Program
from aqe.domain.goal import Condition
from aqe.domain.recipe import Call, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Comparison
from aqe.domain.subject import CallableKind, CallableSubject, Subject
from aqe.generation.archive import Archive, cost_of
from aqe.generation.attempts import Attempts
from aqe.generation.exploring.backing_off import BackingOff
from aqe.generation.exploring.candidates import called, candidate_of, up_to_failure
from aqe.generation.exploring.chance_order import is_in_order_of_chance
from aqe.generation.exploring.executed import Executed
from aqe.generation.exploring.loops import has_loop, in_loop, needs_loop
from aqe.generation.exploring.repair import repaired
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.values import Values
from aqe.generation.ports import Clock, ParseLiteral, Printer, Runner
from aqe.generation.scenario import Scenario, Use
from aqe.generation.seeding.handing_on import HandingOn
from aqe.generation.seeding.seeds import Seeder
from aqe.generation.techniques import Technique
from aqe.generation.world.missing import Missing

__all__ = ["Budget", "Exploration"]

_FOLLOW_UPS = 16
"""Scenarios of one callable in a generation of what results suggested."""
_REPAIRS = 6
"""How often the same line of a failure is repaired for one callable and exception."""
_GUARDS = 6
_PAST_GUARD = 8
"""How often, and by how many scenarios, a callable is led past the same side of a condition."""
_BY_CHANCE = frozenset({"random", "urandom", "uuid"})
"""Sources of which one made equal values prove nothing; see `observing.stability`."""
_MADE_BY_CHANCE = 20.0
"""What an object costs more that was made with their help: little can be asserted of what it does."""
_TIMEOUTS = 3
"""How often a callable may hang before it is called no more."""
_FINITE = {
    Use.DRAIN: Use.TAKE,
    Use.ASYNC_DRAIN: Use.ASYNC_TAKE,
    Use.AWAIT: Use.WAIT_FOR,
}
_PREPARED_TIMEOUTS = 12
"""The same in all surroundings together: a clock that stands still makes code wait that another ends."""
_LATE = 20
"""How often a coroutine may be too late for its limit before it is awaited no more."""


_WINDOW = 0.125
"""Part of its time by which a search may go on, and in which it has to have got further for that."""
_PROGRESS = 0.01
"""Share of the goals that it has to have reached in that time for the first time."""


@dataclass(slots=True)
class Budget:
    """How many executions a search may still make; time is only a cap on top."""

    executions: int
    deadline: float | None
    clock: Clock
    is_cancelled: Callable[[], bool] = lambda: False
    used: int = 0
    was_cut: bool = False
    latest: float | None = None
    """Until when the deadline is put off as long as the search gets on, or None for never."""
    reached: Callable[[], float] = lambda: 0.0
    """Share of the goals that are reached."""
    put_off_s: float = 0.0
    """Seconds by which the deadline was put off."""
    _began: float = field(init=False)
    _window: float = field(init=False)
    _looks: list[tuple[float, float]] = field(default_factory=list)
    """When the share was looked at, and what it was."""

    def __post_init__(self) -> None:
        self._began = self.clock()
        self._window = 0.0 if self.deadline is None else _WINDOW * (self.deadline - self._began)

    def has_spent(self, share: float) -> bool:
        """Whether a share of the executions, or of the time, is used up; time that decides is a cut.

        Args:
            share: from 0 to 1.
        """
        if not self.is_past(share):
            return False
        self.was_cut = self.was_cut or self.used < share * self.executions
        return True

    @property
    def is_spent(self) -> bool:
        """Whether the search has to stop now."""
        if self.used >= self.executions or self.is_cancelled():
            return True
        if self.deadline is None:
            return False
        now = self.clock()
        is_put_off = self.latest is not None and self._is_put_off(now, self.deadline, self.latest)
        if is_put_off or now < self.deadline:
            return False
        self.was_cut = True
        return True

    def is_past(self, share: float) -> bool:
        """Whether a share of the executions or of the time is used up, which by itself cuts nothing."""
        if self.used >= share * self.executions:
            return True
        if self.deadline is None:
            return False
        return self.clock() - self._began >= share * (self.deadline - self._began)

    def _is_put_off(self, now: float, deadline: float, latest: float) -> bool:
        """Look how far the search got; whether that puts off a deadline which has come.

        Time is worth more there than behind it as long as the search gets on.
        """
        reached = self.reached()
        self._looks.append((now, reached))
        if not deadline <= now < latest:
            return False
        past = [share for when, share in self._looks if when <= now - self._window]
        before = past[-1] if past else self._looks[0][1]
        if reached - before < _PROGRESS:
            return False
        self.deadline = min(now + self._window, latest)
        self.put_off_s += self.deadline - deadline
        return True


@dataclass(slots=True)
class Exploration:
    """The state of one search and the one place where it executes anything."""

    subject: Subject
    runner: Runner
    printer: Printer
    parse: ParseLiteral
    archive: Archive
    book: RecipeBook
    values: Values
    seeder: Seeder
    budget: Budget
    batch: int = 120
    lookups: list[Recipe] = field(default_factory=list)
    """What tables and enumerations of the subject list."""
    _seen: set[object] = field(default_factory=set)
    _repaired: dict[object, int] = field(default_factory=dict)
    _timeouts: dict[tuple[str, Use, tuple[Recipe, ...]], int] = field(default_factory=dict)
    _prepared_timeouts: dict[tuple[str, Use], int] = field(default_factory=dict)
    _looped: set[str] = field(default_factory=set)
    """Callables that ask for a running event loop."""
    _number: int = 0
    _observed: dict[Scenario, CandidateRun] = field(default_factory=dict)
    attempts: Attempts = field(default_factory=Attempts)
    backing_off: BackingOff = field(default_factory=BackingOff)
    follow_ups: list[Scenario] = field(default_factory=list)
    left_over: list[Scenario] = field(default_factory=list)
    """What the results of the last generation suggested, for which there was none left."""
    aims_past: Callable[[Scenario, Condition, Comparison], list[Scenario]] | None = None
    """Makes scenarios that may take the other side of a condition."""
    handing_on: HandingOn | None = None
    without: frozenset[Technique] = frozenset()
    missing: Missing | None = None
    executed: Executed = field(default_factory=Executed)
    made: dict[str, str] = field(default_factory=dict)
    """Callable -> class of what it returned, where that is a class of the subject."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Classes that name another place than the one that defines them -> as the source defines them."""

    def program(self, scenario: Scenario) -> Program:
        """The program of a scenario, under a new number."""
        self._number += 1
        return self.printer(candidate_of(scenario, self.subject.module, self._number))

    def observed(self, scenarios: Sequence[Scenario]) -> list[CandidateRun]:
        """What each scenario shows, executed once however often it is asked for when a suite is made."""
        fresh = [each for each in dict.fromkeys(scenarios) if each not in self._observed]
        if fresh:
            programs = [self.program(each) for each in fresh]
            runs = self.runner.run(programs, observe=True, compare=False)
            self._observed.update(zip(fresh, runs, strict=True))
        return [self._observed[each] for each in scenarios]

    def explore(self, scenarios: Iterable[Scenario], *, generations: int = 6) -> int:
        """Execute scenarios and, for some generations, what their results suggest.

        Returns:
            How many executions reached a goal for the first time.
        """
        progress = 0
        waiting = list(scenarios)
        for _ in range(generations):
            while waiting and not self.budget.is_spent:
                part, waiting = waiting[: self.batch], waiting[self.batch :]
                progress += self._execute(part)
            if not self.follow_ups or self.budget.is_spent:
                break
            waiting, self.follow_ups = list(_a_few_of_each(self.follow_ups)), []
        self.left_over, self.follow_ups = waiting, []
        return progress

    def _execute(self, scenarios: list[Scenario]) -> int:
        fresh: list[tuple[Scenario, Program]] = []
        for scenario in scenarios:
            if is_in_order_of_chance(scenario, self.subject.module):
                continue
            if scenario.subject in self._looped and not has_loop(scenario):
                scenario = in_loop(scenario)
            if self._hangs(scenario):
                finite = _FINITE.get(scenario.act.use)
                if finite is None:
                    continue
                act = replace(scenario.act, use=finite)
                scenario = scenario.with_step(len(scenario.steps) - 1, act)
                if self._hangs(scenario):
                    continue
            program = self.program(scenario)
            key = (program.lines, program.definitions)
            if key not in self._seen:
                self._seen.add(key)
                fresh.append((scenario, program))
        if not fresh:
            return 0
        allowed = max(0, self.budget.executions - self.budget.used)
        fresh = fresh[:allowed]
        runs = self.runner.run([program for _, program in fresh], known=self.archive.known)
        self.budget.used += len(fresh)
        progress = 0
        for (scenario, program), run in zip(fresh, runs, strict=True):
            progress += self._learn(scenario, program, run)
        return progress

    def shown(self, scenario: Scenario, program: Program, run: CandidateRun) -> Scenario | None:
        """What a run shows: the scenario up to its failure; None where only its arrangement failed."""
        failed_at = run.failed_at
        if run.failure is None or failed_at is None or failed_at == len(program.lines) - 1:
            return scenario
        found = up_to_failure(scenario, self.subject.module, failed_at)
        if found is None and run.failure.depth > 0:
            return scenario
        return found

    def is_private(self, scenario: Scenario) -> bool:
        """Whether the scenario calls private code directly, or what a module has for the language."""
        return any(
            step.subject is not None
            and (
                step.subject.owner is None if step.subject.is_dunder else not step.subject.is_public
            )
            for step in scenario.steps
        )

    def _learn(self, scenario: Scenario, program: Program, run: CandidateRun) -> bool:
        if run.failed_at is not None and run.failed_at < len(scenario.setup):
            return (
                False  # the surroundings could not be prepared: that is none of the subject's doing
            )
        if needs_loop(run) and not has_loop(scenario):
            self._looped.add(scenario.subject)
            self.follow_ups.append(in_loop(scenario))
            return False
        if self.missing is not None:
            self.follow_ups += map(self.seeder.complete, self.missing.scenarios(scenario, run))
            if self.missing.is_input(scenario, run):
                return False
        if run.harmed_streams:
            return False
        self.executed.note(scenario, run)
        kept = self.shown(scenario, program, run)
        if kept is not None and run.outcome is CandidateOutcome.RAISED:
            self.executed.note_refusal(kept, run)
        is_new = kept is not None and self.archive.add(kept, run, self.is_private(kept))
        self.attempts.note(scenario, run, is_new=is_new)
        self.backing_off.note(scenario, is_new=is_new)
        came_to = partial(self.archive.is_among, goals=run.goals)
        self.seeder.putting_off.note(scenario, came_to)
        if is_new and self.handing_on is not None:
            self.follow_ups += self.handing_on.scenarios(scenario)
        if run.outcome is CandidateOutcome.COMPLETED:
            self._learn_completed(scenario, run)
        elif run.outcome is CandidateOutcome.RAISED:
            self._learn_raised(scenario, run)
        elif run.outcome is CandidateOutcome.TIMEOUT:
            self._learn_timeout(scenario)
        return is_new

    def _learn_timeout(self, scenario: Scenario) -> None:
        """Take only the first items of what may not end; leave alone what hangs again and again."""
        self._count_timeout(scenario)
        finite = _FINITE.get(scenario.act.use)
        if finite in (Use.TAKE, Use.ASYNC_TAKE):
            place = len(scenario.steps) - 1
            taken = scenario.with_step(place, replace(scenario.act, use=finite))
            self.follow_ups.append(taken)
        self.follow_ups += self.seeder.while_waiting(scenario)

    def _hangs(self, scenario: Scenario) -> bool:
        key = (scenario.subject, scenario.act.use)
        if scenario.setup and self._prepared_timeouts.get(key, 0) >= _PREPARED_TIMEOUTS:
            return True
        most = _LATE if scenario.act.use is Use.WAIT_FOR else _TIMEOUTS
        return self._timeouts.get((*key, scenario.setup), 0) >= most

    def _count_timeout(self, scenario: Scenario) -> None:
        key = (scenario.subject, scenario.act.use)
        hung = (*key, scenario.setup)
        self._timeouts[hung] = self._timeouts.get(hung, 0) + 1
        if scenario.setup:
            self._prepared_timeouts[key] = self._prepared_timeouts.get(key, 0) + 1

    def _learn_completed(self, scenario: Scenario, run: CandidateRun) -> None:
        if not run.result_types:
            return
        result_type = self.homes.get(run.result_types[-1], run.result_types[-1])
        act = scenario.act
        self._learn_receiver(scenario, run, result_type)
        is_kept = Technique.LEARNED_RECIPES not in self.without
        if is_kept and act.use is Use.PLAIN and _is_closed(scenario):
            recipe = called(act, self.subject.module, None)
            if self.seeder.learn_result(scenario, recipe, result_type):
                self.seeder.forget()
        subject = act.subject
        key = ("follow", subject.qualname if subject else "", result_type, len(scenario.steps))
        if self._repaired.get(key, 0) < 8:
            found = self.seeder.follow_ups(scenario, result_type)
            if subject is not None and not self.archive.was_entered(subject.qualname):
                put_off = self.seeder.putting_off.scenarios(scenario, result_type)
                found += map(self.seeder.complete, put_off)
            if found:
                self._repaired[key] = self._repaired.get(key, 0) + 1
                self.follow_ups += found

    def _learn_receiver(self, scenario: Scenario, run: CandidateRun, result_type: str) -> None:
        act = scenario.act
        cost = cost_of(scenario, run.outcome, is_private=False)
        if _BY_CHANCE.intersection(run.unstable):
            cost += _MADE_BY_CHANCE
        module, _, qualname = result_type.partition(":")
        subject = act.subject
        if result_type in ("builtins:function", "builtins:method") and subject is not None:
            self.seeder.learn_receiver(subject.qualname, scenario.steps, cost)
            return
        is_own = module == self.subject.module
        if is_own and act.use in (Use.PLAIN, Use.AWAIT, Use.ENTER):
            if subject is not None:
                self.made.setdefault(subject.qualname, qualname)
            self.seeder.learn_receiver(qualname, scenario.steps, cost)
        elif (not module and subject is not None and subject.owner is not None) or (
            act.expression is not None
            and subject is not None
            and subject.owner is not None
            and subject.kind is CallableKind.CONSTRUCTOR
        ):
            self.seeder.learn_receiver(subject.owner, scenario.steps, cost)

    def _learn_raised(self, scenario: Scenario, run: CandidateRun) -> None:
        failure = run.failure
        if failure is None or run.failed_at is None:
            return
        if scenario.act.use is Use.WAIT_FOR and failure.type.endswith("TimeoutError"):
            self._count_timeout(scenario)
        key = ("repair", scenario.subject, failure.type, failure.message[:80], failure.line)
        times = self._repaired.get(key, 0)
        self._repaired[key] = times + 1
        found: list[Scenario] = []
        if Technique.REPAIR not in self.without:
            found += self._repairs(scenario, run)
        if times < _REPAIRS:
            found += self._past_guard(scenario, run)
        self.follow_ups += [self.seeder.complete(each) for each in found]

    def _repairs(self, scenario: Scenario, run: CandidateRun) -> list[Scenario]:
        failure = run.failure
        assert failure is not None
        kind = (scenario.subject, failure.type, failure.line)
        if not self.backing_off.is_due(kind, has_goals=self._has_goals(scenario, failure.line)):
            return []
        found = repaired(scenario, run, self.values, self.parse, self.lookups)
        self.backing_off.propose(kind, found)
        return found

    def _has_goals(self, scenario: Scenario, line: int | None) -> bool:
        """Whether something is open in the callable or in the one that has a line.

        Without a line it was the making of an argument that failed, or the binding of all of them.
        """
        return line is not None and self.archive.has_open(scenario.subject, line)

    def _past_guard(self, scenario: Scenario, run: CandidateRun) -> list[Scenario]:
        """Scenarios that may pass the condition behind which the subject raised.

        Others may have passed it, on their way to other code: what is still open here lies behind it.
        """
        failure = run.failure
        if failure is None or failure.line is None or self.aims_past is None:
            return []
        if not self.archive.has_open(scenario.subject):
            return []
        guards = [
            (self.archive.conditions[each.condition], each)
            for each in run.comparisons
            if each.condition in self.archive.conditions
        ]
        before = [pair for pair in guards if pair[0].line <= failure.line]
        if not before:
            return []
        condition, comparison = max(before, key=lambda pair: pair[0].line)
        key = ("guard", scenario.subject, condition.id, comparison.side)
        times = self._repaired.get(key, 0)
        if times >= _GUARDS:
            return []
        self._repaired[key] = times + 1
        return self.aims_past(scenario, condition, comparison)[:_PAST_GUARD]

    def callables(self) -> list[CallableSubject]:
        """Callables that can be called, public ones first.

        What a dataclass runs behind its constructor is called by making one.
        """
        usable = [
            each
            for each in self.subject.callables
            if not each.is_abstract and each.name != "__post_init__"
        ]
        return sorted(usable, key=lambda each: (not each.is_public, each.first_line))


def _a_few_of_each(scenarios: Iterable[Scenario]) -> Iterator[Scenario]:
    """The scenarios, with a limited number of each callable: one that resists leaves time for the others."""
    counts: Counter[tuple[str, ...]] = Counter()
    for each in scenarios:
        # What is done with a result is about who gave it, too.
        last = [step.subject.qualname for step in each.steps[-2:] if step.subject is not None]
        counts[tuple(last)] += 1
        if counts[tuple(last)] <= _FOLLOW_UPS:
            yield each


def _is_closed(scenario: Scenario) -> bool:
    """Whether the act stands alone: its value can be written as one expression."""
    if len(scenario.steps) != 1:
        return False
    subject = scenario.act.subject
    if subject is None:
        return isinstance(scenario.act.expression, Call)
    if isinstance(scenario.act.expression, Symbol):
        return True
    return subject.kind in (
        CallableKind.FUNCTION,
        CallableKind.CONSTRUCTOR,
        CallableKind.CLASS_METHOD,
        CallableKind.STATIC_METHOD,
    )
