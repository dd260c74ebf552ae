"""Scenarios that nobody would write by hand, and others that do as well in their place.

A direct call of private code breaks when the code is arranged in another way. A `TypeError` that nobody
raises says what the interpreter cannot do, not what the subject does. Texts of control characters are read
by nobody. Of a generator that nobody starts only the type is left to be demanded, of another iterator what it
was made with, and of an object whose text is the same whatever it was made with nothing. What a table of the
module holds is nobody's business as long as calls show it. What comes out for a value of a type that a
parameter does not take is an accident, or refused somewhere. Such scenarios stay where they alone reach a
goal or tell a mutant. Where the rest of the suite does that, they go; where scenarios that the search has met
do, these take their place. What shows no more than an accident or how a pattern works goes for a mutant or
two that it alone tells, too: which of several accidents happens is no behaviour, and a suite that holds on to
it is in the way of whoever mends it. So does a direct call of private code that reaches nothing alone, for
one mutant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.recipe import Recipe
from aqe.domain.run import CandidateRun
from aqe.domain.subject import CallableSubject, Parameter
from aqe.generation.archive import Entry, cost_of
from aqe.generation.choosing.going_public import public_calls
from aqe.generation.choosing.handed_back import with_named_functions
from aqe.generation.choosing.idle_texts import IdleTexts
from aqe.generation.choosing.incidental import Incidentals, is_incidental
from aqe.generation.choosing.iterated import as_drained, filled, is_never_asked, iterated
from aqe.generation.choosing.mapped_calls import mapped_for_goals
from aqe.generation.choosing.nearby import Nearby
from aqe.generation.choosing.oddness import is_hard_to_read, is_ill_fitting
from aqe.generation.choosing.planted_tellers import planted_tellers
from aqe.generation.choosing.public_tellers import public_tellers
from aqe.generation.choosing.replacing import ENDS, TRIAL_S, is_ours
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.choosing.telling import NOTHING, telling
from aqe.generation.declarations.forms import DECLARED, looked_at
from aqe.generation.exploring.search import Search
from aqe.generation.iterators import LANGUAGE_ITERATORS, iterator_classes
from aqe.generation.ports import ConstantFinder
from aqe.generation.scenario import Scenario

__all__ = ["given_way"]

_CHUNK = 6
"""Mutants in one request, between which time is looked at."""
_NEAR = 6
"""Scenarios near a mutant that are tried in the place of one that nobody would write."""
_IN_ALL = 60
"""Such scenarios for all mutants together."""
_MARK = "ufeff"
_FEW = 2
"""Mutants that one scenario alone may tell, and goes all the same where what it shows matters to nobody."""
_SHARE = 0.02
"""Share of the mutants told that all such scenarios together may take along: a suite of little else stays."""


def given_way(
    search: Search,
    found: Strengthened,
    reaches: Mapping[Scenario, frozenset[int]],
    entries: Sequence[Entry],
    *,
    observe: Callable[[Sequence[Scenario]], list[CandidateRun | None]],
    constants: ConstantFinder | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
    """The scenarios without those that nobody would write and that the suite can do without.

    Args:
        search: the finished search: its runner executes.
        found: the scenarios with the mutants that each tells apart.
        reaches: goals that a scenario was picked for.
        entries: what the search has met, each with all that it reaches.
        observe: what scenarios show in any process, or None where they show nothing stable.
        constants: finds what is put into public calls in the place of looks at data; None for nothing.
        is_over: whether time is up.
    """
    work = _GivingWay(search, found, observe, is_over, constants)
    if not is_over():
        work.look()
    if not work.doubtful:
        return found, dict(reaches)
    work.ask(work.firm)
    work.offer(entries)
    work.weigh()
    return work.left(reaches)


@dataclass(slots=True)
class _GivingWay:
    search: Search
    found: Strengthened
    observe: Callable[[Sequence[Scenario]], list[CandidateRun | None]]
    is_over: Callable[[], bool]
    constants: ConstantFinder | None = None
    doubtful: dict[Scenario, CandidateRun] = field(default_factory=dict)
    """Scenarios that nobody would write, with what each shows."""
    firm: dict[Scenario, CandidateRun] = field(default_factory=dict)
    offered: dict[Scenario, CandidateRun] = field(default_factory=dict)
    """Scenarios that are in no suite yet, and may take the place of doubtful ones."""
    told: dict[str, tuple[Scenario, MutantResult]] = field(default_factory=dict)
    """Mutants of doubtful scenarios -> another scenario that tells them, and how."""
    kills: dict[Scenario, list[str]] = field(default_factory=dict)
    """What each scenario is the first to tell."""
    data: dict[str, str] = field(init=False)
    """Names of the module -> what they stand for."""
    iterators: frozenset[str] = field(init=False)
    """Types of the subject that iterate."""
    incidentals: Incidentals = field(init=False)
    texts: IdleTexts = field(default_factory=lambda: IdleTexts(()))
    is_cut: bool = False
    """Whether time ended before all others were asked for a mutant."""
    light: set[Scenario] = field(default_factory=set)
    """Doubtful scenarios that go although nothing else tells what they do."""

    def __post_init__(self) -> None:
        subject = self.search.subject
        members = self.search.archive.loaded.members
        self.data = {each.name: each.kind for each in members}
        self.iterators = LANGUAGE_ITERATORS | iterator_classes(
            subject.module, (*subject.classes, *subject.known_classes)
        )
        self.incidentals = Incidentals(subject, members)
        for place, each in enumerate(self.found.scenarios):
            self.kills.setdefault(each, []).extend(self.found.kills.get(place, ()))

    def look(self) -> None:
        """Which scenarios are doubtful."""
        scenarios = self.found.scenarios
        runs = self.observe(scenarios)
        self.texts = IdleTexts(
            (each, run) for each, run in zip(scenarios, runs, strict=True) if run is not None
        )
        for each, run in zip(scenarios, runs, strict=True):
            if run is None or run.lasting:
                continue  # a test of it may not stay in the suite
            is_weighed = is_ours(each) and run.outcome in ENDS
            is_doubtful = (is_weighed and self._is_doubtful(each, run)) or self._is_data(each)
            (self.doubtful if is_doubtful else self.firm)[each] = run

    def _is_doubtful(self, scenario: Scenario, run: CandidateRun) -> bool:
        is_private = self.search.exploration.is_private(scenario)
        return (
            is_private
            or is_incidental(run)
            or is_never_asked(scenario, run, self.iterators)
            or as_drained(scenario) in self.kills  # the same in one line
            or _shows_only_type(run)
            or self.texts.shows_one(scenario, run)
            or _shows_mark(run)
            or is_hard_to_read(scenario)
            or is_ill_fitting(scenario)
        )

    def _is_data(self, scenario: Scenario) -> bool:
        """Whether a scenario only looks at data of the module, for mutants that calls may tell."""
        if scenario.origin != DECLARED or not self.kills[scenario]:
            return False
        return self.data.get(looked_at(scenario).partition(".")[0]) == "value"

    def ask(self, others: Iterable[Scenario], of: Iterable[Scenario] | None = None) -> None:
        """Which mutants of doubtful scenarios, or of some of them, do some others tell?"""
        asked = self.doubtful if of is None else of
        waiting = [name for each in asked for name in self._open(each)]
        exploration = self.search.exploration
        scenarios = list(others)
        programs = [exploration.program(each) for each in scenarios]
        by_number = {
            str(program.candidate): each for program, each in zip(programs, scenarios, strict=True)
        }
        for start in range(0, len(waiting) if programs else 0, _CHUNK):
            if self.is_over():
                self.is_cut = True
                return
            mutants = [self.found.results[name].mutant for name in waiting[start : start + _CHUNK]]
            for result in exploration.runner.run_mutants(
                mutants, programs, stop_at_first=True, timeout_s=TRIAL_S
            ):
                if result.state.is_detected and result.killed_by:
                    self.told[result.mutant.id] = (by_number[result.killed_by[0]], result)

    def _open(self, scenario: Scenario) -> list[str]:
        """Its mutants that no other scenario is known to tell."""
        return [name for name in self.kills[scenario] if name not in self.told]

    def offer(self, entries: Sequence[Entry]) -> None:
        """Look at scenarios that the search has met and that reach or tell what only doubtful ones do."""
        known = {*self.found.scenarios}
        better = [
            each
            for each in sorted(entries, key=lambda each: (each.cost, each.number))
            if each.scenario not in known
            and each.run.outcome in ENDS
            and not self._is_doubtful(each.scenario, each.run)
        ]
        chosen = [*self._for_goals(better), *self._for_mutants(better)]
        public = self._public()
        made = [*public, *self._iterated(), *with_named_functions(self._needed())]
        self._take([*made, *(each.scenario for each in chosen)], public)
        telling = self._telling()
        self._take(telling, telling)
        self._take(self._planted(better), ())

    def _take(self, scenarios: Sequence[Scenario], public: Sequence[Scenario]) -> None:
        """Offer scenarios that show something stable, and see which mutants they tell.

        Args:
            scenarios: what is offered, unless nobody would write it either.
            public: those among them that do in public what a direct call of private code does: a value that
                is odd there is no odder here.
        """
        fresh = [each for each in dict.fromkeys(scenarios) if each not in self.offered]
        if not fresh or self.is_over():
            return
        is_private = self.search.exploration.is_private
        offered = {
            each: run
            for each, run in zip(fresh, self.observe(fresh), strict=True)
            if run is not None
            and not run.lasting
            and not is_private(each)
            and (
                (each in public and run.outcome in ENDS and not is_incidental(run))
                or not self._is_doubtful(each, run)
            )
        }
        self.offered |= offered
        self.ask(offered)

    def _telling(self) -> list[Scenario]:
        """Public calls that tell mutants which only direct calls of private code do."""
        is_private = self.search.exploration.is_private
        private = {
            each: [self.found.results[name].mutant for name in self._open(each)]
            for each in self.doubtful
            if is_private(each) and self._open(each)
        }
        found = public_tellers(self.search, private, self._missing(), is_over=self.is_over)
        known = {*self.found.scenarios}
        return [each for each in found if each not in known]

    def _planted(self, better: Sequence[Entry]) -> list[Scenario]:
        """Public calls with what stands beside mutants that only looks at data or private code tell."""
        if self.constants is None or self.is_over():
            return []
        is_private = self.search.exploration.is_private
        wanted = {
            each: [self.found.results[name].mutant for name in self._open(each)]
            for each in self.doubtful
            if self._open(each) and (self._is_data(each) or is_private(each))
        }
        scenarios = [each for each in (*self.firm, *self.offered) if is_ours(each)]
        runs = {**self.firm, **self.offered}
        entries = [
            Entry(each, runs[each], cost_of(each, runs[each].outcome, is_private=False), place)
            for place, each in enumerate(scenarios)
        ]
        known = {each.scenario for each in entries}
        entries += [each for each in better if each.scenario not in known]
        entries.sort(key=lambda each: (each.cost, each.number))
        found = planted_tellers(self.search, wanted, entries, self.constants, is_over=self.is_over)
        return [each for each in found if each not in self.kills]

    def _public(self) -> list[Scenario]:
        """Public calls that lead to what doubtful direct calls of private code are there for."""
        is_private = self.search.exploration.is_private
        private = [(each, run) for each, run in self._needed().items() if is_private(each)]
        found = public_calls(
            self.search, private, self._missing(), to_show=True, is_over=self.is_over
        )
        found += mapped_for_goals(self.search, private, self._missing(), is_over=self.is_over)
        known = {*self.found.scenarios}
        return [each for each in found if each not in known]

    def _iterated(self) -> list[Scenario]:
        """Calls with what the iterators yield that doubtful ones leave alone."""
        asked = [
            each
            for each, run in self._needed().items()
            if is_never_asked(each, run, self.iterators)
        ]
        several = [each for scenario in asked for each in filled(scenario, self._choices)]
        return iterated([*asked, *several[:_IN_ALL]], self.observe, self.search.parse)

    def _choices(self, subject: CallableSubject, parameter: Parameter) -> list[Recipe]:
        return [each.recipe for each in self.search.seeder.choices(subject, parameter)]

    def _missing(self) -> set[int]:
        """Goals that only doubtful scenarios reach."""
        missing = _goals(self.doubtful.values()) - _goals(self.firm.values())
        return missing & self.search.archive.goals.keys()

    def _needed(self) -> dict[Scenario, CandidateRun]:
        """Doubtful scenarios that are there for a goal or a mutant."""
        missing = self._missing()
        return {
            each: run
            for each, run in self.doubtful.items()
            if self._open(each) or run.goals & missing
        }

    def _for_goals(self, better: Sequence[Entry]) -> Iterator[Entry]:
        """The cheapest scenarios that reach what only doubtful ones do."""
        missing = self._missing()
        for each in better:
            if each.run.goals & missing:
                yield each
                missing -= each.run.goals

    def _for_mutants(self, better: Sequence[Entry]) -> list[Entry]:
        """Scenarios near the mutants that only doubtful ones tell."""
        nearby = Nearby(better, self.search.archive.goals, self.search.subject.source)
        near = [
            each
            for scenario in self.doubtful
            for name in self._open(scenario)
            for each in nearby.of(self.found.results[name].mutant)[:_NEAR]
        ]
        return list({each.number: each for each in near}.values())[:_IN_ALL]

    def weigh(self) -> None:
        """Which scenarios are not worth the mutants that they alone tell."""
        is_private = self.search.exploration.is_private
        single = self._single()
        weights = self._weights()
        slight = [
            each
            for each, run in self.doubtful.items()
            if 0 < weights[each] <= _FEW
            and (
                self.incidentals.matters_to_nobody(each, run, is_private=is_private(each))
                or each in single
            )
        ]
        staying = [each for each in self.doubtful if self._open(each) and each not in slight]
        if slight:
            self.ask(staying, of=slight)
        if not self.is_cut:  # else others may tell the same
            self.light = self._lightest(slight)

    def _weights(self) -> dict[Scenario, int]:
        """How many mutants each doubtful scenario alone tells; of looks at the same data all together, for
        they are rows of one test."""
        of_data: Counter[str] = Counter()
        for each in self.doubtful:
            if self._is_data(each):
                of_data[looked_at(each)] += len(self._open(each))
        return {
            each: of_data[looked_at(each)] if self._is_data(each) else len(self._open(each))
            for each in self.doubtful
        }

    def _single(self) -> set[Scenario]:
        """Direct calls of private code that tell one mutant alone, and reach no more than others do."""
        is_private = self.search.exploration.is_private
        missing = self._missing() - _goals(self.offered.values())
        found = set()
        for each in sorted(self.doubtful, key=lambda each: len(self._open(each)), reverse=True):
            reached = self.doubtful[each].goals & missing
            if is_private(each) and len(self._open(each)) == 1 and not reached:
                found.add(each)
            elif self._open(each):  # that one stays
                missing -= reached
        return found

    def _lightest(self, scenarios: Sequence[Scenario]) -> set[Scenario]:
        """Those that together tell few mutants alone, the ones with the fewest first."""
        told = sum(each.state.is_detected for each in self.found.results.values())
        left = max(_FEW, int(_SHARE * told))
        found = set()
        for each in sorted(scenarios, key=lambda each: len(self._open(each))):
            weight = len(self._open(each))
            if weight <= min(_FEW, left):
                found.add(each)
                left -= weight
        return found

    def left(
        self, reaches: Mapping[Scenario, frozenset[int]]
    ) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
        """What stays and what comes in its place, with all that it reaches and tells."""
        gone = self._gone()
        if not gone:
            return self.found, dict(reaches)
        taken = self._taken(gone)
        found = self.found
        scenarios = [*(each for each in self.kills if each not in gone), *taken]
        places = {each: place for place, each in enumerate(scenarios)}
        kills: dict[int, list[str]] = {}
        results = dict(found.results)
        for scenario, names in self.kills.items():
            for name in names:
                teller = scenario
                if scenario in gone:
                    if name not in self.told:
                        results[name] = MutantResult(results[name].mutant, MutantState.SURVIVED)
                        continue
                    teller, results[name] = self.told[name]
                kills.setdefault(places[teller], []).append(name)
        kept = {each: goals for each, goals in reaches.items() if each not in gone}
        return replace(found, scenarios=scenarios, kills=kills, results=results), kept | taken

    def _gone(self) -> set[Scenario]:
        """Doubtful scenarios whose goals and mutants others have."""
        goals = self.search.archive.goals.keys()
        reached = _goals([*self.firm.values(), *self.offered.values()])
        # Those that stay for a mutant come first: what they reach anyway keeps no further one.
        ordered = sorted(self.doubtful, key=lambda each: not self._open(each))
        ordered.sort(key=lambda each: each in self.light)
        gone = set()
        for each in ordered:
            fresh = (self.doubtful[each].goals & goals) - reached
            if fresh or (self._open(each) and each not in self.light):
                reached |= fresh
            else:
                gone.add(each)
        return gone

    def _taken(self, gone: set[Scenario]) -> dict[Scenario, frozenset[int]]:
        """Offered scenarios that are needed when some are gone, with the goals that each is there for."""
        staying = [run for each, run in self.doubtful.items() if each not in gone]
        missing = _goals(self.doubtful[each] for each in gone)
        missing -= _goals([*self.firm.values(), *staying])
        missing &= self.search.archive.goals.keys()
        names = [name for each in gone for name in self.kills[each]]
        tellers = {self.told[name][0] for name in names if name in self.told}
        taken: dict[Scenario, frozenset[int]] = {}
        most_first = sorted(
            self.offered.items(), key=lambda pair: len(pair[1].goals & missing), reverse=True
        )
        for is_teller in (True, False):  # what tells a mutant is there anyway, whatever it reaches
            for each, run in most_first:
                if (each in tellers) is is_teller and (is_teller or run.goals & missing):
                    taken[each] = frozenset(run.goals & missing)
                    missing -= run.goals
        return taken


def _goals(runs: Iterable[CandidateRun]) -> set[int]:
    return {goal for run in runs for goal in run.goals}


def _shows_only_type(run: CandidateRun) -> bool:
    last = run.observations[-1].value if run.observations else None
    return telling(run) == NOTHING and last is not None and last.kind == "opaque"


def _shows_mark(run: CandidateRun) -> bool:
    """Whether the mark of an encoding only comes out again: for the subject it is a character like others."""
    return _MARK in repr((run.observations, run.after))
