"""Cases for partitions of the inputs that coverage does not ask for.

Coverage and mutants are content with one input a line. Faults that outlive them need another *kind* of
input on the same lines: a separator in an odd place, a value that is falsy but there, the same key again.
Here every callable gets neighbours of inputs that work, one odd thing at a time, and those that behave
unlike the others become cases. What is covered is a pair of callable and input family (each-choice coverage,
Ammann and Offutt, "Introduction to Software Testing", chapter 6; one odd thing at a time is its base choice).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from aqe.domain.recipe import Recipe, Symbol
from aqe.domain.run import CandidateRun
from aqe.domain.subject import CallableSubject, ClassKind, Parameter
from aqe.domain.turns import in_turn
from aqe.generation.archive import Entry
from aqe.generation.choosing.questions import LOOKS
from aqe.generation.choosing.selection import omissions
from aqe.generation.exploring.search import Search
from aqe.generation.inputs.families import Family
from aqe.generation.inputs.synthesis import derived_from
from aqe.generation.partitioning.bases import observers, usable
from aqe.generation.partitioning.judges import Judge, PartitionCase, Tried
from aqe.generation.partitioning.lookups import Tables
from aqe.generation.partitioning.objects import COPYING, objects
from aqe.generation.partitioning.partitions import foreign, keyed, partitions, rows
from aqe.generation.partitioning.rich import rich
from aqe.generation.partitioning.spread import spread
from aqe.generation.partitioning.sweeps import sweeps, texts_of
from aqe.generation.partitioning.within import within
from aqe.generation.scenario import ODD, SPREAD, Scenario

__all__ = ["PartitionCase", "derived_class", "partitioned"]

_TRIED = 30
_TRIED_OF_JUDGE = 60
_TRIED_WITH_PATTERN = 160
"""Neighbours of one input that are executed: more where the callable judges its input, most where a
pattern does, since then each place and character counts."""
_TRIED_FOREIGN = 24
"""Letters and digits of other alphabets that are tried in one input."""
_TRIED_RICH = 6
"""Inputs that hold much."""
_TRIED_SWEPT = 8
"""Texts that hold much of one thing."""
_TRIED_WITHIN = 10
"""Parts of one argument that are tried for others, in one input."""
_TRIED_TOGETHER = 24
"""Inputs of one callable that are tried with an option."""
_TRIED_PAIRS = 20
"""Options beside others, or beside other odd things."""
_TRIED_SPREAD, _TRIED_OF_PRIVATE = 16, 5
"""Inputs of the search that are looked at again for one callable, and for a private one."""
_TRIED_GROWN = 10
"""Neighbours of a neighbour that is a case."""
_AT_ONCE = 48
"""Neighbours that are executed between two looks at the clock."""
_ROUNDS = 2
"""In which steps are left out of cases."""
_KEPT_IN_ALL = 300
_KEPT_SPREAD = 40
"""Cases in all, and such as the search has executed."""
_NOT_SECOND = frozenset({Family.MANY, Family.UNLIKE, Family.COPIED, Family.ONCE})
"""Families that lead nowhere beside another odd thing."""
_ODD = frozenset(
    {
        *(Family.BLANK, Family.NUMBER, Family.WITHIN, Family.PAIR, Family.TOGETHER),
        Family.SWEEP,
    }
)
"""Families whose members show little that plainer inputs would not show."""
_OF_THIS_PROCESS = frozenset({"__hash__", "__sizeof__"})
"""What these answer is not asserted."""


def partitioned(
    search: Search,
    entries: Sequence[Entry],
    chosen: Sequence[Scenario],
    *,
    executions: int,
    tested: frozenset[int] = frozenset(),
    is_over: Callable[[], bool] = lambda: False,
) -> list[PartitionCase]:
    """Cases for the partitions of what callables take.

    Args:
        search: the finished search.
        entries: scenarios with what they showed, each observed.
        chosen: scenarios that are in the suite already.
        executions: how many neighbours may be executed in all.
        tested: goals that existing tests reach: callables that these know whole are theirs.
        is_over: whether time is up.
    """
    work = _Partitioning(search, executions, is_over, set(chosen), entries, _copying(search))
    judges, private = _judges(search, entries, tested)
    # Rows first: among them may be the only inputs that a callable accepts, and those have the
    # neighbours that tell most.
    work.look_at([work.rows(judge) for judge in judges])
    mentioned = _mentioned(search)
    work.look_at(
        [
            *(
                in_turn([work.beside(each, each.looked_up.hazards(mentioned)), work.spread(each)])
                for each in judges
            ),
            *(islice(work.spread(each), _TRIED_OF_PRIVATE) for each in private),
        ]
    )
    work.look_at([work.together(judge) for judge in judges])
    work.look_at([work.pairs(judge) for judge in judges])
    work.look_at([work.grown(judge, mentioned) for judge in judges])
    cases = in_turn([iter(judge.cases()) for judge in (*judges, *private)])
    return work.tidied(list(islice(_without_too_many(cases), _KEPT_IN_ALL)))


def _judges(
    search: Search, entries: Sequence[Entry], tested: frozenset[int]
) -> tuple[list[Judge], list[Judge]]:
    """Judges of the callables whose neighbours are tried, and of private ones, that only get inputs which the
    search has executed: who calls these decides what they are given, and one step off it may be nonsense.

    Where nothing is public, what is private is all there is.
    """
    tables = Tables(search)
    holders = {each.id: each.qualname for each in search.archive.goals.values()}
    found = [
        Judge(subject, known, tables.of(subject, known), holders)
        for subject in search.aimed()
        if subject.name not in _OF_THIS_PROCESS
        and (subject.is_public or not subject.is_dunder)
        and not _is_tested(search, subject, tested)
        and (known := usable(subject, entries))
    ]
    public = [each for each in found if each.subject.is_public]
    private = [each for each in found if not each.subject.is_public]
    return (public, private) if public else (private, [])


def _without_too_many(cases: Iterator[PartitionCase]) -> Iterator[PartitionCase]:
    """The cases, with two only that copy objects of one class in one way (one looks, one does something), and
    a limited number that the search has executed."""
    known = set()
    spread_out = 0
    for each in cases:
        subject = each.scenario.act.subject
        if each.family is Family.COPIED and subject is not None:
            kind = subject.owner, each.scenario.steps[-2].name, subject.name in LOOKS
            if kind in known:
                continue
            known.add(kind)
        if each.family is Family.SPREAD:
            spread_out += 1
            if spread_out > _KEPT_SPREAD:
                continue
        yield each


@dataclass(slots=True)
class _Partitioning:
    """Executes what is worth a look, as far as executions and time go."""

    search: Search
    executions: int
    is_over: Callable[[], bool]
    known: set[Scenario]
    entries: Sequence[Entry]
    copying: frozenset[str]
    """Classes that have a say in how their objects are copied."""

    def look_at(self, streams: Sequence[Iterator[Tried]]) -> None:
        """Take from each stream in turn until all are empty or the budget is spent."""
        exploration = self.search.exploration
        waiting = in_turn(streams)
        while self.executions > 0 and not self.is_over():
            part = list(islice(waiting, min(_AT_ONCE, self.executions)))
            if not part:
                return
            self.executions -= len(part)
            self.search.budget.used += len(part)
            programs = [exploration.program(each.scenario) for each in part]
            runs = exploration.runner.run(programs, observe=True, compare=False)
            for each, program, run in zip(part, programs, runs, strict=True):
                # What fails before the call is another callable's doing.
                if exploration.shown(each.scenario, program, run) == each.scenario:
                    each.judge.look(each, run)

    def tidied(self, cases: Sequence[PartitionCase]) -> list[PartitionCase]:
        """The cases without steps that neither reach nor show anything; calls that come again stay."""
        found = list(cases)
        waiting = [place for place, each in enumerate(found) if len(each.scenario.steps) > 2]
        for _ in range(_ROUNDS):
            proposals = [(place, each) for place in waiting for each in _shorter(found[place])]
            if not proposals or self.is_over():
                break
            whole = [found[place].scenario for place in waiting]
            runs = self._observed([*whole, *(each for _, each in proposals)])
            before = dict(zip(waiting, runs, strict=False))
            waiting = []
            for (place, scenario), run in zip(proposals, runs[len(whole) :], strict=True):
                old = before[place]
                is_same = run.outcome is old.outcome and run.goals == old.goals
                if place not in waiting and is_same and _told(run) == _told(old):
                    found[place] = replace(found[place], scenario=scenario)
                    waiting.append(place)
        return list(dict.fromkeys(found))

    def _observed(self, scenarios: Sequence[Scenario]) -> list[CandidateRun]:
        exploration = self.search.exploration
        self.search.budget.used += len(scenarios)
        programs = [exploration.program(each) for each in scenarios]
        return list(exploration.runner.run(programs, observe=True, compare=False))

    def rows(self, judge: Judge) -> Iterator[Tried]:
        """The simplest input with each word that the callable looks up in its place, with what holds much,
        and the first whose neighbours are tried with each key of a table that a parameter is looked up in."""
        first = judge.bases()[0]
        for name, keys in judge.looked_up.keys.items():
            for family, scenario in keyed(first.scenario, name, keys):
                yield from self._fresh(judge, first, family, scenario)
        base = judge.base_for_words()
        much = rich(base.scenario, self.search.exploration.parse)
        for family, scenario in islice(much, _TRIED_RICH):
            yield from self._fresh(judge, base, family, scenario)
        for family, scenario in islice(sweeps(base.scenario, texts_of(judge.usable)), _TRIED_SWEPT):
            yield from self._fresh(judge, base, family, scenario)
        for family, scenario in rows(base.scenario, judge.looked_up.words):
            yield from self._fresh(judge, base, family, scenario)

    def beside(self, judge: Judge, hazards: Sequence[str]) -> Iterator[Tried]:
        """The neighbours of the inputs of a callable, every other one that of the first, the richest."""
        richest, *further = judge.bases()
        first = self.neighbours(judge, richest, hazards, self.copying)
        return in_turn(
            [first, in_turn([self.neighbours(judge, each, hazards) for each in further])]
        )

    def neighbours(
        self,
        judge: Judge,
        base: Entry,
        hazards: Sequence[str],
        copying: frozenset[str] = frozenset(),
    ) -> Iterator[Tried]:
        """The neighbours of one input; objects of the classes `copying` are copied, too."""

        def options(subject: CallableSubject, parameter: Parameter) -> Sequence[Recipe]:
            return [each.recipe for each in self.search.seeder.choices(subject, parameter)[:5]]

        module = self.search.subject.module
        made = partitions(
            base.scenario,
            module,
            hazards=hazards,
            options=options,
            observers=observers(judge.subject, self.entries),
            derived=lambda owner: derived_class(self.search, owner),
            is_judged=judge.is_strict,
        )
        limit = _TRIED
        if judge.is_strict:
            limit = _TRIED_WITH_PATTERN if judge.looked_up.patterns else _TRIED_OF_JUDGE
        own = objects(base.scenario, module, options, copying)
        letters = foreign(base.scenario) if judge.is_strict else iter(())
        parts = within(base.scenario, options)
        for family, scenario in chain(
            own,
            in_turn(
                [
                    islice(made, limit),
                    islice(letters, _TRIED_FOREIGN),
                    islice(parts, _TRIED_WITHIN),
                ]
            ),
        ):
            yield from self._fresh(judge, base, family, scenario)

    def together(self, judge: Judge) -> Iterator[Tried]:
        """Inputs that were tried, each with an option that made no difference before."""
        for base, scenario in islice(judge.together(), _TRIED_TOGETHER):
            yield from self._fresh(judge, base, Family.TOGETHER, scenario)

    def pairs(self, judge: Judge) -> Iterator[Tried]:
        """An option that showed something beside another one, or beside another odd thing that did."""
        for base, scenario in islice(judge.pairs(), _TRIED_PAIRS):
            yield from self._fresh(judge, base, Family.PAIR, scenario)

    def grown(self, judge: Judge, mentioned: Sequence[str]) -> Iterator[Tried]:
        """A second odd thing beside the first one, where that led somewhere."""
        hazards = judge.looked_up.hazards(mentioned)
        for base in judge.grown():
            made = self.neighbours(judge, base, hazards)
            others = (each for each in made if each.family not in _NOT_SECOND)
            for each in islice(others, _TRIED_GROWN):
                yield replace(each, family=Family.GROWN)

    def spread(self, judge: Judge) -> Iterator[Tried]:
        """Inputs of the search that are of partitions which no case has."""
        bases = judge.bases()
        executed = self.search.exploration.executed.of(judge.subject.qualname)
        known = [*(each.scenario for each in bases), *(each.scenario for each in judge.cases())]
        for scenario in islice(spread(executed, known), _TRIED_SPREAD):
            if scenario not in self.known:
                marked = replace(scenario, origin=SPREAD)
                yield from self._fresh(judge, bases[0], Family.SPREAD, marked)

    def _fresh(
        self, judge: Judge, base: Entry, family: Family, scenario: Scenario
    ) -> Iterator[Tried]:
        completed = self.search.seeder.complete(scenario)
        if completed not in self.known:
            self.known.add(completed)
            if family in _ODD:
                completed = replace(completed, origin=ODD)
            yield Tried(judge, base, family, completed)


def _copying(search: Search) -> frozenset[str]:
    """Classes of the subject that define, or inherit from one another, what is called for copies."""
    own = {each.owner for each in search.subject.callables if each.name in COPYING and each.owner}
    for each in search.subject.classes:  # a class stands behind those that it is derived from
        if own & {base.rpartition(":")[2] for base in each.bases}:
            own.add(each.qualname)
    return frozenset(own)


def derived_class(search: Search, owner: str) -> Symbol | None:
    """A class derived from one of the subject that changes nothing; it is known to what prints tests then.

    Returns:
        None where the subject has no such class, or one that cannot be derived from, or only to be filled in.
    """
    for each in search.subject.classes:
        if each.qualname == owner and each.kind in (ClassKind.PLAIN, ClassKind.DATACLASS):
            definition, symbol = derived_from(each)
            search.book.definitions[definition.name] = (definition,)
            return symbol
    return None


def _shorter(case: PartitionCase) -> Iterator[Scenario]:
    """The scenario of a case with steps left out, but for what makes it one of its family."""
    scenario = case.scenario
    own = [each.subject for each in scenario.steps[1:]]
    again = Counter(each.qualname for each in own if each is not None)
    for shorter in omissions(scenario):
        if len(shorter.steps) == len(scenario.steps):
            continue
        left = Counter(each.subject.qualname for each in shorter.steps[1:] if each.subject)
        if case.family is not Family.AGAIN or all(
            left[name] == count for name, count in again.items() if count > 1
        ):
            yield shorter


def _told(run: CandidateRun) -> object:
    """What a test could demand, wherever it stands."""
    failure = run.failure
    if failure is not None:
        return failure.type, failure.message
    last = run.observations[-1] if run.observations else None
    return last and (last.value, last.stdout, last.warnings), run.after, run.files


def _is_tested(search: Search, subject: CallableSubject, tested: frozenset[int]) -> bool:
    own = {each.id for each in search.archive.goals.values() if each.qualname == subject.qualname}
    return bool(own) and own <= tested


def _mentioned(search: Search) -> list[str]:
    """Characters that the source mentions in its texts, the commonest first."""
    counts = Counter(
        character
        for each in search.subject.callables
        for text in each.constants
        for character in text[1:-1]
        if not character.isalnum() and character.isprintable()
    )
    return [each for each, _ in counts.most_common(12)]
