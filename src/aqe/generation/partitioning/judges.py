"""Which neighbours of an input behave unlike what was seen before, and so become cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot
from aqe.domain.subject import CallableSubject
from aqe.generation.archive import Entry, cost_of
from aqe.generation.choosing.telling import MUCH, telling
from aqe.generation.inputs.contradiction import contradicts
from aqe.generation.inputs.distinct import alike
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning.bases import apart, for_words, richness, with_words
from aqe.generation.partitioning.characters import Changed, at_edges, of_alphabets
from aqe.generation.partitioning.lookups import LookedUp
from aqe.generation.partitioning.partitions import together
from aqe.generation.partitioning.passing import (
    comes_out_within,
    is_made_of,
    is_only_kept,
    moves_along,
    names_file,
    shows_nothing,
)
from aqe.generation.scenario import Argument, Scenario

__all__ = ["Judge", "PartitionCase", "Tried"]

_BASES = 4
_BASES_WITH_PATTERN = 7
"""Inputs of a callable whose neighbours are tried at most."""
_RICH = 30
"""Size of the richest input."""
_KEPT = 8
"""Cases of one callable, rows of tables and odd characters aside."""
_A_FAMILY = 2
_OF_FAMILY = {
    Family.AGAIN: 5,
    Family.ALPHABET: 3,
    Family.FALSY: 3,
    Family.OPTION: 4,
    Family.BLANK: 1,
}
"""Cases of one callable and family."""
_BESIDE = frozenset(
    {
        *(Family.ROW, Family.TOGETHER, Family.COLLIDE),
        *(Family.UNLIKE, Family.COPIED, Family.ONCE, Family.SPREAD),
        *(Family.BLANK, Family.NUMBER, Family.GROWN, Family.WITHIN, Family.PAIR, Family.RICH),
        Family.SWEEP,
    }
)
"""Cases that do not take the place of others."""
_APART = frozenset(
    {
        *(Family.OPTION, Family.AGAIN, Family.ROW, Family.TOGETHER, Family.MANY, Family.FOREIGN),
        *(Family.UNLIKE, Family.COPIED, Family.ONCE, Family.SPREAD, Family.GROWN, Family.PAIR),
        *(Family.WITHIN, Family.BLANK, Family.NUMBER, Family.RICH, Family.SWEEP),
    }
)
"""Neighbours that no option is tried with."""
_IGNORED = frozenset(
    {Family.CASE, Family.PADDED, Family.MARK, Family.ORDER, Family.CUT, Family.BLANK}
)
"""Families that many callables have to ignore: one case that changes nothing shows that they do."""
_SORTS_OF_TEXT = frozenset({Family.ALPHABET, Family.CASE, Family.PADDED, Family.MARK, Family.BLANK})
"""Families of texts that only a callable tells apart which looks at their characters."""
_COMPARING = frozenset({"__contains__", "__eq__", "__ne__"})
_BECOMING = frozenset({Family.ROW, Family.RICH})
"""Families whose members have neighbours of their own."""
_HOLDING_MUCH = frozenset({Family.RICH, Family.SWEEP})
"""Families whose members are of use only where the callable looks into them."""
_OF_RICH = 2
"""Inputs of one callable that hold much and have neighbours."""
_ROWS = 40
_OF_OBJECTS = {Family.UNLIKE: 8, Family.COPIED: 3, Family.ONCE: 1}
_OPTIONS = 10
"""Options of one callable that have a case each, whatever else there is."""
_PAIRS = 4
"""Cases of one callable with an option beside another one, or beside another odd thing."""
_GROWN = 4
"""Cases of one callable with two odd things."""
_GROWING = 6
"""Neighbours of one callable that get a second odd thing."""
_SWEPT = 5
"""Cases of one callable with a text that holds much of one thing."""
_SPREAD = 6
"""Cases of one callable that were executed anyway."""
_CONSTRUCTING = frozenset({"__init__", "__new__", "__post_init__"})
_LATER = 1_000_000
"""Number of the first entry that is not of the search."""
_ILL_TYPED = frozenset({"builtins:TypeError", "builtins:AttributeError"})
"""What an argument of a type that nobody foresaw leads to: it says nothing about the partition."""


@dataclass(frozen=True, slots=True)
class PartitionCase:
    """A scenario that stands for a partition."""

    family: Family
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Tried:
    """A neighbour of an input, and who decides about it."""

    judge: Judge
    base: Entry
    family: Family
    scenario: Scenario


@dataclass(slots=True)
class Judge:
    """Which neighbours of one callable's inputs behave unlike what was seen of it before."""

    subject: CallableSubject
    usable: list[Entry]
    looked_up: LookedUp
    holders: Mapping[int, str] = field(default_factory=dict)
    """Callable that holds each goal."""
    _cases: list[PartitionCase] = field(default_factory=list)
    _odd: list[Changed] = field(default_factory=list)
    """Neighbours with an odd character."""
    _foreign: list[Changed] = field(default_factory=list)
    """Neighbours with a letter or digit of another alphabet."""
    _paths: set[frozenset[int]] = field(default_factory=set)
    _shown: set[object] = field(default_factory=set)
    _spread_shown: set[object] = field(default_factory=set)
    """Names of the arguments and what came out, of inputs that were executed anyway."""
    _families: Counter[Family] = field(default_factory=Counter)
    _shown_options: set[str] = field(default_factory=set)
    """Options that have a case of their own."""
    _options: list[Entry] = field(default_factory=list)
    """Cases of an option, and such as give one that is a part of another input."""
    _rich: list[Entry] = field(default_factory=list)
    """Inputs that hold much and are welcome."""
    _ended: list[tuple[Tried, CandidateRun]] = field(default_factory=list)
    """Neighbours that came to an end."""

    def __post_init__(self) -> None:
        for each in self.bases():
            self._note(each.scenario, each.run)

    def bases(self) -> list[Entry]:
        """The inputs whose neighbours are tried; such as are accepted, where the callable judges them."""
        accepted = self._accepted() or self.usable
        apart_only = [each for each in accepted if not any(map(alike, each.scenario.steps))]
        accepted = apart_only or accepted
        simplest = min(accepted, key=lambda each: (each.cost, each.number))
        readable = [each for each in accepted if richness(each) <= _RICH]
        richest = max(readable or accepted, key=lambda each: (richness(each), -each.number))
        welcome = [each for each in self._rich if any(each is one for one in accepted)]
        found = [richest, *welcome[:_OF_RICH], simplest]
        limit = _BASES + len(welcome[:_OF_RICH])
        if self.looked_up.patterns:
            # Each sample of a pattern goes another way through it.
            words = with_words(accepted, self.looked_up.words)
            found = [*words[:1], *welcome[:_OF_RICH], *words[1:], *found]
            limit = _BASES_WITH_PATTERN
        found += apart(readable or accepted, simplest.run.goals | richest.run.goals)
        unique = {each.number: each for each in found}
        return list(unique.values())[:limit]

    def _accepted(self) -> list[Entry]:
        """The inputs that are not refused: where some get a yes, all others are."""
        welcome = [each for each in self.usable if _verdict(each.run) is True]
        return welcome or [each for each in self.usable if _verdict(each.run) is not False]

    def base_for_words(self) -> Entry:
        """The input whose text each word takes the place of."""
        return for_words(self._accepted()) or for_words(self.usable) or self.bases()[-1]

    @property
    def is_strict(self) -> bool:
        """Whether the callable judges its input: it answers yes or no, or raises on purpose."""
        answers = any(isinstance(_verdict(each.run), bool) for each in self.usable)
        return answers or bool(self.subject.raises)

    @property
    def is_full(self) -> bool:
        """Whether the callable has its share of cases."""
        beside = sum(self._families[each] for each in _BESIDE)
        return len(self._cases) - beside - len(self._shown_options) >= _KEPT

    def _is_first_of_option(self, tried: Tried) -> bool:
        """Whether it would be the first case of an option: each of them is worth one."""
        if tried.family is not Family.OPTION or len(self._shown_options) >= _OPTIONS:
            return False
        option = _added(tried.scenario)
        return option is not None and option.parameter.name not in self._shown_options

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
        known = {tried.scenario.steps: run for tried, run in self._ended}
        for tried, run in list(self._ended):
            if tried.family not in _APART and tried.scenario.subject == self.subject.qualname:
                for option in options.get(tried.base.number, {}).values():
                    entry = Entry(tried.scenario, run, tried.base.cost, tried.base.number)
                    both = together(tried.scenario, option)
                    if both.steps in known:  # as the neighbour of an input with the option
                        self.look(Tried(self, entry, Family.TOGETHER, both), known[both.steps])
                    else:
                        yield entry, both

    def pairs(self) -> Iterator[tuple[Entry, Scenario]]:
        """Options that showed something, each with another such option and with each neighbour that is kept.

        What each does alone is known by now, and may be lost where both meet.
        """
        options: dict[str, tuple[Entry, Argument]] = {}
        # In an input that holds much there is most for the second one to do.
        rich = {each.number for each in self._rich}
        for each in sorted(self._options, key=lambda each: each.number not in rich):
            option = _added(each.scenario)
            if option is not None:
                options.setdefault(option.parameter.name, (each, option))
        for first, _ in options.values():
            for _, option in options.values():
                given = [each.parameter.name for each in first.scenario.act.arguments]
                if option.parameter.name not in given:
                    yield first, together(first.scenario, option)
        for entry in self._led_somewhere():
            given = [each.parameter.name for each in entry.scenario.act.arguments]
            for _, option in options.values():
                if option.parameter.name not in given:
                    yield entry, together(entry.scenario, option)

    def grown(self) -> list[Entry]:
        """Neighbours with one odd thing that are kept: a second one may lead further."""
        return list(islice(self._led_somewhere(), _GROWING))

    def _led_somewhere(self) -> Iterator[Entry]:
        """Neighbours that are kept and that something may be tried with."""
        kept = {each.scenario.steps for each in self._cases}
        for tried, run in self._ended:
            is_own = tried.scenario.subject == self.subject.qualname
            if tried.family not in _APART and is_own and tried.scenario.steps in kept:
                yield Entry(tried.scenario, run, tried.base.cost, tried.base.number)

    def look(self, tried: Tried, run: CandidateRun) -> None:
        """Make a case of a scenario where it is worth one."""
        if run.outcome not in (CandidateOutcome.COMPLETED, CandidateOutcome.RAISED):
            return
        if tried.family is Family.DERIVED and not _is_of_derived(tried, run):
            return
        if tried.family in _HOLDING_MUCH and not _is_looked_into(tried, run):
            return
        if tried.family is Family.WITHIN and run.outcome is not CandidateOutcome.COMPLETED:
            return  # it was to be found
        if run.failure is not None and run.failure.type in _ILL_TYPED:
            return
        if tried.family is not Family.EQUAL and _is_made_alike(tried):
            return
        if tried.family is Family.SEPARATOR and self.is_strict:
            self._odd.append(Changed(tried.base, tried.scenario, _is_flip(tried.base.run, run)))
            return
        if tried.family is Family.FOREIGN:
            is_flip = _is_flip(tried.base.run, run)
            if is_flip or not moves_along(tried.base, tried.scenario, run):
                self._foreign.append(Changed(tried.base, tried.scenario, is_flip))
            return
        if run.outcome is CandidateOutcome.COMPLETED:
            self._ended.append((tried, run))
        if tried.family in _BECOMING and run.outcome is CandidateOutcome.COMPLETED:
            cost = cost_of(tried.scenario, run.outcome, is_private=False)
            entry = Entry(tried.scenario, run, cost, _LATER + len(self.usable))
            self.usable.append(entry)
            if tried.family is Family.RICH:
                self._rich.append(entry)
        is_free = tried.family in _BESIDE or self._is_first_of_option(tried)
        if (is_free or not self.is_full) and self._is_worth_a_case(tried, run):
            self._note(tried.scenario, run)
            self._families[tried.family] += 1
            if self._is_first_of_option(tried) and (option := _added(tried.scenario)):
                self._shown_options.add(option.parameter.name)
            if tried.family is Family.OPTION or _adds_option(tried):
                self._options.append(replace(tried.base, scenario=tried.scenario, run=run))
            self._cases.append(PartitionCase(tried.family, tried.scenario))

    def cases(self) -> list[PartitionCase]:
        """The cases of the callable, those about odd characters last."""
        is_answering = isinstance(_verdict(self.usable[0].run), bool)
        return [
            *self._cases,
            *(PartitionCase(Family.SEPARATOR, each) for each in at_edges(self._odd, is_answering)),
            *(PartitionCase(Family.FOREIGN, each) for each in of_alphabets(self._foreign)),
        ]

    def _note(self, scenario: Scenario, run: CandidateRun) -> None:
        self._paths.add(self._path(scenario, run))
        self._shown.add(_shown(run))

    def _path(self, scenario: Scenario, run: CandidateRun) -> frozenset[int]:
        """The goals of a run that are not those of preparing calls.

        Another way through a constructor is the business of its own cases: an object that was made
        otherwise and answers alike would only repeat a test.
        """
        before = {each.subject.qualname for each in scenario.steps[:-1] if each.subject is not None}
        before.discard(self.subject.qualname)
        if not before:
            return run.goals
        return frozenset(each for each in run.goals if not self._prepares(each, before))

    def _prepares(self, goal: int, before: set[str]) -> bool:
        holder = self.holders.get(goal, "")
        return holder in before or (
            holder.rpartition(".")[2] in _CONSTRUCTING and holder != self.subject.qualname
        )

    def _is_worth_a_case(self, tried: Tried, run: CandidateRun) -> bool:
        family = tried.family
        if family in _OF_OBJECTS:
            return self._families[family] < _OF_OBJECTS[family] and _is_told(tried, run)
        if family is Family.SPREAD:
            return self._is_of_another_partition(tried, run)
        if family is Family.SWEEP:
            return _shown(run) not in self._shown and self._families[family] < _SWEPT
        if family is Family.TOGETHER:
            is_other = _shown(run) != _shown(tried.base.run)
            return is_other and self._families[family] < _A_FAMILY
        is_elsewhere = self._path(tried.scenario, run) not in self._paths
        if family is Family.GROWN:
            return is_elsewhere and self._families[family] < _GROWN
        if family is Family.PAIR:
            is_fresh = is_elsewhere or _shown(run) not in self._shown
            return is_fresh and self._families[family] < _PAIRS and not shows_nothing(run)
        if is_elsewhere:
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
        if family in _SORTS_OF_TEXT and (
            comes_out_within(tried.base, tried.scenario, run)
            or self._is_refused_as_others(tried, run)
        ):
            return False
        if family in _IGNORED and _is_of_preparing(tried):
            return False  # what prepares the call has such cases of its own
        if family is Family.OPTION and self._is_known_option(tried, run):
            return False
        if shows_nothing(run):
            return False
        if family is Family.KIND and (
            _shown(run) == _shown(tried.base.run) or is_only_kept(tried.base, tried.scenario, run)
        ):
            return False  # nothing looks at the value
        if family is Family.AGAIN and _is_broken_look(tried, run):
            return False
        if family in _IGNORED and names_file(tried.base, tried.scenario, run):
            return False
        if family in _IGNORED and _shown(run) == _shown(tried.base.run):
            if family is Family.BLANK and not is_made_of(tried.base):
                return False
            if "folder" in run.unstable:
                return False  # the text may be the name of what was written
            if telling(run) < MUCH:
                return False  # an empty result again
            return self._families[family] < 1
        is_verdict = isinstance(_verdict(run), bool)
        limit = _OF_FAMILY.get(family, _A_FAMILY) if is_other else 1 if is_verdict else 0
        if is_other and self._is_first_of_option(tried):
            return True
        if family is Family.KIND:
            limit = _A_FAMILY
        return self._families[family] < limit

    def _is_of_another_partition(self, tried: Tried, run: CandidateRun) -> bool:
        """Whether what an input of the search shows is told, and none that is given as much has shown it."""
        if shows_nothing(run) or self._families[Family.SPREAD] >= _SPREAD:
            return False
        shown = _shown(run)
        given = tuple(each.parameter.name for each in tried.scenario.act.arguments)
        if (given, shown) in self._spread_shown or (
            shown in self._shown and all(each.is_required for each in tried.scenario.act.arguments)
        ):
            return False
        self._spread_shown.add((given, shown))
        return True

    def _is_refused_as_others(self, tried: Tried, run: CandidateRun) -> bool:
        """Whether a text is refused as its base is, or by what only compares it with what is there."""
        if _verdict(run) is not False:
            return False
        return _verdict(tried.base.run) is False or self.subject.name in _COMPARING

    def _is_known_option(self, tried: Tried, run: CandidateRun) -> bool:
        """Whether another value of the same option made a case, and the value only comes out again."""
        return any(
            moves_along(each, tried.scenario, run) or _shown(each.run) == _shown(run)
            for each in self._options
            if _names(each.scenario) == _names(tried.scenario)
        )


def _is_looked_into(tried: Tried, run: CandidateRun) -> bool:
    """Whether an input that holds much makes a difference, and does not only come out again."""
    if run.outcome is not CandidateOutcome.COMPLETED:
        return False
    if _shown(run) == _shown(tried.base.run) and run.goals == tried.base.run.goals:
        return False
    return not any(
        passes(tried.base, tried.scenario, run) for passes in (moves_along, comes_out_within)
    )


def _is_of_derived(tried: Tried, run: CandidateRun) -> bool:
    """Whether an object of a derived class is compared, or gives another one of its class."""
    is_compared = tried.scenario.act.subject is not None and (
        tried.scenario.act.subject.name in _COMPARING | {"__lt__"}
    )
    value = run.observations[-1].value if run.observations else None
    return is_compared or (value is not None and value.type.startswith(":"))


def _is_told(tried: Tried, run: CandidateRun) -> bool:
    """Whether a comparison answers, a copy does what its like does, and items that can be read once do."""
    if run.outcome is not CandidateOutcome.COMPLETED:
        return False
    if tried.family is Family.UNLIKE:
        return isinstance(_verdict(run), bool)
    is_same = tried.family is Family.COPIED or _shown(run) == _shown(tried.base.run)
    return is_same and telling(run) == MUCH


def _names(scenario: Scenario) -> list[list[str]]:
    """What parameters are given, by step."""
    return [[each.parameter.name for each in step.arguments] for step in scenario.steps]


def _adds_option(tried: Tried) -> bool:
    """Whether a part of another input is given as an option that the base does not give."""
    option = _added(tried.scenario)
    given = [each.parameter.name for each in tried.base.scenario.act.arguments]
    return (
        tried.family is Family.WITHIN and option is not None and option.parameter.name not in given
    )


def _added(scenario: Scenario) -> Argument | None:
    """The last argument of the act that need not be there."""
    found = [each for each in scenario.act.arguments if not each.is_required]
    return found[-1] if found and found[-1].keyword is None else None


def _option(base: Scenario, scenario: Scenario) -> Argument | None:
    """The one argument that the act is given beside those of the base, where it is not the default."""
    more = [each for each in scenario.act.arguments if each not in base.act.arguments]
    if len(more) != 1 or more[0].is_required:
        return None
    if contradicts(more[0].recipe, more[0].parameter):
        return None
    if together(base, more[0]).steps != scenario.steps:
        return None
    recipe = more[0].recipe
    is_default = isinstance(recipe, Literal) and repr(recipe.value) == more[0].parameter.default
    return None if is_default else more[0]


def _is_of_preparing(tried: Tried) -> bool:
    """Whether a neighbour is another one in what comes before the call only."""
    old, new = tried.base.scenario.steps, tried.scenario.steps
    return len(old) == len(new) and old[:-1] != new[:-1] and old[-1] == new[-1]


def _is_made_alike(tried: Tried) -> bool:
    """Whether a neighbour is another one only in that two of its arguments can no longer be told apart."""
    before, after = (
        sum(map(len, map(alike, each.steps))) for each in (tried.base.scenario, tried.scenario)
    )
    return after > before


def _is_broken_look(tried: Tried, run: CandidateRun) -> bool:
    """Whether it is the look at the state that failed, not the call that comes again."""
    is_look = tried.scenario.act.subject is not tried.base.scenario.act.subject
    return is_look and run.failure is not None


def _shown(run: CandidateRun) -> object:
    """What a test could demand of a run."""
    failure = run.failure
    if failure is not None:
        return failure.type, failure.line
    last = run.observations[-1] if run.observations else None
    return last and (last.value, last.stdout, last.warnings), run.after


def _verdict(run: CandidateRun) -> object:
    value: Snapshot | None = run.observations[-1].value if run.observations else None
    return {"True": True, "False": False}.get(value.source or "") if value is not None else None


def _is_flip(one: CandidateRun, other: CandidateRun) -> bool:
    """Whether one input was accepted and the other was not."""
    if one.outcome is not other.outcome:
        return True
    return isinstance(_verdict(one), bool) and _verdict(one) is not _verdict(other)
