"""``coverage.report`` and ``coverage.gaps``: what the last run reached, and what matters most of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aqe.domain.run import RecordedRun
from aqe.errors import EvidenceError, UsageError
from aqe.operations.evidence import SUITE_KINDS, changed_since, report_of, run_named
from aqe.operations.figures import FileFigures, below, figures_of, total_of
from aqe.operations.files import write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.report import ReportFormat, render

__all__ = ["REPORT", "CoverageReportRequest", "CoverageReportResult", "coverage_report"]


@dataclass(frozen=True, slots=True)
class CoverageReportRequest:
    """Which coverage to show."""

    paths: tuple[Path, ...] = ()
    """Files or folders to keep; all by default."""
    run_id: str | None = None
    """Id of a run or the beginning of it; by default the last one that measured coverage."""
    cobertura: Path | None = None
    """File to write Cobertura XML to."""
    lcov: Path | None = None
    """File to write LCOV to."""
    html: Path | None = None
    """File to write a self-contained page to."""


@dataclass(frozen=True, slots=True)
class CoverageReportResult:
    """Coverage per file."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    run: str
    """Id of the run that it was measured in."""
    started_at: str
    total: FileFigures
    files: tuple[FileFigures, ...]
    """Lowest line coverage first."""
    stale: tuple[str, ...] = ()
    """Files that changed since."""
    written: tuple[Path, ...] = ()
    """Files that were written."""

    @property
    def status(self) -> Status:
        """Showing says nothing about enough: that is the gate's work."""
        return Status.OK


def coverage_report(request: CoverageReportRequest, services: Services) -> CoverageReportResult:
    """Show the coverage of a run.

    Raises:
        UsageError: There is no such run, or a path has no measured file.
        EvidenceError: No run measured coverage.
    """
    run = measured_run(request.run_id, services)
    places = tuple(map(services.place, request.paths))
    kept = below(run.coverage or (), places)
    if places and not kept:
        raise UsageError(
            f"run {run.id} measured nothing in {', '.join(repr(str(each)) for each in places)}",
            hint="`aqe coverage report` without a path lists the measured files",
            slug="path-not-measured",
        )
    files = sorted(
        map(figures_of, kept),
        key=lambda each: (each.line_rate is None, each.line_rate or 0.0, each.path),
    )
    return CoverageReportResult(
        run=run.id,
        started_at=run.started_at,
        total=total_of(files),
        files=tuple(files),
        stale=changed_since(run, services.root),
        written=_written(request, run, services),
    )


def measured_run(name: str | None, services: Services) -> RecordedRun:
    """The named run, else the last run of the suite that measured coverage.

    Raises:
        UsageError: There is no such run.
        EvidenceError: It, or every run, is without coverage.
    """
    if name is None:
        for kind in SUITE_KINDS:
            for run in services.store.runs(kind):
                if run.coverage is not None:
                    return run
    run = run_named(services.store, name)
    if run.coverage is None:
        raise EvidenceError(
            f"run {run.id!r} did not measure coverage",
            hint="run `aqe test run` (coverage is on unless --no-coverage is given)",
            slug="no-coverage",
        )
    return run


def _written(
    request: CoverageReportRequest, run: RecordedRun, services: Services
) -> tuple[Path, ...]:
    wanted = (
        (ReportFormat.COBERTURA, request.cobertura),
        (ReportFormat.LCOV, request.lcov),
        (ReportFormat.HTML, request.html),
    )
    given = [(form, path) for form, path in wanted if path is not None]
    if not given:
        return ()
    document = report_of(services.store, run, services.root)
    return tuple(write_text(services.path(path), render(document, form)) for form, path in given)


REPORT = Operation(
    name="coverage.report",
    summary="Show line and branch coverage per file.",
    request=CoverageReportRequest,
    result=CoverageReportResult,
    handler=coverage_report,
)
