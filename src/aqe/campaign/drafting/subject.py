"""One subject from source to verified suite: the order of the stages and the schedule."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from aqe.analysis.aliases import aliases_of
from aqe.analysis.declarations import declarations_of
from aqe.analysis.locate import Located
from aqe.analysis.mutation.constants import Constants
from aqe.analysis.patterns import samples
from aqe.analysis.subjects import analyse
from aqe.campaign.drafting.against_mutants import (
    batches,
    mixed,
    mutants_in_tables,
    mutants_to_try,
)
from aqe.campaign.drafting.draft import Draft
from aqe.campaign.drafting.examples import agreeing, disagreements, documented_scenarios
from aqe.campaign.drafting.final_cases import final_cases, replayed
from aqe.campaign.drafting.kills import told_apart_again
from aqe.campaign.drafting.laws import screened_laws
from aqe.campaign.drafting.metering import Meter
from aqe.campaign.drafting.naming import symbol_finder
from aqe.campaign.drafting.prepared import prepared_scenarios
from aqe.campaign.drafting.refining import Endings, refined
from aqe.campaign.drafting.replay import Replayer
from aqe.campaign.drafting.suspects import find_suspects, without_suspects
from aqe.campaign.drafting.time_plan import Schedule
from aqe.campaign.drafting.worker_pair import WorkerPair, workers_of
from aqe.campaign.explanation.search import effort_of, explain_search, one_sided_lines
from aqe.campaign.options import GenerateOptions
from aqe.campaign.sharing import SubjectShare
from aqe.domain.progress import Progress
from aqe.domain.run import LoadedSubject
from aqe.domain.subject import Subject
from aqe.domain.suite import Suite
from aqe.execution.interpreter import Interpreter
from aqe.generation.archive import Archive, Entry
from aqe.generation.choosing.going_public import public_entries
from aqe.generation.choosing.selection import Pick, cheapest_of_each, cover, shrink
from aqe.generation.choosing.strengthening import Strengthened, strengthen
from aqe.generation.declarations.looks import DeclaredTests
from aqe.generation.exploring.exploration import Budget
from aqe.generation.exploring.search import Search, SearchSettings
from aqe.generation.partitioning.partition_cases import partitioned
from aqe.generation.ports import Runner
from aqe.generation.scenario import Scenario
from aqe.generation.seeding.held_patterns import with_held_patterns
from aqe.generation.seeding.knowledge import learned, teach
from aqe.generation.seeding.recognised import recognised
from aqe.generation.seeding.unshaped import unshaped
from aqe.generation.techniques import Technique
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

__all__ = ["SubjectCampaign"]

_EXECUTIONS_A_SECOND = 600
"""Executions that a budget in seconds allows, so that time rarely cuts a search."""
_SEARCH_AT_LEAST = 0.2
_SEARCH_AT_MOST = 0.55
"""When a search that still gets on has to end: what it reaches is worth more than mutants of the rest."""
_SEARCH_UNTIL, _SHRINK_UNTIL, _PARTITION_UNTIL, _STRENGTHEN_UNTIL = 0.36, 0.41, 0.56, 0.68
_PARTITION_AT_MOST = 0.62
"""When neighbours of inputs end in any case."""
_ROUTES_UNTIL, _ROUTES_AT_LEAST, _ROUTES_AT_MOST = 0.39, 0.015, 0.43
"""When the search for public calls in the place of direct calls of private code ends, what it gets even
where that time has come, and when it ends in any case."""
_STRENGTHEN_AT_LEAST = 0.12
"""Share of the budget that mutants get even where the tests are so many that nothing seems to be left; half
of it where their verification alone takes much of the time."""
_PARTITION_AT_LEAST = 0.12
"""Where callables are many, their choice ends late: with less, each would get two or three neighbours."""
_TEST_S, _USUAL_TESTS = 0.009, 40
"""What one more test adds to the verification, and for how many the plan leaves time."""
_PARTITION_SHARE = 1.0
"""Of the executions, for neighbours of inputs that work."""
_SUSPECTS_UNTIL = 0.9
_MOST_MUTANTS = 120
"""Counted ones that are tried first."""
_RUNS_FOR_MUTANTS, _RUNS_AT_LEAST = 20, 16_000
"""Runs that may be asked for while inputs against mutants are looked for, where executions are limited and
time is not: so many for each execution that the search may take, and so many in any case."""
_SAMPLES = 8
"""Texts that match a pattern, each by another way through it."""
_MOST_AGAINST_MUTANTS = 90


class SubjectCampaign:
    """Runs the stages for one subject."""

    def __init__(
        self,
        located: Located,
        options: GenerateOptions,
        interpreter: Interpreter,
        *,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
        changed: frozenset[str] | None = None,
        covered: Callable[[LoadedSubject], frozenset[int]] = lambda loaded: frozenset(),
        noticed: frozenset[str] = frozenset(),
        started: float | None = None,
        test_files: Sequence[Path] = (),
        bytecode: Path | None = None,
        share: SubjectShare | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._located = located
        self._options = options
        self._interpreter = interpreter
        self._progress = progress
        self._cancelled = cancelled
        self._changed = changed
        self._covered = covered
        self._noticed = noticed
        self._test_files = tuple(test_files)
        self._bytecode = bytecode
        self._share = share or SubjectShare()
        self._clock = clock
        self._printer = Printer()
        self.meter = Meter(clock)
        """What each phase took and did so far."""
        begun = clock() if started is None else started
        self.schedule = Schedule(begun, options.budget_s, options.executions is None, clock)

    # -- the stages ------------------------------------------------------------------------------

    def workers(self) -> WorkerPair:
        """Two new workers of the subject, not started yet."""
        return workers_of(self._located, self._options, self._interpreter, self._bytecode)

    def draft(self) -> Draft:
        """Everything up to the choice of the tests.

        Raises:
            SourceError: the subject cannot be read, parsed or imported.
            ExecutionError: no worker could be started.
        """
        self.say("analyse")
        located = self._located
        with self.workers() as workers:
            workers.start()
            subject = analyse(
                located.path,
                module=located.module,
                import_root=located.import_root,
                package_files=located.package_files,
                test_files=self._test_files,
                search_path=self._interpreter.search_path,
                shared=self._share.files,
            )
            self.end("analyse")
            self.say("import")
            loaded = workers.loaded(self._cancelled)
            self.end("import")
            return self._searched(subject, loaded, workers)

    def _searched(self, subject: Subject, loaded: LoadedSubject, workers: WorkerPair) -> Draft:
        options, budget = self._options, self._budget()
        first = self.meter.of(workers.first)
        if self.schedule.is_capped and workers.first.is_forking:
            self._hurry = self._clock
        texts = partial(samples, limit=_SAMPLES)
        if Technique.TEXT_SHAPES in options.without:
            subject = unshaped(subject)
        subject = with_held_patterns(subject, loaded.patterns, texts)
        search = self._search(subject, loaded, first, budget)
        covered = self._covered(loaded)
        search.archive.covered |= covered
        examples = self._documented(search)
        teach(search, self._share.known)
        archive = search.run([*examples, *prepared_scenarios(subject)])
        self._share.hand_on(learned(search.book))
        self._late = budget.put_off_s / options.budget_s
        self.end("search" if self._is_seeded else "seed")
        laws = screened_laws(
            search, options, self._interpreter, only=self._changed, is_over=self._is_over
        )
        self._strengthen_until = laws.time_for_mutants(_STRENGTHEN_UNTIL)
        second = workers.second()
        replayer = Replayer(
            first,
            first if second is workers.first else self.meter.of(second),
            search.exploration.program,
        )
        effort = effort_of(search)
        shown = replayer.observed(examples)
        contradictions = disagreements(examples, subject, shown)
        entries = search.seeder.surroundings.weighed(replayed(archive, replayer))
        if Technique.PRIVATE not in options.without:
            until = self.schedule.until(
                _ROUTES_UNTIL + self._late,
                at_least=_ROUTES_AT_LEAST,
                at_most=_ROUTES_AT_MOST + self._late,
            )
            entries += public_entries(
                search,
                entries,
                observe=replayer.observed,
                is_over=lambda: self._is_over(until),
            )
        picks = cover(entries, _wanted(entries, archive, covered | loaded.reached_by_import))
        picks = shrink(
            picks, search.exploration, is_over=lambda: self._is_over(_SHRINK_UNTIL + self._late)
        )
        self.end("choose")
        partitions = self._partitions(search, picks, entries, budget, covered)
        partitions += self._examples(picks, agreeing(examples, subject, shown))
        self.end("partitions")
        declared = self._declared(search, replayer)
        if not picks and not covered and declared is not None and self._changed is None:
            partitions += [*declared.main(), *cheapest_of_each(entries, subject)]
        strengthened = self._strengthened(
            search, picks, partitions, entries, replayer, archive, declared
        )
        self.end("mutants")
        strengthened, reaches = refined(
            search,
            strengthened,
            {each.scenario: each.reaches for each in picks},
            entries,
            replayer,
            endings=self._endings,
            constants=self._constants(subject),
            schedule=self.schedule,
            is_over=self._is_over,
            end=self.end,
        )
        cases = final_cases(strengthened, reaches, replayer, search)
        suspects = find_suspects(
            subject,
            archive,
            search.exploration,
            is_over=lambda: self.schedule.is_over(_SUSPECTS_UNTIL) or self._cancelled(),
        )
        cases = without_suspects(cases, suspects)
        if options.count is not None:
            cases = cases[: options.count]
        cases, mutants = told_apart_again(
            strengthened.results,
            cases,
            first,
            search.exploration.printer,
            is_cancelled=lambda: self._is_over(_SUSPECTS_UNTIL - self._verifying(len(cases))),
            clock=self._hurry,
        )
        # What only chooses tests has done so.
        mutants = tuple(each for each in mutants if each.mutant.is_counted)
        self.end("assert")
        findings = laws.concluded(mutants, cases)
        if findings is not None:
            self.end("laws")
        explanation = explain_search(search, effort.stopped)
        return Draft(
            subject=subject,
            loaded=loaded,
            suite=Suite(subject.module, tuple(cases), options.seed),
            mutants=mutants,
            mutants_drawn=strengthened.drawn,
            executions=self.meter.executions,
            cut_by_time=budget.was_cut or self._was_cut,
            reached_share=archive.share,
            explanation=explanation,
            effort=effort,
            one_sided=one_sided_lines(search, explanation),
            contradictions=contradictions,
            suspects=suspects,
            laws=findings,
        )

    def _documented(self, search: Search) -> list[Scenario]:
        if Technique.EXAMPLES in self._options.without:
            return []
        subject = search.subject
        made = (
            recognised(each, subject, search.seeder.constructor_called)
            for each in documented_scenarios(subject)
        )
        return [search.seeder.complete(each) for each in made]

    def _budget(self) -> Budget:
        options = self._options
        return Budget(
            executions=options.executions or int(options.budget_s * _EXECUTIONS_A_SECOND),
            deadline=self.schedule.deadline(_SEARCH_UNTIL, at_least=_SEARCH_AT_LEAST),
            latest=self.schedule.deadline(_SEARCH_AT_MOST),
            clock=self._clock,
            is_cancelled=self._cancelled,
        )

    def _search(
        self, subject: Subject, loaded: LoadedSubject, runner: Runner, budget: Budget
    ) -> Search:
        options = self._options
        return Search(
            subject,
            loaded,
            runner,
            printer=lambda candidate: self._printer.program(candidate, subject.module),
            parse=parse_literal,
            sample=partial(samples, limit=_SAMPLES),
            budget=budget,
            settings=SearchSettings(
                seed=options.seed,
                only=self._changed,
                target=options.coverage_target,
                without=options.without,
            ),
            symbols=symbol_finder(subject),
            on_progress=self._on_search,
        )

    _was_cut = False
    _hurry: Callable[[], float] | None = None
    """The clock, where portions of mutants are to be sized by the time that they take."""
    _late = 0.0
    """Share of the budget by which the end of the search was put off."""
    _strengthen_until = _STRENGTHEN_UNTIL
    _endings = Endings.behind(_STRENGTHEN_UNTIL, at_most=_SUSPECTS_UNTIL)

    def _is_over(self, share: float) -> bool:
        over = self.schedule.is_over(share)
        if over:
            self._was_cut = True
        return over or self._cancelled()

    def _partitions(
        self,
        search: Search,
        picks: Sequence[Pick],
        entries: Sequence[Entry],
        budget: Budget,
        tested: frozenset[int],
    ) -> list[Scenario]:
        """Cases for input families, in a share of the executions and of the time."""
        if self._options.count is not None and self._options.count <= len(picks):
            return []
        if Technique.FAMILIES in self._options.without:
            return []
        until = self.schedule.until(
            _PARTITION_UNTIL + self._late - self._verifying(len(picks)),
            at_least=_PARTITION_AT_LEAST,
            at_most=min(_PARTITION_AT_MOST + self._late, _SUSPECTS_UNTIL - _STRENGTHEN_AT_LEAST),
        )
        cases = partitioned(
            search,
            entries,
            [each.scenario for each in picks],
            executions=int(budget.executions * _PARTITION_SHARE),
            tested=tested,
            is_over=lambda: self._is_over(until),
        )
        return [each.scenario for each in cases]

    def _examples(
        self, picks: Sequence[Pick], documented: Sequence[Scenario]
    ) -> Sequence[Scenario]:
        """The documented examples that were not picked, unless the user counts tests or asked for changed
        code alone."""
        if self._options.count is not None or self._changed is not None:
            return ()
        known = {each.scenario for each in picks}
        return [each for each in documented if each not in known]

    def _verifying(self, tests: int) -> float:
        """The share of the budget that the verification of some tests takes besides its usual time."""
        return _TEST_S * max(0, tests - _USUAL_TESTS) / self._options.budget_s

    def _declared(self, search: Search, replayer: Replayer) -> DeclaredTests | None:
        if Technique.DECLARATIONS in self._options.without:
            return None
        subject = search.subject
        return DeclaredTests(
            subject,
            search.archive.loaded,
            (
                *declarations_of(subject.source, subject.module),
                *aliases_of(subject.source, subject.module, dict(subject.names), subject.exports),
            ),
            parse=parse_literal,
            sample=search.sample,
            observe=replayer.observed,
        )

    def _strengthened(
        self,
        search: Search,
        picks: Sequence[Pick],
        partitions: Sequence[Scenario],
        entries: Sequence[Entry],
        replayer: Replayer,
        archive: Archive,
        declared: DeclaredTests | None,
    ) -> Strengthened:
        chosen = [each.scenario for each in sorted(picks, key=lambda each: each.cost)]
        chosen += partitions
        found = mutants_to_try(
            search.subject,
            archive,
            self._options,
            only=self._changed,
            noticed=self._noticed,
            in_tables=not picks,
        )
        if not found:
            return Strengthened(chosen)
        mutants = mixed(found, _MOST_MUTANTS)
        # More tests take longer to be verified.
        expected = self._verifying(len(chosen))
        until = self.schedule.until(
            self._strengthen_until - expected,
            at_least=max(_STRENGTHEN_AT_LEAST - expected / 2, _STRENGTHEN_AT_LEAST / 2),
            at_most=_SUSPECTS_UNTIL,
        )
        self._endings = Endings.behind(until, at_most=_SUSPECTS_UNTIL)
        is_spent = self._spending()
        self.say("mutants", tests=len(chosen), coverage=archive.share)
        return strengthen(
            search,
            chosen,
            sorted(entries, key=lambda each: (each.cost, each.number))[:_MOST_AGAINST_MUTANTS],
            mutants,
            later=batches(found, mutants),
            last=mutants_in_tables(
                search.subject,
                archive,
                self._options,
                done=found,
                only=self._changed,
                noticed=self._noticed,
            )
            if picks
            else (),
            constants=self._constants(search.subject),
            doubted=frozenset(each.scenario for each in entries if each.run.lasting),
            declared=declared.near if declared is not None else lambda mutants: (),
            is_stable=replayer.is_stable,
            clock=self._hurry,
            is_spent=is_spent,
            is_over=lambda: self._is_over(until),
        )

    def _spending(self) -> Callable[[], bool]:
        """Tells whether the runs that mutants may take are used up; never where time limits them."""
        executions = self._options.executions
        if executions is None:
            return lambda: False
        last = self.meter.asked + max(_RUNS_AT_LEAST, _RUNS_FOR_MUTANTS * executions)
        return lambda: self.meter.asked >= last

    def _constants(self, subject: Subject) -> Constants | None:
        if Technique.PLANTING in self._options.without:
            return None
        return Constants(subject.source, partial(samples, limit=_SAMPLES))

    # -- small things ----------------------------------------------------------------------------

    def say(
        self,
        phase: str,
        *,
        tests: int | None = None,
        coverage: float | None = None,
        mutants: float | None = None,
    ) -> None:
        """Tell the face what is going on."""
        self._progress(
            Progress(
                self._located.module,
                phase,
                tests,
                coverage,
                mutants,
                self._clock() - self.schedule.started,
            )
        )

    def _on_search(self, phase: str, archive: Archive) -> None:
        if phase == "search" and not self._is_seeded:
            self._is_seeded = True
            self.end("seed")
        self.say(phase, tests=len(archive.kept), coverage=archive.share)

    _is_seeded = False

    def end(self, phase: str) -> None:
        """Note how long a phase took and what it did."""
        self.meter.end(phase)


def _wanted(
    entries: Sequence[Entry], archive: Archive, elsewhere: frozenset[int]
) -> frozenset[int]:
    """The goals that tests are chosen for: those that entries reach, and nothing else does."""
    reached = frozenset(goal for entry in entries for goal in entry.run.goals)
    return frozenset(goal for goal in reached - elsewhere if goal in archive.goals)
