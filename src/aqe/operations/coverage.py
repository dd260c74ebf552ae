"""``coverage.report`` and ``coverage.gaps``: what the last run reached, and what matters most of the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from aqe.analysis.gaps import Gap
from aqe.campaign.coverage import CoverageOptions
from aqe.campaign.coverage import coverage_gaps as run_gaps
from aqe.campaign.coverage import coverage_report as run_report
from aqe.domain.run import RecordedRun
from aqe.errors import EvidenceError
from aqe.operations.evidence import (
    changed_since,
    last_suite_run,
    report_of,
    run_named,
    selection_of,
)
from aqe.operations.figures import FileFigures, figures_of, total_of
from aqe.operations.files import write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.report import ReportFormat, render

__all__ = [
    "GAPS",
    "REPORT",
    "CoverageGapsRequest",
    "CoverageGapsResult",
    "CoverageReportRequest",
    "CoverageReportResult",
    "GapReport",
    "coverage_gaps",
    "coverage_report",
]


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
    """Lowest coverage first."""
    stale: tuple[str, ...] = ()
    """Files that changed since."""
    part: tuple[str, ...] = ()
    """What the run was confined to, where that was not the whole suite."""
    written: tuple[Path, ...] = ()
    """Files that were written."""

    @property
    def status(self) -> Status:
        """Showing says nothing about enough: that is the gate's work."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class CoverageGapsRequest:
    """Which gaps to rank."""

    paths: tuple[Path, ...] = ()
    """Files or folders to keep; all by default."""
    run_id: str | None = None
    """Id of a run or the beginning of it; by default the last one that measured coverage."""
    limit: int = field(default=20, metadata=within(1))
    """At most so many gaps."""


@dataclass(frozen=True, slots=True)
class GapReport:
    """A callable with code that no test ran."""

    path: str
    module: str
    qualname: str
    first_line: int
    last_line: int
    uncovered_lines: tuple[int, ...]
    uncovered_branches: tuple[tuple[int, int], ...]
    """(from line, to line); a negative target is the way out of the function."""
    share: float
    """Uncovered lines and branches over all lines and branches of the callable."""
    complexity: int
    """Cyclomatic."""
    commits: int | None
    """Commits that touched the file lately; None without a history."""
    callers: int
    score: float
    """The rank: share x complexity, weighed by commits and callers."""
    never_ran: bool
    """Whether not a single line of its body ran."""


@dataclass(frozen=True, slots=True)
class CoverageGapsResult:
    """Gaps, the most urgent first."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    run: str
    """Id of the run that it was measured in."""
    gaps: tuple[GapReport, ...]
    total: int
    """Number of gaps before the limit."""
    has_history: bool
    """Whether git's history is part of the ranking."""
    left_out: tuple[tuple[str, str], ...]
    """(path, why) of measured files that could not be analysed."""
    stale: tuple[str, ...] = ()
    """Files that changed since the run."""
    part: tuple[str, ...] = ()
    """What the run was confined to, where that was not the whole suite."""
    files: int = 0
    """Number of files that were measured."""

    @property
    def status(self) -> Status:
        """Gaps are no findings by themselves: the gate says how much is enough."""
        return Status.OK


def coverage_report(request: CoverageReportRequest, services: Services) -> CoverageReportResult:
    """Show the coverage of a run.

    Raises:
        UsageError: There is no such run, or a path has no measured file.
        EvidenceError: No run measured coverage.
    """
    run = measured_run(request.run_id, services)
    report = run_report(run, _options(request.paths, services))
    files = tuple(figures_of(each.coverage) for each in report.files)
    return CoverageReportResult(
        run=run.id,
        started_at=run.started_at,
        total=total_of(files),
        files=files,
        stale=changed_since(run, services.root),
        part=selection_of(run),
        written=_written(request, run, services),
    )


def coverage_gaps(request: CoverageGapsRequest, services: Services) -> CoverageGapsResult:
    """Rank what no test reached.

    Raises:
        UsageError: There is no such run, or a path has no measured file.
        EvidenceError: No run measured coverage.
    """
    run = measured_run(request.run_id, services)
    found = run_gaps(run, replace(_options(request.paths, services), limit=request.limit))
    return CoverageGapsResult(
        run=run.id,
        gaps=tuple(map(_gap, found.gaps)),
        total=found.total,
        has_history=found.has_history,
        left_out=found.left_out,
        stale=changed_since(run, services.root),
        part=selection_of(run),
        files=len(run.coverage or ()),
    )


def _gap(gap: Gap) -> GapReport:
    return GapReport(
        path=gap.path,
        module=gap.module,
        qualname=gap.qualname,
        first_line=gap.first_line,
        last_line=gap.last_line,
        uncovered_lines=gap.uncovered_lines,
        uncovered_branches=gap.uncovered_branches,
        share=gap.share,
        complexity=gap.complexity,
        commits=None if gap.churn is None else gap.churn.commits,
        callers=gap.callers,
        score=gap.score,
        never_ran=gap.never_ran,
    )


def _options(paths: tuple[Path, ...], services: Services) -> CoverageOptions:
    return CoverageOptions(services.root, tuple(map(services.place, paths)))


def measured_run(name: str | None, services: Services) -> RecordedRun:
    """The named run, else the last run of the suite that came to its end and measured coverage.

    Raises:
        UsageError: There is no such run.
        EvidenceError: It, or every run, is without coverage.
    """
    last = None if name is not None else last_suite_run(services.store, with_coverage=True)
    run = last or run_named(services.store, name)
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
    writes=True,
)

GAPS = Operation(
    name="coverage.gaps",
    summary="Rank what no test reaches by what it could cost.",
    request=CoverageGapsRequest,
    result=CoverageGapsResult,
    handler=coverage_gaps,
)
