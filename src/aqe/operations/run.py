"""``test.run``: the project's own suite, once, measured and recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.campaign.tests import TestOptions, TestReport, run_tests
from aqe.domain.measure import Measure
from aqe.domain.run import Outcome, TestOutcome
from aqe.errors import AqeError, UsageError
from aqe.operations.evidence import report_of
from aqe.operations.figures import FileFigures, figures_of
from aqe.operations.files import check_writable, write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.operations.wiring import patient_ledger, wiring_of
from aqe.report import ReportFormat, render

__all__ = ["RUN", "RunRequest", "RunResult", "run"]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to run; None stands for the project's setting."""

    paths: tuple[Path, ...] = ()
    """Test files, folders or node ids; without one, what the project's pytest configuration says."""
    coverage: bool = True
    """Whether to measure coverage."""
    sources: tuple[Path, ...] = ()
    """Code whose coverage is measured; by default all of the project's own."""
    timeout_s: float | None = field(default=None, metadata=within(1, 86_400))
    """Seconds until the whole suite is stopped."""
    slowest: int = field(default=5, metadata=within(0))
    """Number of slow tests to name."""
    python: str | None = None
    """Interpreter of the project."""
    junit: Path | None = None
    """File to write JUnit XML to."""
    cobertura: Path | None = None
    """File to write Cobertura XML to."""
    lcov: Path | None = None
    """File to write LCOV to."""
    html: Path | None = None
    """File to write a self-contained page to."""
    sarif: Path | None = None
    """File to write SARIF to."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What the run showed."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    run: str
    """Id of the recorded run."""
    exit_code: int | None
    """Of pytest; None when it was killed."""
    duration_s: float
    outcomes: dict[str, int]
    """Number of tests per outcome."""
    broken: tuple[TestOutcome, ...]
    """Tests that failed, had an error or ran out of time."""
    slowest: tuple[TestOutcome, ...]
    measures: tuple[Measure, ...]
    files: tuple[FileFigures, ...] | None
    """Coverage per file; None when it was not measured."""
    notes: tuple[str, ...]
    interrupted: bool
    written: tuple[Path, ...] = ()
    """Files that were written."""
    recorded: bool = True
    """Whether the state could take the run; the gate knows only what is recorded."""

    @property
    def status(self) -> Status:
        """Findings for broken tests; inconclusive where the suite ended badly, or without a record."""
        if self.interrupted:
            return Status.INTERRUPTED
        if self.broken:
            return Status.FINDINGS
        return Status.OK if self.exit_code == 0 and self.recorded else Status.INCONCLUSIVE


def run(request: RunRequest, services: Services) -> RunResult:
    """Run the suite.

    Raises:
        UsageError: A path does not exist.
        ExecutionError: The interpreter cannot be used.
        EvidenceError: Nothing ran.
    """
    settings = services.settings
    timeout_s = request.timeout_s if request.timeout_s is not None else settings.test.timeout_s
    options = TestOptions(
        root=services.root,
        paths=tuple(map(services.place, request.paths)),
        coverage=request.coverage,
        coverage_of=tuple(map(services.path, request.sources)) or None,
        python=request.python or settings.generate.python,
        timeout_s=timeout_s,
        slowest=request.slowest,
    )
    _check_outputs(request, services)
    ledger = patient_ledger(services)
    report = run_tests(options, wiring_of(services, ledger))
    written = _written(request, report, services)
    return _result(report, written, recorded=not ledger.notes)


def _result(report: TestReport, written: tuple[Path, ...], *, recorded: bool) -> RunResult:
    run = report.run
    counts = {each.value: sum(one.outcome is each for one in run.outcomes) for each in Outcome}
    files = None if run.coverage is None else tuple(figures_of(each) for each in run.coverage)
    return RunResult(
        run=run.id,
        exit_code=run.exit_code,
        duration_s=run.duration_s,
        outcomes=counts,
        broken=report.broken,
        slowest=report.slowest,
        measures=report.measures,
        files=files,
        notes=run.notes,
        interrupted=report.interrupted,
        written=written,
        recorded=recorded,
    )


def _written(request: RunRequest, report: TestReport, services: Services) -> tuple[Path, ...]:
    """The files that were asked for.

    Raises:
        UsageError: One of them cannot be written.
        EvidenceError: A format is about coverage, and none was measured.
    """
    wanted = _wanted(request)
    if not wanted:
        return ()
    recorded = services.store.run(report.run.id) or report.run  # without secrets
    document = report_of(services.store, recorded, services.root)
    try:
        return tuple(
            write_text(services.path(path), render(document, form)) for form, path in wanted
        )
    except AqeError as error:
        error.hint = (
            f"{error.hint or ''}; the run is recorded: `aqe report {report.run.id}` shows it"
        )
        raise


def _check_outputs(request: RunRequest, services: Services) -> None:
    """Refuse, before the suite runs, what could not be written after it."""
    if not request.coverage and (request.cobertura or request.lcov):
        raise UsageError(
            "Cobertura and LCOV are about coverage, which is not to be measured",
            hint="leave out --no-coverage, or --cobertura and --lcov",
            slug="bad-argument",
        )
    check_writable(services.path(path) for _, path in _wanted(request))


def _wanted(request: RunRequest) -> list[tuple[ReportFormat, Path]]:
    asked = {
        ReportFormat.JUNIT: request.junit,
        ReportFormat.COBERTURA: request.cobertura,
        ReportFormat.LCOV: request.lcov,
        ReportFormat.HTML: request.html,
        ReportFormat.SARIF: request.sarif,
    }
    return [(form, path) for form, path in asked.items() if path is not None]


RUN = Operation(
    name="test.run",
    summary="Run the project's tests and record the run.",
    request=RunRequest,
    result=RunResult,
    handler=run,
    writes=True,
    changes=True,
)
