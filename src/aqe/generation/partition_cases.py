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
from dataclasses import dataclass, field, replace
from itertools import islice

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject, Parameter
from aqe.domain.turns import in_turn
from aqe.generation.archive import Entry, cost_of
from aqe.generation.edits import parts_of
from aqe.generation.families import Family
from aqe.generation.lookups import LookedUp, Tables
from aqe.generation.partitions import partitions, rows, together
from aqe.generation.passing import is_only_kept, moves_along, names_file, shows_nothing
from aqe.generation.scenario import Argument, Scenario, Use, size
from aqe.generation.search import Search
from aqe.generation.selection import omissions

__all__ = ["PartitionCase", "partitioned"]

_BASES = 4
_BASES_WITH_PATTERN = 7
"""Inputs of a callable whose neighbours are tried at most."""
_RICH = 30
"""Size of the richest input."""
_TRIED = 30
_TRIED_OF_JUDGE = 60
_TRIED_WITH_PATTERN = 160
"""Neighbours of one input that are executed: more where the callable judges its input, most where a
pattern does, since then each place and character counts."""
_TRIED_TOGETHER = 12
"""Inputs of one callable that are tried with an option."""
_KEPT = 8
"""Cases of one callable, rows of tables and odd characters aside."""
_KEPT_ODD = 24
_KEPT_UNIFORM = 4
_PLACES = 6
"""Odd characters that make cases: such as have a boundary, others, places for each."""
_A_FAMILY = 2
_OF_FAMILY = {Family.AGAIN: 5, Family.ALPHABET: 3, Family.FALSY: 3, Family.OPTION: 4}
"""Cases of one callable and family."""
_BESIDE = frozenset({Family.ROW, Family.TOGETHER})
"""Cases that do not take the place of others."""
_APART = frozenset({Family.OPTION, Family.AGAIN, Family.ROW, Family.TOGETHER, Family.MANY})
"""Neighbours that no option is tried with."""
_IGNORED = frozenset({Family.CASE, Family.PADDED, Family.MARK, Family.ORDER})
"""Families that many callables have to ignore: one case that changes nothing shows that they do."""
_ROWS = 40
_ROUNDS = 2
"""In which steps are left out of cases."""
_KEPT_IN_ALL = 300
_OF_THIS_PROCESS = frozenset({"__hash__", "__sizeof__"})
"""What these answer is not asserted."""
_LATER = 1_000_000
"""Number of the first entry that is not of the search."""
_WHOLES = frozenset(f"builtins:{name}" for name in ("list", "tuple", "dict", "str", "set"))
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
    tested: frozenset[int] = frozenset(),
    is_over: Callable[[], bool] = lambda: False,
) -> list[PartitionCase]:
    """Cases for the partitions of what the public callables take.

    Args:
        search: the finished search.
        entries: scenarios with what they showed, each observed.
        chosen: scenarios that are in the suite already.
        executions: how many neighbours may be executed in all.
        tested: goals that existing tests reach: callables that these know whole are theirs.
        is_over: whether time is up.
    """
    work = _Partitioning(search, executions, is_over, set(chosen), entries)
    tables = Tables(search)
    judges = [
        _Judge(subject, usable, tables.of(subject, usable))
        for subject in search.aimed()
        if subject.is_public
        and subject.name not in _OF_THIS_PROCESS
        and not _is_tested(search, subject, tested)
        and (usable := _usable(subject, entries))
    ]
    # Rows first: among them may be the only inputs that a callable accepts, and those have the
    # neighbours that tell most.
    work.look_at([work.rows(judge) for judge in judges])
    mentioned = _mentioned(search)
    work.look_at(
        [
            work.neighbours(judge, base, judge.looked_up.hazards(mentioned))
            for round_ in range(_BASES_WITH_PATTERN)
            for judge in judges
            for base in judge.bases()[round_ : round_ + 1]
        ]
    )
    work.look_at([work.together(judge) for judge in judges])
    cases = list(islice(in_turn([iter(judge.cases()) for judge in judges]), _KEPT_IN_ALL))
    return work.tidied(cases)


@dataclass(slots=True)
class _Partitioning:
    """Executes what is worth a look, as far as executions and time go."""

    search: Search
    executions: int
    is_over: Callable[[], bool]
    known: set[Scenario]
    entries: Sequence[Entry]

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

    def rows(self, judge: _Judge) -> Iterator[_Tried]:
        """The simplest input with each word that the callable looks up in its place."""
        base = judge.bases()[-1]
        for family, scenario in rows(base.scenario, judge.looked_up.words):
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
            observers=_observers(judge.subject, self.entries),
        )
        limit = _TRIED
        if judge.is_strict:
            limit = _TRIED_WITH_PATTERN if judge.looked_up.patterns else _TRIED_OF_JUDGE
        for family, scenario in islice(made, limit):
            yield from self._fresh(judge, base, family, scenario)

    def together(self, judge: _Judge) -> Iterator[_Tried]:
        """Inputs that were tried, each with an option that made no difference before."""
        for base, scenario in islice(judge.together(), _TRIED_TOGETHER):
            yield from self._fresh(judge, base, Family.TOGETHER, scenario)

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
    return last and (last.value, last.stdout), run.after, run.files


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


def _observers(subject: CallableSubject, entries: Sequence[Entry]) -> list[CallableSubject]:
    """What shows the state of the same object and leaves it alone: no argument needed, nothing changed.

    Such as show a whole come first.
    """
    kinds = (CallableKind.METHOD, CallableKind.PROPERTY)
    found: dict[str, tuple[int, CallableSubject]] = {}
    for entry in entries:
        each, run = entry.scenario.act.subject, entry.run
        if each is None or each.owner != subject.owner or each is subject or entry.run.after:
            continue
        shown = run.observations[-1].value if run.observations else None
        if each.kind in kinds and each.is_public and not each.is_dunder and shown is not None:
            rank = 0 if shown.type in _WHOLES else 1
            is_free = not any(parameter.default is None for parameter in each.parameters)
            if is_free and entry.scenario.act.use is Use.PLAIN and shown.source != "None":
                found.setdefault(each.qualname, (rank, each))
    return [each for _, each in sorted(found.values(), key=lambda pair: pair[0])][:2]


def _usable(subject: CallableSubject, entries: Sequence[Entry]) -> list[Entry]:
    """Entries that call it, end well and have something to vary."""
    return [
        each
        for each in entries
        if each.scenario.subject == subject.qualname
        and not _is_unopened(each.run)
        and each.run.outcome is CandidateOutcome.COMPLETED
        and (each.scenario.act.arguments or len(each.scenario.steps) > 1)
    ]


def _is_unopened(run: CandidateRun) -> bool:
    """Whether it gave a context that nobody entered: nothing of its body has run."""
    value = run.observations[-1].value if run.observations else None
    return value is not None and value.type.startswith("contextlib:_")


def _with_words(entries: Sequence[Entry], words: Sequence[str]) -> list[Entry]:
    """The entries whose act is given one of the words, in the order of the words."""
    found: dict[str, Entry] = {}
    for entry in entries:
        for argument in entry.scenario.act.arguments:
            match argument.recipe:
                case Literal(value=str() as text):
                    found.setdefault(text, entry)
    return [found[word] for word in words if word in found]


def _apart(entries: Sequence[Entry], reached: frozenset[int]) -> Iterator[Entry]:
    """Inputs that go where no earlier one goes, those that reach most first."""
    for each in sorted(entries, key=lambda each: (-len(each.run.goals), each.cost, each.number)):
        if not each.run.goals <= reached:
            reached |= each.run.goals
            yield each


def _richness(entry: Entry) -> int:
    return sum(size(each.recipe) for each in entry.scenario.act.arguments)


@dataclass(slots=True)
class _Judge:
    """Which neighbours of one callable's inputs behave unlike what was seen of it before."""

    subject: CallableSubject
    usable: list[Entry]
    looked_up: LookedUp
    _cases: list[PartitionCase] = field(default_factory=list)
    _odd: list[tuple[_Tried, bool]] = field(default_factory=list)
    """Neighbours with an odd character, and whether it turned the judgement."""
    _paths: set[frozenset[int]] = field(default_factory=set)
    _shown: set[object] = field(default_factory=set)
    _families: Counter[Family] = field(default_factory=Counter)
    _ended: list[tuple[_Tried, CandidateRun]] = field(default_factory=list)
    """Neighbours that came to an end."""

    def __post_init__(self) -> None:
        for each in self.bases():
            self._note(each.run)

    def bases(self) -> list[Entry]:
        """The inputs whose neighbours are tried; such as are accepted, where the callable judges them."""
        accepted = [each for each in self.usable if _verdict(each.run) is not False] or self.usable
        simplest = min(accepted, key=lambda each: (each.cost, each.number))
        readable = [each for each in accepted if _richness(each) <= _RICH]
        richest = max(readable or accepted, key=lambda each: (_richness(each), -each.number))
        found = [richest, simplest]
        limit = _BASES
        if self.looked_up.patterns:
            # Each sample of a pattern goes another way through it.
            found = [*_with_words(accepted, self.looked_up.words), *found]
            limit = _BASES_WITH_PATTERN
        found += _apart(readable or accepted, simplest.run.goals | richest.run.goals)
        unique = {each.number: each for each in found}
        return list(unique.values())[:limit]

    @property
    def is_strict(self) -> bool:
        """Whether the callable judges its input: it answers yes or no, or raises on purpose."""
        answers = any(isinstance(_verdict(each.run), bool) for each in self.usable)
        return answers or bool(self.subject.raises)

    @property
    def is_full(self) -> bool:
        """Whether the callable has its share of cases."""
        return len(self._cases) - sum(self._families[each] for each in _BESIDE) >= _KEPT

    def together(self) -> Iterator[tuple[Entry, Scenario]]:
        """Neighbours that came to an end, each with an option that showed nothing with its base.

        Many an option matters for some inputs only, so that one odd thing at a time never shows it
        (pair-wise coverage, Ammann and Offutt, chapter 6).
        """
        options: dict[int, dict[str, Argument]] = {}
        seen = [(tried.base, tried.scenario, run) for tried, run in self._ended]
        seen += [(base, each.scenario, each.run) for base in self.bases() for each in self.usable]
        for base, scenario, run in seen:
            if _shown(run) == _shown(base.run):
                option = _option(base.scenario, scenario)
                if option is not None:
                    options.setdefault(base.number, {}).setdefault(option.parameter.name, option)
        for tried, run in self._ended:
            if tried.family not in _APART and tried.scenario.subject == self.subject.qualname:
                for option in options.get(tried.base.number, {}).values():
                    entry = Entry(tried.scenario, run, tried.base.cost, tried.base.number)
                    yield entry, together(tried.scenario, option)

    def look(self, tried: _Tried, run: CandidateRun) -> None:
        """Make a case of a scenario where it is worth one."""
        if run.outcome not in (CandidateOutcome.COMPLETED, CandidateOutcome.RAISED):
            return
        if run.failure is not None and run.failure.type in _ILL_TYPED:
            return
        if tried.family is Family.SEPARATOR and self.is_strict:
            self._odd.append((tried, _is_flip(tried.base.run, run)))
            return
        if run.outcome is CandidateOutcome.COMPLETED:
            self._ended.append((tried, run))
        is_row = tried.family is Family.ROW
        if is_row and run.outcome is CandidateOutcome.COMPLETED:
            cost = cost_of(tried.scenario, run.outcome, is_private=False)
            self.usable.append(Entry(tried.scenario, run, cost, _LATER + len(self.usable)))
        if (tried.family in _BESIDE or not self.is_full) and self._is_worth_a_case(tried, run):
            self._note(run)
            self._families[tried.family] += 1
            self._cases.append(PartitionCase(tried.family, tried.scenario))

    def cases(self) -> list[PartitionCase]:
        """The cases of the callable, those about odd characters last."""
        return [*self._cases, *self._odd_characters()]

    def _odd_characters(self) -> Iterator[PartitionCase]:
        """A character that is welcome in one place and refused in another marks a boundary.

        Each surrounding in which it is refused is a case, and one where it is welcome; of characters that
        are refused, or welcome, everywhere, a few stand for all.
        """
        by_hazard: dict[str, dict[_Insertion, tuple[Scenario, bool]]] = {}
        for tried, is_flip in self._odd:
            found = _inserted(tried.base.scenario, tried.scenario)
            if found is not None:
                known = by_hazard.setdefault(found.character, {})
                known.setdefault(found, (tried.scenario, is_flip))
        bounded: list[Iterator[Scenario]] = []
        refused_everywhere, welcome_everywhere = [], []
        for places in by_hazard.values():
            refused = [scenario for scenario, is_flip in places.values() if is_flip]
            welcome = [scenario for scenario, is_flip in places.values() if not is_flip]
            if refused and welcome:
                bounded.append(iter([*refused[:_PLACES], welcome[0]]))
            elif refused:
                refused_everywhere.append(refused[0])
            elif isinstance(_verdict(self.usable[0].run), bool):
                welcome_everywhere.append(welcome[0])
        chosen = [
            *islice(in_turn(bounded), _KEPT_ODD),
            *refused_everywhere[:_KEPT_UNIFORM],
            *welcome_everywhere[:1],
        ]
        yield from (PartitionCase(Family.SEPARATOR, each) for each in chosen)

    def _note(self, run: CandidateRun) -> None:
        self._paths.add(run.goals)
        self._shown.add(_shown(run))

    def _is_worth_a_case(self, tried: _Tried, run: CandidateRun) -> bool:
        family = tried.family
        if family is Family.TOGETHER:
            is_other = _shown(run) != _shown(tried.base.run)
            return is_other and self._families[family] < _A_FAMILY
        if run.goals not in self._paths:
            return True
        if family is Family.MANY:
            return False  # hard to read, and of use only where size leads elsewhere
        if family is Family.LETTER and self.is_strict and _is_flip(tried.base.run, run):
            return self._families[family] < _A_FAMILY  # refused as others are, but for a letter
        is_other = _shown(run) not in self._shown
        if family is Family.ROW:
            return is_other and self._families[family] < _ROWS
        if moves_along(tried.base, tried.scenario, run):
            return False
        if shows_nothing(run):
            return False
        if family is Family.KIND and is_only_kept(tried.base, tried.scenario, run):
            return False
        if family is Family.AGAIN and _is_broken_look(tried, run):
            return False
        if family in _IGNORED and names_file(tried.base, tried.scenario, run):
            return False
        if family in _IGNORED and _shown(run) == _shown(tried.base.run):
            if "folder" in run.unstable:
                return False  # the text may be the name of what was written
            return self._families[family] < 1
        is_verdict = isinstance(_verdict(run), bool)
        limit = _OF_FAMILY.get(family, _A_FAMILY) if is_other else 1 if is_verdict else 0
        if family is Family.KIND:
            limit = _A_FAMILY
        return self._families[family] < limit


def _option(base: Scenario, scenario: Scenario) -> Argument | None:
    """The one argument that the act is given beside those of the base, where it is not the default."""
    more = [each for each in scenario.act.arguments if each not in base.act.arguments]
    if len(more) != 1 or more[0].is_required:
        return None
    if together(base, more[0]).steps != scenario.steps:
        return None
    recipe = more[0].recipe
    is_default = isinstance(recipe, Literal) and repr(recipe.value) == more[0].parameter.default
    return None if is_default else more[0]


def _is_broken_look(tried: _Tried, run: CandidateRun) -> bool:
    """Whether it is the look at the state that failed, not the call that comes again."""
    is_look = tried.scenario.act.subject is not tried.base.scenario.act.subject
    return is_look and run.failure is not None


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


@dataclass(frozen=True, slots=True)
class _Insertion:
    """A character that stands in a text where it stood not before, and what is beside it."""

    character: str
    before: str
    after: str


def _inserted(base: Scenario, scenario: Scenario) -> _Insertion | None:
    """The first character by which a text of a scenario is longer than it was."""
    olds, news = ([part for _, part in parts_of(each)] for each in (base, scenario))
    for old, new in zip(olds, news, strict=False):
        if old == new or not (isinstance(old, Literal) and isinstance(new, Literal)):
            continue
        one, other = old.value, new.value
        if isinstance(one, str) and isinstance(other, str) and len(other) == len(one) + 1:
            place = next((at for at in range(len(one)) if one[at] != other[at]), len(one))
            return _Insertion(other[place], _kind(one[:place][-1:]), _kind(one[place : place + 1]))
    return None


def _kind(character: str) -> str:
    """A neighbour of an insertion: letters and digits are all alike."""
    return "a" if character.isalnum() else character
