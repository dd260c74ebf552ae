"""What the search has reached so far, by which scenario, and how near it came to the rest."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache

from aqe.domain.goal import Condition, Goal
from aqe.domain.recipe import Attribute, Call, Operation, Recipe, Symbol, Verbatim
from aqe.domain.run import CandidateOutcome, CandidateRun, Comparison, LoadedSubject
from aqe.domain.syntax_trees import parsed_literal
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.inputs.distinct import alike
from aqe.generation.inputs.meant import unmeant
from aqe.generation.inputs.vocabulary import kind_of
from aqe.generation.own_answers import answers_itself
from aqe.generation.scenario import EXAMPLE, Scenario, Use, size, walk

__all__ = ["Archive", "Entry", "Near", "blames_stand_in", "cost_of", "distance"]

_CONTRADICTION = 6.0
"""Of an argument that is of none of the types that its parameter declares."""
_ALIKE = 3.0
"""Of an argument with the value of another one of the same call."""
_UNMEANT = 3.0
"""Of a value that nobody means."""
_CLOCK = 20.0
"""Of a value that is another one tomorrow."""
_CLOCKS = frozenset(("today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter"))
_CLOCK_CALLS = re.compile(r"\b(?:today|now|utcnow|time|time_ns|monotonic|perf_counter)\(\)")
_NEAR_KEPT = 8
_POOL_KEPT = 24
_FAILED_KEPT = 16
"""Of one failure: the cheapest may be what breaks a declared type, and a dearer one the real thing."""


@dataclass(slots=True)
class Entry:
    """A scenario that was executed, with what it showed."""

    scenario: Scenario
    run: CandidateRun
    cost: float
    number: int


@dataclass(slots=True)
class Near:
    """A scenario that met the condition of an open goal and took the other side."""

    entry: Entry
    comparison: Comparison
    distance: float
    shape: tuple[str, ...] = ()
    """Kinds of the arguments of its act."""
    tries: int = 0


_LOCALS = ".<locals>."
_OF_BLOCKS = frozenset({"__enter__", "__exit__", "__aenter__", "__aexit__"})
"""What nobody calls by its name: a block does."""


def cost_of(scenario: Scenario, outcome: CandidateOutcome, is_private: bool) -> float:
    """How hard a scenario is to read: steps, sizes of values, definitions, private access,
    values that contradict a declaration, that cannot be told apart, that nobody means or that ask the
    clock."""
    cost = 0.0
    for step in scenario.steps:
        cost += 4.0 + _ALIKE * len(alike(step)) + _UNMEANT * unmeant(step)
        for each in step.arguments:
            cost += 0.5 + size(each.recipe)
            if contradicts(each.recipe, each.parameter):
                cost += _CONTRADICTION
            if isinstance(each.recipe, Call | Operation | Verbatim) and _asks_clock(each.recipe):
                cost += _CLOCK
        if step.expression is not None:
            cost += size(step.expression)
        if step.use is Use.PLAIN and step.subject is not None and step.subject.name in _OF_BLOCKS:
            cost += _CONTRADICTION
    cost += 6.0 * len(scenario.definitions) + 5.0 * len(scenario.setup)
    if outcome is not CandidateOutcome.COMPLETED:
        cost += 3.0
    if is_private:
        cost += 15.0
    if scenario.origin in (EXAMPLE, "mined"):
        cost *= 0.7
    return cost


@lru_cache(maxsize=20_000)
def _asks_clock(recipe: Recipe) -> bool:
    """Whether a value depends on the day on which the test runs."""
    for _, part in walk(recipe):
        match part:
            case Call(callee=Attribute(name=name) | Symbol(name=name), arguments=()):
                if name.rpartition(".")[2] in _CLOCKS:
                    return True
            case Verbatim(source=source):
                if _CLOCK_CALLS.search(source):
                    return True
    return False


def blames_stand_in(run: CandidateRun) -> bool:
    """Whether a run failed for what a stand-in of ours lacks: that says nothing about the subject."""
    failure = run.failure
    return (
        failure is not None
        and failure.type == "builtins:AttributeError"
        and failure.message.startswith("'types.SimpleNamespace' object has no attribute ")
    )


@lru_cache(maxsize=20_000)
def _value(source: str) -> object:
    try:
        return parsed_literal(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return ...


def distance(comparison: Comparison, operator: str) -> float:
    """How far the operands are from taking the other side, from 0 to 1 (Korel 1990, Tracey 1998)."""
    left, right = _value(comparison.left), _value(comparison.right)
    if isinstance(left, int | float) and isinstance(right, int | float):
        gap = abs(left - right)
        return gap / (gap + 1.0) if gap == gap else 1.0
    if isinstance(left, str) and isinstance(right, str) and operator in ("eq", "ne"):
        same = sum(1 for one, other in zip(left, right, strict=False) if one == other)
        longest = max(len(left), len(right), 1)
        return 1.0 - same / (longest + 1)
    return 1.0


def _shape(scenario: Scenario) -> tuple[str, ...]:
    """Kinds of the arguments of the act: a file that exists leads elsewhere than a path that does not."""
    return tuple(kind_of(each.recipe) for each in scenario.act.arguments)


def _around(qualname: str) -> list[str]:
    """A callable and those that it is defined in."""
    parts = qualname.split(_LOCALS)
    return [_LOCALS.join(parts[: end + 1]) for end in range(len(parts))]


def _keep_cheapest(known: list[Entry], entry: Entry) -> None:
    known.append(entry)
    known.sort(key=lambda each: (each.cost, each.number))
    del known[_FAILED_KEPT:]


@dataclass(slots=True)
class Archive:
    """Goals reached, the cheapest scenario for each, and the frontier."""

    loaded: LoadedSubject
    goals: dict[int, Goal] = field(init=False)
    conditions: dict[int, Condition] = field(init=False)
    covered: set[int] = field(init=False)
    best: dict[int, Entry] = field(default_factory=dict)
    near: dict[int, list[Near]] = field(default_factory=dict)
    pools: dict[str, dict[object, Entry]] = field(default_factory=dict)
    kept: list[Entry] = field(default_factory=list)
    failed: dict[tuple[str, str, int | None], list[Entry]] = field(default_factory=dict)
    """By callable, exception and line: the cheapest scenarios that end so."""
    crashed: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    """By callable and manner of death: the cheapest scenarios that end the process."""
    entries: int = 0
    _open: list[Goal] = field(default_factory=list)
    _open_names: frozenset[str] = frozenset()
    _open_around: frozenset[str] = frozenset()
    _counted: int = -1
    """Goals that were reached when it was last written down what is open."""
    _names_at: dict[int, set[str]] = field(default_factory=dict)
    _goals_of: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.loaded.goals:
            self._names_at.setdefault(each.line, set()).add(each.qualname)
            self._goals_of.setdefault(each.qualname, set()).add(each.id)
        self.goals = {each.id: each for each in self.loaded.goals}
        self.conditions = {each.id: each for each in self.loaded.conditions}
        self.covered = set(self.loaded.reached_by_import) & set(self.goals)

    @property
    def known(self) -> frozenset[int]:
        """Goals that need no further scenario."""
        return frozenset(self.covered)

    def open_goals(self) -> list[Goal]:
        """Goals not reached yet, in the order of the source."""
        self._write_down()
        return list(self._open)

    def has_open(self, qualname: str, line: int | None = None) -> bool:
        """Whether a goal of a callable, or of one that has a line, is not reached yet."""
        self._write_down()
        names = self._names_at.get(line, ()) if line is not None else ()
        return qualname in self._open_names or not self._open_names.isdisjoint(names)

    def has_open_within(self, qualname: str) -> bool:
        """Whether a goal of a callable, or of one that is defined in it, is not reached yet."""
        self._write_down()
        return qualname in self._open_around

    def was_entered(self, qualname: str) -> bool:
        """Whether any goal of a callable is reached."""
        return self.is_among(qualname, self.covered)

    def is_among(self, qualname: str, goals: AbstractSet[int]) -> bool:
        """Whether any goal of a callable is one of some."""
        return not self._goals_of.get(qualname, set()).isdisjoint(goals)

    def _write_down(self) -> None:
        """Note what is open; it only ever becomes less."""
        if self._counted == len(self.covered):
            return
        self._counted = len(self.covered)
        self._open = [each for each in self.loaded.goals if each.id not in self.covered]
        self._open_names = frozenset(each.qualname for each in self._open)
        self._open_around = frozenset(
            around for each in self._open_names for around in _around(each)
        )

    @property
    def share(self) -> float:
        """Share of counted goals that are reached."""
        counted = [each for each in self.loaded.goals if each.counted]
        if not counted:
            return 1.0
        return sum(1 for each in counted if each.id in self.covered) / len(counted)

    def add(self, scenario: Scenario, run: CandidateRun, is_private: bool) -> bool:
        """Record one execution; True when it reached a goal for the first time.

        What was refused, and what a class of the test answers itself, shows nothing of the subject.
        """
        if run.outcome is CandidateOutcome.CRASHED and not run.refused:
            self._note_crash(scenario, run, is_private)
        if run.outcome not in (CandidateOutcome.COMPLETED, CandidateOutcome.RAISED) or run.refused:
            return False
        if answers_itself(scenario):
            return False
        self.entries += 1
        entry = Entry(scenario, run, cost_of(scenario, run.outcome, is_private), self.entries)
        fresh = {each for each in run.goals if each in self.goals and each not in self.covered}
        for goal in run.goals:
            if goal in self.goals:
                best = self.best.get(goal)
                if best is None or entry.cost < best.cost:
                    self.best[goal] = entry
        self.covered |= fresh
        for goal in fresh:
            self.near.pop(goal, None)
        if fresh:
            self.kept.append(entry)
        self._approach(entry)
        self._diversify(entry)
        self._note_failure(entry)
        return bool(fresh)

    def _note_failure(self, entry: Entry) -> None:
        failure = entry.run.failure
        if failure is None:
            return
        known = self.failed.setdefault((entry.scenario.subject, failure.type, failure.line), [])
        _keep_cheapest(known, entry)

    def _note_crash(self, scenario: Scenario, run: CandidateRun, is_private: bool) -> None:
        how = run.failure.message if run.failure is not None else ""
        known = self.crashed.setdefault((scenario.subject, how), [])
        cost = cost_of(scenario, run.outcome, is_private)
        _keep_cheapest(known, Entry(scenario, run, cost, self.entries))

    def failures(self) -> list[Entry]:
        """Scenarios that ended with an exception, some for each callable, exception and line."""
        return [entry for key in sorted(self.failed, key=repr) for entry in self.failed[key]]

    def crashes(self) -> list[Entry]:
        """Scenarios that ended the process, some for each callable and manner of death."""
        return [entry for key in sorted(self.crashed) for entry in self.crashed[key]]

    def _approach(self, entry: Entry) -> None:
        shape = _shape(entry.scenario)
        for comparison in entry.run.comparisons:
            condition = self.conditions.get(comparison.condition)
            if condition is None:
                continue
            goal = condition.false_goal if comparison.side else condition.true_goal
            if goal is None or goal in self.covered or goal not in self.goals:
                continue
            nearest = self.near.setdefault(goal, [])
            if any(
                each.entry.cost <= entry.cost
                and each.shape == shape
                and each.comparison == comparison
                for each in nearest
            ):
                continue
            gap = distance(comparison, condition.operator)
            nearest.append(Near(entry, comparison, gap, shape))
            nearest.sort(key=lambda each: (each.tries // 6, each.distance, each.entry.cost))
            del nearest[_NEAR_KEPT:]

    def _diversify(self, entry: Entry) -> None:
        """Keep one cheap scenario per way in which a callable was seen to behave."""
        failure = entry.run.failure
        signature = (
            entry.run.outcome,
            (failure.type, failure.line) if failure else None,
            frozenset((each.condition, each.side) for each in entry.run.comparisons),
            entry.run.result_types[-1:],
            bool(entry.scenario.setup),
        )
        pool = self.pools.setdefault(entry.scenario.subject, {})
        known = pool.get(signature)
        if known is not None:
            if entry.cost < known.cost:
                pool[signature] = entry
            return
        pool[signature] = entry
        if len(pool) > _POOL_KEPT:
            dearest = max(pool, key=lambda each: (pool[each].cost, pool[each].number))
            del pool[dearest]

    def pool(self, subject: str) -> list[Entry]:
        """Diverse scenarios of a callable, cheapest first."""
        return sorted(
            self.pools.get(subject, {}).values(), key=lambda each: (each.cost, each.number)
        )

    def all_entries(self) -> list[Entry]:
        """Everything worth keeping, each once: the first and the best for each goal, then diverse ones."""
        found: dict[int, Entry] = {}
        best = [self.best[goal] for goal in sorted(self.best)]
        pools = [self.pools[name].values() for name in sorted(self.pools)]
        rest = sorted((each for pool in pools for each in pool), key=lambda each: each.number)
        for entry in (*self.kept, *best, *rest):
            found.setdefault(entry.number, entry)
        return list(found.values())
