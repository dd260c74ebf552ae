"""Cases for partitions of the inputs that coverage does not ask for.

Coverage and mutants are content with one input a line. Faults that outlive them need another *kind* of
input on the same lines: a separator in an odd place, a value that is falsy but there, the same key again.
Here every callable gets neighbours of inputs that work, one odd thing at a time, and those that behave
unlike the others become cases. What is covered is a pair of callable and input family (each-choice coverage,
Ammann and Offutt, "Introduction to Software Testing", chapter 6; one odd thing at a time is its base choice).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject, Parameter
from aqe.generation.archive import Entry, cost_of
from aqe.generation.edits import parts_of
from aqe.generation.families import HAZARDS, Family, in_turn
from aqe.generation.partitions import partitions, rows
from aqe.generation.scenario import Scenario, size
from aqe.generation.search import Search

__all__ = ["PartitionCase", "partitioned"]

_BASES = 2
"""Inputs of a callable whose neighbours are tried: the richest that is readable, and the simplest."""
_RICH = 30
"""Size of the richest input."""
_TRIED = 40
_TRIED_OF_JUDGE = 150
"""Neighbours of one input that are executed; more where the callable judges its input."""
_KEPT = 10
"""Cases of one callable, rows of tables and odd characters aside."""
_KEPT_ODD = 24
_KEPT_UNIFORM = 4
_PLACES = 4
"""Odd characters that make cases: such as have a boundary, others, places for each."""
_A_FAMILY = 2
_OF_FAMILY = {Family.AGAIN: 4, Family.ALPHABET: 3, Family.FALSY: 3, Family.OPTION: 4}
"""Cases of one callable and family."""
_ROWS = 40
_KEPT_IN_ALL = 150
_LATER = 1_000_000
"""Number of the first entry that is not of the search."""
_METACHARACTERS = frozenset("()[]?*+^$|\\")
_ILL_TYPED = frozenset({"builtins:TypeError", "builtins:AttributeError"})
"""What an argument of a type that nobody foresaw leads to: it says nothing about the partition."""


@dataclass(frozen=True, slots=True)
class PartitionCase:
    """A scenario that stands for a partition."""

    family: Family
    scenario: Scenario


def partitioned(
    search: Search,
    entries: Sequence[Entry],
    chosen: Sequence[Scenario],
    *,
    executions: int,
    is_over: Callable[[], bool] = lambda: False,
) -> list[PartitionCase]:
    """Cases for the partitions of what the public callables take.

    Args:
        search: the finished search.
        entries: scenarios with what they showed, each observed.
        chosen: scenarios that are in the suite already.
        executions: how many neighbours may be executed in all.
        is_over: whether time is up.
    """
    work = _Partitioning(search, executions, is_over, set(chosen))
    judges = [
        _Judge(subject, usable)
        for subject in search.aimed()
        if subject.is_public and (usable := _usable(subject, entries))
    ]
    # Rows first: among them may be the only inputs that a callable accepts, and those have the
    # neighbours that tell most.
    tables = _Tables(search)
    work.look_at([work.rows(judge, tables.words_of(judge.subject)) for judge in judges])
    hazards = _hazards(search)
    work.look_at(
        [
            work.neighbours(judge, base, hazards)
            for round_ in range(_BASES)
            for judge in judges
            for base in judge.bases()[round_ : round_ + 1]
        ]
    )
    return list(islice(in_turn([iter(judge.cases()) for judge in judges]), _KEPT_IN_ALL))


@dataclass(slots=True)
class _Partitioning:
    """Executes what is worth a look, as far as executions and time go."""

    search: Search
    executions: int
    is_over: Callable[[], bool]
    known: set[Scenario]

    def look_at(self, streams: Sequence[Iterator[_Tried]]) -> None:
        """Take from each stream in turn until all are empty or the budget is spent."""
        exploration = self.search.exploration
        waiting = in_turn(streams)
        while self.executions > 0 and not self.is_over():
            part = list(islice(waiting, min(exploration.batch, self.executions)))
            if not part:
                return
            self.executions -= len(part)
            self.search.budget.used += len(part)
            programs = [exploration.program(each.scenario) for each in part]
            runs = exploration.runner.run(programs, observe=True, compare=False)
            for each, run in zip(part, runs, strict=True):
                each.judge.look(each, run)

    def rows(self, judge: _Judge, words: Sequence[str]) -> Iterator[_Tried]:
        """The simplest input with each word in its place."""
        base = judge.bases()[-1]
        for family, scenario in rows(base.scenario, words):
            yield from self._fresh(judge, base, family, scenario)

    def neighbours(self, judge: _Judge, base: Entry, hazards: Sequence[str]) -> Iterator[_Tried]:
        """The neighbours of one input."""

        def options(subject: CallableSubject, parameter: Parameter) -> Sequence[Recipe]:
            return [each.recipe for each in self.search.seeder.choices(subject, parameter)[:5]]

        made = partitions(
            base.scenario,
            self.search.subject.module,
            hazards=hazards,
            options=options,
            observers=_observers(self.search, judge.subject),
        )
        limit = _TRIED_OF_JUDGE if judge.is_strict else _TRIED
        for family, scenario in islice(made, limit):
            yield from self._fresh(judge, base, family, scenario)

    def _fresh(
        self, judge: _Judge, base: Entry, family: Family, scenario: Scenario
    ) -> Iterator[_Tried]:
        completed = self.search.seeder.complete(scenario)
        if completed not in self.known:
            self.known.add(completed)
            yield _Tried(judge, base, family, completed)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A neighbour of an input, and who decides about it."""

    judge: _Judge
    base: Entry
    family: Family
    scenario: Scenario


def _hazards(search: Search) -> list[str]:
    """Characters worth inserting: those that the source mentions in its texts, then the common ones."""
    mentioned = Counter(
        character
        for each in search.subject.callables
        for text in each.constants
        for character in text[1:-1]
        if not character.isalnum() and character.isprintable()
    )
    first = [each for each, _ in mentioned.most_common(12)]
    rest = [each for each in HAZARDS if each not in first]
    return [*first, *rest]


def _observers(search: Search, subject: CallableSubject) -> list[CallableSubject]:
    """What shows the state of the same object without a question: properties, methods without arguments."""
    return [
        each
        for each in search.subject.callables
        if each.owner == subject.owner
        and each.owner is not None
        and each is not subject
        and each.kind in (CallableKind.METHOD, CallableKind.PROPERTY)
        and each.is_public
        and not each.is_dunder
        and not (each.is_async or each.is_generator or each.is_context_manager or each.is_abstract)
        and not each.attribute_writes
        and not any(parameter.default is None for parameter in each.parameters)
    ]


def _usable(subject: CallableSubject, entries: Sequence[Entry]) -> list[Entry]:
    """Entries that call it, end well and have something to vary."""
    return [
        each
        for each in entries
        if each.scenario.subject == subject.qualname
        and each.run.outcome is CandidateOutcome.COMPLETED
        and (each.scenario.act.arguments or len(each.scenario.steps) > 1)
    ]


def _richness(entry: Entry) -> int:
    return sum(size(each.recipe) for each in entry.scenario.act.arguments)


class _Tables:
    """The words that the tables of a module list, for the callables that look into them.

    Each row of a table is a rule of its own (decision table testing). A row that is written as a regular
    expression stands for a text that it matches.
    """

    def __init__(self, search: Search) -> None:
        self._lines = search.subject.source.splitlines()
        self._sample = search.sample
        self._tables = search.subject.tables

    def words_of(self, subject: CallableSubject) -> list[str]:
        """Words of the tables that the body of a callable mentions, in their order."""
        body = "\n".join(self._lines[max(subject.body_line - 1, 0) : subject.last_line])
        found: dict[str, None] = {}
        for table in self._tables:
            if re.search(rf"\b{re.escape(table.name)}\b", body):
                for row in table.rows:
                    for word in self._of_row(row[0], table.is_pattern):
                        found.setdefault(word)
        return list(found)[:_ROWS]

    def _of_row(self, text: str, is_pattern: bool) -> Sequence[str]:
        if is_pattern:
            return self._sample(text)
        if _METACHARACTERS & set(text):
            return self._sample(text)[:1] or (text,)
        return (text,)


@dataclass(slots=True)
class _Judge:
    """Which neighbours of one callable's inputs behave unlike what was seen of it before."""

    subject: CallableSubject
    usable: list[Entry]
    _cases: list[PartitionCase] = field(default_factory=list)
    _odd: list[tuple[_Tried, bool]] = field(default_factory=list)
    """Neighbours with an odd character, and whether it turned the judgement."""
    _paths: set[frozenset[int]] = field(default_factory=set)
    _shown: set[object] = field(default_factory=set)
    _families: Counter[Family] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for each in self.bases():
            self._note(each.run)

    def bases(self) -> list[Entry]:
        """The inputs whose neighbours are tried; such as are accepted, where the callable judges them."""
        accepted = [each for each in self.usable if _verdict(each.run) is not False] or self.usable
        simplest = min(accepted, key=lambda each: (each.cost, each.number))
        readable = [each for each in accepted if _richness(each) <= _RICH]
        richest = max(readable or accepted, key=lambda each: (_richness(each), -each.number))
        return [richest] if richest is simplest else [richest, simplest]

    @property
    def is_strict(self) -> bool:
        """Whether the callable judges its input: it answers yes or no, or raises on purpose."""
        answers = any(isinstance(_verdict(each.run), bool) for each in self.usable)
        return answers or bool(self.subject.raises)

    @property
    def is_full(self) -> bool:
        """Whether the callable has its share of cases."""
        return len(self._cases) - self._families[Family.ROW] >= _KEPT

    def look(self, tried: _Tried, run: CandidateRun) -> None:
        """Make a case of a scenario where it is worth one."""
        if run.outcome not in (CandidateOutcome.COMPLETED, CandidateOutcome.RAISED):
            return
        if run.failure is not None and run.failure.type in _ILL_TYPED:
            return
        if tried.family is Family.SEPARATOR and self.is_strict:
            self._odd.append((tried, _is_flip(tried.base.run, run)))
            return
        is_row = tried.family is Family.ROW
        if is_row and run.outcome is CandidateOutcome.COMPLETED:
            cost = cost_of(tried.scenario, run.outcome, is_private=False)
            self.usable.append(Entry(tried.scenario, run, cost, _LATER + len(self.usable)))
        if (is_row or not self.is_full) and self._is_worth_a_case(tried, run):
            self._note(run)
            self._families[tried.family] += 1
            self._cases.append(PartitionCase(tried.family, tried.scenario))

    def cases(self) -> list[PartitionCase]:
        """The cases of the callable, those about odd characters last."""
        return [*self._cases, *self._odd_characters()]

    def _odd_characters(self) -> Iterator[PartitionCase]:
        """A character that is welcome in one place and refused in another marks a boundary.

        Each place where it is refused is a case, and one where it is welcome; of characters that are
        refused, or welcome, everywhere, a few stand for all.
        """
        by_hazard: dict[object, list[tuple[_Tried, bool]]] = {}
        for tried, is_flip in self._odd:
            hazard = _inserted(tried.base.scenario, tried.scenario)
            by_hazard.setdefault(hazard, []).append((tried, is_flip))
        bounded, uniform = [], []
        for found in by_hazard.values():
            refused = [tried for tried, is_flip in found if is_flip]
            welcome = [tried for tried, is_flip in found if not is_flip]
            if refused and welcome:
                bounded += [*refused[:_PLACES], welcome[0]]
            else:
                uniform.append((refused or welcome)[0])
        for tried in [*bounded[:_KEPT_ODD], *uniform[:_KEPT_UNIFORM]]:
            yield PartitionCase(tried.family, tried.scenario)

    def _note(self, run: CandidateRun) -> None:
        self._paths.add(run.goals)
        self._shown.add(_shown(run))

    def _is_worth_a_case(self, tried: _Tried, run: CandidateRun) -> bool:
        family = tried.family
        if run.goals not in self._paths:
            return True
        if family is Family.MANY:
            return False  # hard to read, and of use only where size leads elsewhere
        is_other = _shown(run) not in self._shown
        if family is Family.ROW:
            return is_other and self._families[family] < _ROWS
        is_verdict = isinstance(_verdict(run), bool)
        limit = _OF_FAMILY.get(family, _A_FAMILY) if is_other else 1 if is_verdict else 0
        if family is Family.KIND:
            limit = _A_FAMILY
        return self._families[family] < limit


def _shown(run: CandidateRun) -> object:
    """What a test could demand of a run."""
    failure = run.failure
    if failure is not None:
        return failure.type, failure.line
    last = run.observations[-1] if run.observations else None
    return last and last.value, run.after, last and last.stdout


def _verdict(run: CandidateRun) -> object:
    value: Snapshot | None = run.observations[-1].value if run.observations else None
    return {"True": True, "False": False}.get(value.source or "") if value is not None else None


def _is_flip(one: CandidateRun, other: CandidateRun) -> bool:
    """Whether one input was accepted and the other was not."""
    if one.outcome is not other.outcome:
        return True
    return isinstance(_verdict(one), bool) and _verdict(one) is not _verdict(other)


def _inserted(base: Scenario, scenario: Scenario) -> object:
    """The character that one text has more often than it had before."""
    before, after = (
        Counter(
            "".join(
                part.value
                for _, part in parts_of(each)
                if isinstance(part, Literal) and isinstance(part.value, str)
            )
        )
        for each in (base, scenario)
    )
    return next(iter(after - before), None)
