"""Runs the project's own suite once and records it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from aqe.campaign.project import Wiring, project_sources, suite_request
from aqe.campaign.running import run_tasks
from aqe.campaign.scope import (
    is_whole_suite,
    joined,
    scope_of_run,
    scope_of_sources,
    scope_of_tests,
)
from aqe.domain.measure import Measure, confined
from aqe.domain.progress import Progress
from aqe.domain.run import SELECTION, RecordedRun, RunKind, TestOutcome
from aqe.errors import EvidenceError
from aqe.evidence.coverage import coverage_measures
from aqe.evidence.outcomes import BROKEN, outcome_measures
from aqe.evidence.timing import slowest, timing_measures
from aqe.execution.suites import run_suite

__all__ = ["TestOptions", "TestReport", "run_tests"]

_UNKNOWN_OPTIONS = "error: unrecognized arguments"


@dataclass(frozen=True, slots=True)
class TestOptions:
    """What to run."""

    __test__ = False

    root: Path
    paths: tuple[Path, ...] = ()
    """Test files, folders or node ids; empty for what the project configures."""
    coverage: bool = True
    coverage_of: tuple[Path, ...] | None = None
    """Files and folders to measure; None for all sources of the project."""
    contexts: bool = False
    """Whether to record which test ran which line."""
    python: str | None = None
    timeout_s: float = 3600.0
    test_timeout_s: float | None = 300.0
    slowest: int = 10
    extra: tuple[str, ...] = ()
    """Further arguments for pytest."""


@dataclass(frozen=True, slots=True)
class TestReport:
    """What the run showed."""

    __test__ = False

    run: RecordedRun
    measures: tuple[Measure, ...]
    slowest: tuple[TestOutcome, ...]
    broken: tuple[TestOutcome, ...]
    """Tests that failed, had an error or took too long."""
    interrupted: bool


def run_tests(options: TestOptions, wiring: Wiring) -> TestReport:
    """Runs the suite as its owner would, measures it and records the run.

    Raises:
        UsageError: A path does not exist.
        ExecutionError: The interpreter cannot be used.
        EvidenceError: Nothing ran, though nobody interrupted it.
    """
    request = suite_request(
        options.root,
        options.paths,
        wiring,
        kind=RunKind.TEST,
        python=options.python,
        timeout_s=options.timeout_s,
        test_timeout_s=options.test_timeout_s,
        coverage_of=_measured(options),
        contexts=options.contexts,
        extra=options.extra,
    )
    run_id = wiring.store.new_run_id()
    runs: list[RecordedRun] = []
    count = 0

    def tell(outcome: TestOutcome) -> None:
        nonlocal count
        count += 1
        wiring.progress(Progress("suite", "test", tests=count, message=outcome.test))

    interrupted = run_tasks(
        [
            lambda cancelled: run_suite(
                request, run_id=run_id, clock=wiring.clock, on_outcome=tell, cancelled=cancelled
            )
        ],
        jobs=1,
        cancelled=wiring.cancelled,
        on_done=runs.append,
    )
    run = replace(runs[0], attributes=(*runs[0].attributes, *_selection(options)))
    if not run.outcomes:
        run = replace(run, coverage=None)  # no test covered anything, whatever was imported
    wiring.store.record_run(run)
    if not run.outcomes and not interrupted:
        raise nothing_ran(run)
    measures = _measures(run, options)
    if not interrupted:
        wiring.store.record_measures(measures)
    return TestReport(
        run=run,
        measures=measures,
        slowest=slowest(run, options.slowest),
        broken=tuple(each for each in run.outcomes if each.outcome in BROKEN),
        interrupted=interrupted,
    )


def nothing_ran(run: RecordedRun) -> EvidenceError:
    """The error for a suite of which not one test has an outcome."""
    if run.exit_code == 5 or not run.notes:
        return EvidenceError(
            "the suite has no tests",
            hint="name the files that hold them, or write some with: aqe test generate PATH",
            slug="no-tests",
        )
    hint = "repair what the message names; the same command by hand: " + " ".join(run.command)
    if _UNKNOWN_OPTIONS in run.notes[-1]:
        plug_in = "pytest-cov" if "--cov" in run.notes[-1] else "the plug-in that they belong to"
        hint = (
            f"these options stand in the project's pytest configuration; install {plug_in} for"
            f" {run.command[0]}, or take them out"
        )
    return EvidenceError(f"no test ran: {run.notes[-1]}", hint=hint, slug="suite-broken")


def _measures(run: RecordedRun, options: TestOptions) -> tuple[Measure, ...]:
    """What the run shows, confined to the part of the project that it was about."""
    tests = scope_of_run(run, scope_of_tests(options.paths, options.root))
    sources = ""
    if options.coverage_of is not None:
        sources = scope_of_sources(options.coverage_of, options.coverage_of, options.root)
    return (
        *confined((*outcome_measures(run), *timing_measures(run)), tests),
        *confined(coverage_measures(run), joined(sources, tests)),
    )


def _selection(options: TestOptions) -> tuple[tuple[str, str], ...]:
    if is_whole_suite(options.paths, options.root):
        return ()
    root = options.root
    paths = [
        path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        for path in options.paths
    ]
    return ((SELECTION, shlex.join(paths)),)


def _measured(options: TestOptions) -> tuple[Path, ...] | None:
    if not options.coverage:
        return None
    if options.coverage_of is not None:
        return options.coverage_of
    return project_sources(options.root) or None
