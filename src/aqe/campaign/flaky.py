"""Hunts flaky tests: runs the suite again and again in random order under different hash seeds."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.campaign.project import Wiring, suite_request
from aqe.campaign.running import Cancelled, run_tasks
from aqe.campaign.scope import scope_of_tests
from aqe.campaign.tests import nothing_ran
from aqe.domain.measure import Measure, confined
from aqe.domain.progress import Progress
from aqe.domain.run import Outcome, RecordedRun, RunKind
from aqe.evidence.flakiness import (
    DEFAULT_RATE,
    CauseFound,
    FlakeVerdict,
    TestFlakiness,
    cause_of,
    flakiness,
    flakiness_measures,
    runs_needed,
)
from aqe.execution.suites import SuiteRequest, run_suite

__all__ = ["FlakyOptions", "FlakyReport", "find_flaky"]

DEFAULT_RUNS = 30
"""One more than a test that flips at that rate needs to be found with 95 % confidence."""
_REPEATS = 3
_CONDITION_LIMIT = 5

_Condition = tuple[int, int | None]
"""(hash seed, seed of the order or None for file order)."""


@dataclass(frozen=True, slots=True)
class FlakyOptions:
    """What to run and how often."""

    root: Path
    paths: tuple[Path, ...] = ()
    runs: int = DEFAULT_RUNS
    jobs: int = 1
    """Runs at the same time; suites that share files or ports need one at a time."""
    seed: int = 0
    rate: float = DEFAULT_RATE
    """Flip rate that the runs are to exclude for a test to be called stable."""
    explain: bool = True
    """Whether to rerun under the conditions of differing runs, to tell the cause."""
    python: str | None = None
    timeout_s: float = 3600.0
    """For one run."""
    test_timeout_s: float | None = 300.0
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlakyReport:
    """What all runs together say."""

    tests: tuple[TestFlakiness, ...]
    """In file order."""
    measures: tuple[Measure, ...]
    runs: tuple[str, ...]
    """Ids of the runs that the verdicts rest on."""
    reruns: tuple[str, ...]
    """Ids of the runs that looked for causes."""
    runs_needed: int
    """Runs after which a test that flips at `rate` shows with 95 % confidence."""
    rate: float
    duration_s: float
    interrupted: bool

    @property
    def flaky(self) -> tuple[TestFlakiness, ...]:
        """The flaky tests, those that flip most first."""
        found = [each for each in self.tests if each.verdict is FlakeVerdict.FLAKY]
        return tuple(sorted(found, key=lambda each: (-each.rate, each.test)))


def find_flaky(options: FlakyOptions, wiring: Wiring) -> FlakyReport:
    """Runs the suite many times, records every run and judges every test.

    Raises:
        UsageError: A path does not exist.
        ExecutionError: The interpreter cannot be used.
        EvidenceError: The suite has no tests or does not run.
    """
    begun = time.monotonic()
    request = suite_request(
        options.root,
        options.paths,
        wiring,
        kind=RunKind.FLAKY,
        python=options.python,
        timeout_s=options.timeout_s,
        test_timeout_s=options.test_timeout_s,
        extra=(*options.extra, "--maxfail=0"),
    )
    hunt = _Hunt(options, wiring, request)
    interrupted = hunt.run(list(_conditions(options)), "flaky")
    is_whole = not interrupted
    runs = hunt.complete()
    if not interrupted and not any(run.outcomes for run in runs):
        raise nothing_ran(runs[0])
    tests = flakiness(runs, rate=options.rate)
    reruns: tuple[RecordedRun, ...] = ()
    if options.explain and not interrupted:
        tests, reruns, interrupted = _explained(tests, hunt)
    scope = scope_of_tests(options.paths, options.root)
    measures = confined(flakiness_measures(tests, runs), scope)
    if runs and (is_whole or measures[0].value is not None):
        wiring.store.record_measures(measures)  # what was cut short takes back no earlier hunt
    return FlakyReport(
        tests=tests,
        measures=measures,
        runs=tuple(run.id for run in runs),
        reruns=tuple(run.id for run in reruns),
        runs_needed=runs_needed(options.rate),
        rate=options.rate,
        duration_s=time.monotonic() - begun,
        interrupted=interrupted,
    )


def _conditions(options: FlakyOptions) -> Iterator[_Condition]:
    """File order first, then a new order and a new hash seed each time."""
    yield 0, None
    for number in range(1, max(1, options.runs)):
        yield number, options.seed * 1_000_003 + number


class _Hunt:
    """Runs the suite under conditions and keeps the runs by their condition."""

    def __init__(self, options: FlakyOptions, wiring: Wiring, request: SuiteRequest) -> None:
        self._options = options
        self._wiring = wiring
        self._request = request
        self._begun = time.monotonic()
        self.runs: list[tuple[_Condition, RecordedRun]] = []

    def run(self, conditions: Sequence[_Condition], phase: str) -> bool:
        """Runs the suite once under each; whether that was interrupted."""
        total, first = len(conditions), len(self.runs)

        def done(pair: tuple[_Condition, RecordedRun]) -> None:
            self.runs.append(pair)
            self._wiring.store.record_run(pair[1])
            self._wiring.progress(
                Progress(
                    "suite",
                    phase,
                    tests=len(pair[1].outcomes),
                    elapsed_s=time.monotonic() - self._begun,
                    total=total,
                    index=len(self.runs) - first,
                    message=f"run {len(self.runs) - first} of {total}",
                )
            )

        return run_tasks(
            (self._task(condition) for condition in conditions),
            jobs=self._options.jobs,
            cancelled=self._wiring.cancelled,
            on_done=done,
        )

    def complete(self) -> list[RecordedRun]:
        """Runs that came to their end, those in file order first."""
        ended = [pair for pair in self.runs if ("ended", "cancelled") not in pair[1].attributes]
        ended.sort(key=lambda pair: (pair[0][1] is not None, pair[0][0]))
        return [run for _, run in ended]

    def _task(self, condition: _Condition) -> Callable[[Cancelled], tuple[_Condition, RecordedRun]]:
        hash_seed, order = condition
        request = dataclasses.replace(self._request, hash_seed=hash_seed, shuffle_seed=order)
        run_id = self._wiring.store.new_run_id()

        def task(cancelled: Cancelled) -> tuple[_Condition, RecordedRun]:
            run = run_suite(request, run_id=run_id, clock=self._wiring.clock, cancelled=cancelled)
            return condition, run

        return task


def _explained(
    tests: tuple[TestFlakiness, ...], hunt: _Hunt
) -> tuple[tuple[TestFlakiness, ...], tuple[RecordedRun, ...], bool]:
    """Reruns under the conditions of differing runs: what repeats there has a cause in them."""
    seen = {test: _examples(test, hunt) for test in _flaky_names(tests)}
    wanted = dict.fromkeys(condition for condition, _ in seen.values())
    chosen = list(wanted)[:_CONDITION_LIMIT]
    first = len(hunt.runs)
    same = [condition for condition in chosen for _ in range(_REPEATS)]
    varied = [each for hash_seed, order in chosen for each in ((hash_seed, None), (0, order))]
    interrupted = hunt.run([*same, *(each for each in varied if each not in chosen)], "cause")
    reruns = hunt.runs[first:]
    if interrupted:
        return tests, tuple(run for _, run in reruns), True
    found = tuple(
        _with_cause(each, _cause(each.test, *seen[each.test], reruns))
        if each.test in seen
        else each
        for each in tests
    )
    return found, tuple(run for _, run in reruns), False


def _with_cause(test: TestFlakiness, found: CauseFound) -> TestFlakiness:
    return dataclasses.replace(
        test, cause=found.cause, cause_reruns=found.reruns, cause_reason=found.reason
    )


def _flaky_names(tests: Sequence[TestFlakiness]) -> list[str]:
    return [each.test for each in tests if each.verdict is FlakeVerdict.FLAKY]


def _examples(test: str, hunt: _Hunt) -> tuple[_Condition, Outcome]:
    """A condition under which the test came out as it rarely does, and that outcome.

    Of outcomes that are equally rare the one is taken that is no pass: it is what people look into.
    """
    pairs = [
        (condition, each.outcome)
        for condition, run in hunt.runs
        for each in run.outcomes
        if each.test == test
    ]
    outcomes = [outcome for _, outcome in pairs]
    rare = min(
        dict.fromkeys(outcomes),
        key=lambda each: (outcomes.count(each), each is Outcome.PASSED),
    )
    return next(pair for pair in pairs if pair[1] is rare)


def _cause(
    test: str,
    condition: _Condition,
    outcome: Outcome,
    reruns: Sequence[tuple[_Condition, RecordedRun]],
) -> CauseFound:
    """The cause that the reruns of a test point to."""
    hash_seed, order = condition

    def repeats(wanted: _Condition) -> list[bool]:
        return [
            each.outcome is outcome
            for ran, run in reruns
            if ran == wanted
            for each in run.outcomes
            if each.test == test
        ]

    def without(wanted: _Condition) -> list[bool]:
        return [] if wanted == condition else repeats(wanted)

    return cause_of(repeats(condition), without((hash_seed, None)), without((0, order)))
