"""Where proposed tests are run: fresh processes behind the walls, within the time that is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from aqe.campaign.hybrid.first_look import (
    STRIKES,
    TEST_S,
    FirstLook,
    Shown,
    first_look,
    look_limits,
    not_passed,
)
from aqe.domain.mutant import Mutant, MutantState
from aqe.domain.proposal import ProposedTest
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.errors import AqeError
from aqe.execution.interpreter import Interpreter
from aqe.execution.limits import Limits
from aqe.execution.looks import Looked, LookOutcome, can_look, look_at
from aqe.execution.suites import (
    RUNS,
    SuiteRequest,
    Verification,
    run_mutants_with_suite,
    run_suite,
    verify_suite,
)
from aqe.execution.temporary import temporary_folder
from aqe.generation.llm.dependence import telling_lines
from aqe.syntax.python.model_tests import print_alone

__all__ = ["PROPOSED", "Bench", "Shown", "TrialRun"]

PROPOSED = "test_proposed_"
"""Files of proposed tests begin so."""

_TESTS_S = 10.0
"""What the tests of an answer may take together, beside starting and collecting them."""
_COLLECT_S = 5.0
_COLLECT_FACTOR = 3.0
"""How much longer than the suite of the search, run as a whole, collecting a few tests may take."""
_MUTANTS_S = 60.0
_PASSED_S = 0.05
"""For each test that passes, judging may take so much longer: it is not what time is lost with."""
_LOOK_SHARE = 0.4
"""Of what starting pytest takes, that a first look is expected to take before there was one."""
_TELLS_NOTHING = "it evaluated no assertion that depends on the code under test"
_BRIEF = ("--tb=native", "--show-capture=no")


@dataclass(frozen=True, slots=True)
class TrialRun:
    """What the tests of one answer showed."""

    shown: Mapping[int, Shown] = field(default_factory=dict)
    """By the place of the test."""
    coverage: FileCoverage | None = None
    run: RecordedRun | None = None
    stopped: str = ""
    """Why not all ran; empty where they did."""


@dataclass(slots=True)
class Bench:
    """Runs proposed tests of one subject."""

    interpreter: Interpreter
    source: Path
    module: str
    search_path: tuple[Path, ...]
    limits: Limits
    clock: Callable[[], datetime]
    new_run_id: Callable[[], str]
    seed: int
    bytecode: Path | None
    left_s: Callable[[], float | None]
    """Seconds that judging may still take; None without a limit."""
    is_cancelled: Callable[[], bool]
    own: frozenset[str] = frozenset()
    """Names that the subject defines."""
    usual_s: float = 1.0
    """What the suite of the search takes as a whole, in a process of its own."""
    start_s: float = 1.0
    """Of it, what is not spent in tests."""
    slowest_s: float = 0.0
    """What its slowest test takes."""
    can_look: bool = field(default_factory=can_look)
    """Whether a first look at tests is possible without pytest."""
    _look_s: float | None = None
    _passed: int = 0
    _granted_s: float = 0.0
    _has_start: bool = False
    """Whether the answer that is judged was granted a start already."""
    _finished_s: float = 0.0
    _begun: float | None = None

    def used_s(self) -> float:
        """Seconds that judging took so far, the judgement that is going on included."""
        running = 0.0 if self._begun is None else time.monotonic() - self._begun
        return self._finished_s + running

    def counted_s(self) -> float:
        """Of it, what counts: not what tests that pass were granted."""
        return self.used_s() - _PASSED_S * self._passed - self._granted_s

    @property
    def collect_s(self) -> float:
        """What starting a process and collecting tests in it may take."""
        return max(_COLLECT_S, _COLLECT_FACTOR * self.usual_s)

    @property
    def least_s(self) -> float:
        """What judging a worthless answer takes at least."""
        if not self.can_look:
            return self.start_s
        return _LOOK_SHARE * self.start_s if self._look_s is None else self._look_s

    @contextmanager
    def judging(self) -> Iterator[None]:
        """What goes on inside counts as judging."""
        if self._begun is not None:
            yield
            return
        self._begun = time.monotonic()
        try:
            yield
        finally:
            self._finished_s, self._begun = self.used_s(), None

    def is_over(self) -> bool:
        """Whether to give up."""
        left_s = self.left_s()
        return self.is_cancelled() or (left_s is not None and left_s <= 0)

    def tried(
        self,
        tests: Sequence[ProposedTest],
        mutants: Sequence[Mutant],
        is_good: Callable[[Mapping[int, Shown], FileCoverage], bool] = lambda shown, file: True,
    ) -> TrialRun:
        """Run each test once, in a file of its own, and those that pass against the mutants.

        Files of their own keep one answer's wrong import from the tests beside it. Before pytest is
        started, a first look tells whether any of them may pass.

        Args:
            tests: Of one answer.
            mutants: That nothing noticed so far.
            is_good: Whether what the tests reach is worth something already. Where it is not, mutants are run
                for as long as starting a process takes.
        """
        with self.judging(), temporary_folder("verify") as folder:
            return self._tried(folder, tests, mutants, is_good)

    def verified(self, files: Mapping[str, str]) -> Verification:
        """The usual verification of several files together."""
        with self.judging(), temporary_folder("verify") as folder:
            paths = []
            for name, text in files.items():
                path = folder / name
                path.write_text(text, encoding="utf-8")
                paths.append(path)
            # The suite of the search is among them, and several processes run at once.
            request = self._request(folder, tuple(paths), _TESTS_S + 3 * self.usual_s)
            return verify_suite(
                replace(request, coverage_of=(self.source,)),
                run_ids=[self.new_run_id() for _ in range(RUNS)],
                clock=self.clock,
                seed=self.seed,
                cancelled=self.is_over,
            )

    def _tried(
        self,
        folder: Path,
        tests: Sequence[ProposedTest],
        mutants: Sequence[Mutant],
        is_good: Callable[[Mapping[int, Shown], FileCoverage], bool],
    ) -> TrialRun:
        paths = []
        telling: list[list[range]] = []
        for place, test in enumerate(tests):
            path, text = folder / _name(place), print_alone(test)
            path.write_text(text, encoding="utf-8")
            paths.append(path)
            telling.append(telling_lines(text, test, self.module, self.own))
        self._has_start = False
        look = self._looked_at(folder, tests, paths)
        if len(look.shown) == len(tests):
            return TrialRun(look.shown, stopped=look.stopped)
        wanted = [place for place in range(len(tests)) if place not in look.shown]
        strikes: list[str] = []
        passing: list[str] = []
        done: set[str] = set()

        def watch(outcome: TestOutcome) -> None:
            done.add(outcome.test.partition("::")[0])
            if _is_strike(outcome):
                strikes.append(outcome.test)
            if outcome.outcome is Outcome.PASSED:
                self._grant(is_first=not passing)
                passing.append(outcome.test)

        def is_enough() -> bool:
            if len(strikes) >= STRIKES or self.is_cancelled():
                return True
            return self.is_over() and not (passing and len(done) == len(wanted))

        request = replace(
            self._request(folder, tuple(paths[each] for each in wanted), _TESTS_S),
            coverage_of=(self.source, *(paths[each] for each in wanted)),
            contexts=True,
            branch_contexts=True,
            trial_of=self.module,
            timeout_s=self.collect_s + _TESTS_S,
        )
        run = run_suite(
            request,
            run_id=self.new_run_id(),
            clock=self.clock,
            on_outcome=watch,
            cancelled=is_enough,
        )
        stopped = self._why_stopped(run, strikes, len(wanted))
        files = {each.path: each for each in run.coverage or ()}
        coverage = next((each for name, each in files.items() if not _is_proposed(name)), None)
        shown = {**_shown(run, coverage, wanted, stopped), **look.shown}
        for place, spans in enumerate(telling):
            if shown[place].passed and not _all_tell(run, files, _name(place), spans):
                is_measured = coverage is not None
                reason = _TELLS_NOTHING if is_measured else "it was not measured to the end"
                shown[place] = Shown(False, reason)
        passed = [place for place, each in shown.items() if each.passed]
        if passed and coverage is not None and not is_good(shown, coverage) and mutants:
            self._granted_s += self.start_s
        if mutants and passed and not self.is_over():
            kills = self._kills(folder, [paths[each] for each in passed], mutants)
            for place in passed:
                found = kills.get(paths[place].name, frozenset())
                shown[place] = replace(shown[place], kills=found)
        return TrialRun(shown, coverage, run, stopped)

    def _looked_at(
        self, folder: Path, tests: Sequence[ProposedTest], paths: Sequence[Path]
    ) -> FirstLook:
        """What can be said of the tests without pytest; nothing where nobody can look."""
        if not self.can_look:
            return FirstLook()
        left_s = self.left_s()
        limits = look_limits(left_s, self.start_s, self.slowest_s, self.collect_s, _TESTS_S)
        passing: list[int] = []

        def watch(place: int, looked: Looked) -> None:
            if looked.outcome is LookOutcome.PASSED:
                self._grant(is_first=not passing)
                passing.append(place)

        begun = time.monotonic()
        looked = look_at(
            replace(self._request(folder, tuple(paths), _TESTS_S), trial_of=self.module),
            [(path, test.name) for path, test in zip(paths, tests, strict=True)],
            limits,
            on_look=watch,
            cancelled=self.is_over,
        )
        self._look_s = time.monotonic() - begun
        return first_look(looked, len(tests), limits, self._why_over())

    def _grant(self, *, is_first: bool) -> None:
        """A test passed: it is to be measured to the end."""
        self._granted_s += self.start_s if is_first and not self._has_start else 0.0
        self._has_start = True
        self._passed += 1

    def _why_stopped(self, run: RecordedRun, strikes: Sequence[str], tests: int) -> str:
        if dict(run.attributes).get("ended") == "uncollected":
            return f"collecting its tests took longer than {self.collect_s:.0f} s"
        files = {each.test.partition("::")[0] for each in run.outcomes}
        # One may have taken the whole run along.
        if len(strikes) >= STRIKES or (strikes and len(files) < tests):
            return f"{len(strikes)} of its tests hang or end the process"
        return self._why_over() if self.is_cancelled() or len(files) < tests else ""

    def _why_over(self) -> str:
        if self.is_cancelled():
            return "interrupted"
        return "the time for judging was over" if self.is_over() else ""

    def _kills(
        self, folder: Path, paths: Sequence[Path], mutants: Sequence[Mutant]
    ) -> dict[str, frozenset[str]]:
        """Mutants by the file of the test that notices them first; none where that cannot be said."""
        left_s = self.left_s()
        try:
            results = run_mutants_with_suite(
                self._request(folder, tuple(paths), _MUTANTS_S),
                mutants,
                self.source,
                self.module,
                budget_s=_MUTANTS_S if left_s is None else max(0.1, min(_MUTANTS_S, left_s)),
                cancelled=self.is_over,
            )
        except AqeError:
            return {}
        found: dict[str, set[str]] = {}
        for each in results:
            if each.state is MutantState.KILLED and each.killed_by:
                name = each.killed_by[0].partition("::")[0]
                found.setdefault(name, set()).add(each.mutant.id)
        return {name: frozenset(kills) for name, kills in found.items()}

    def _request(self, folder: Path, paths: tuple[Path, ...], tests_s: float) -> SuiteRequest:
        left_s = self.left_s()
        timeout_s = self.collect_s + tests_s
        return SuiteRequest(
            interpreter=self.interpreter,
            root=folder,
            paths=paths,
            search_path=self.search_path,
            coverage_of=None,
            hash_seed=0,
            shuffle_seed=None,
            timeout_s=timeout_s if left_s is None else max(0.1, min(timeout_s, left_s)),
            walls=True,
            kind=RunKind.VERIFY,
            test_timeout_s=TEST_S,
            collect_timeout_s=self.collect_s,
            extra=_BRIEF,
            bytecode=self.bytecode,
            limits=self.limits,
        )


def _name(place: int) -> str:
    return f"{PROPOSED}{place:03}.py"


def _is_proposed(path: str) -> bool:
    return path.startswith(PROPOSED)


def _all_tell(
    run: RecordedRun, files: Mapping[str, FileCoverage], name: str, spans: Sequence[range]
) -> bool:
    """Whether each row of a test evaluated an assertion that rests on the subject."""
    ran = dict(files[name].tests) if name in files else {}
    tests = [each.test for each in run.outcomes if each.test.partition("::")[0] == name]
    return all(any(line in span for line in ran.get(test, ()) for span in spans) for test in tests)


def _is_strike(outcome: TestOutcome) -> bool:
    return (
        outcome.outcome is Outcome.TIMEOUT
        or "took longer than" in outcome.message
        or "ended the process" in outcome.message
    )


def _shown(
    run: RecordedRun, coverage: FileCoverage | None, places: Sequence[int], stopped: str
) -> dict[int, Shown]:
    lines = dict(coverage.tests) if coverage is not None else {}
    branches = dict(coverage.test_branches) if coverage is not None else {}
    by_file: dict[str, list[TestOutcome]] = {}
    for each in run.outcomes:
        by_file.setdefault(each.test.partition("::")[0], []).append(each)
    found: dict[int, Shown] = {}
    for place in places:
        outcomes = by_file.get(_name(place), [])
        bad = next((each for each in outcomes if each.outcome is not Outcome.PASSED), None)
        if not outcomes:
            found[place] = Shown(
                False, f"it did not run: {stopped}" if stopped else "it did not run"
            )
        elif bad is not None:
            found[place] = not_passed(bad.message, bad.detail, str(bad.outcome))
        else:
            names = [each.test for each in outcomes]
            found[place] = Shown(
                True,
                lines=frozenset(line for name in names for line in lines.get(name, ())),
                branches=frozenset(arc for name in names for arc in branches.get(name, ())),
                tests=len(names),
            )
    return found
