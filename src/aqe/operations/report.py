"""``report``: renders a recorded run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from aqe.domain.run import Outcome, RecordedRun
from aqe.errors import SettingsError
from aqe.operations.evidence import SUITE_KINDS, report_of, run_named
from aqe.operations.files import write_text
from aqe.operations.gate import chosen_policy, verdict_of
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.report import ReportFormat, RunReport, render
from aqe.report.structured import structured

__all__ = [
    "REPORT",
    "ReportFormat",
    "ReportRequest",
    "ReportResult",
    "RunSummary",
    "assemble",
    "report",
    "summary_of",
]


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What to render."""

    run_id: str | None = None
    """Id of a run or the beginning of it; without it the last run."""
    format: ReportFormat = ReportFormat.JSON
    output: Path | None = None
    """File to write; without it the text is part of the result."""
    listing: bool = False
    """List the recorded runs instead."""
    limit: int = field(default=20, metadata=within(1))
    """Number of runs to list."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in one line."""

    id: str
    kind: str
    started_at: str
    duration_s: float
    exit_code: int | None
    tests: int
    failed: int
    line_rate: float | None
    """Share of covered lines, or None where coverage was not measured."""


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A rendered run, or the list of runs."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    format: ReportFormat
    run: RunSummary | None = None
    text: str | None = None
    """The report, where it was not written to a file and is not JSON."""
    document: dict[str, Any] | None = None
    """The report as an object, where the format is JSON."""
    files: tuple[Path, ...] = ()
    """Files that were written."""
    runs: tuple[RunSummary, ...] = ()
    """The recorded runs, newest first, where they were asked for."""

    @property
    def status(self) -> Status:
        """Rendering says nothing about the tests: that is the gate's work."""
        return Status.OK


def report(request: ReportRequest, services: Services) -> ReportResult:
    """Render a run or list the runs.

    Raises:
        UsageError: There is no such run, or the file cannot be written.
        EvidenceError: No run is recorded, or the run lacks what the format is about.
    """
    if request.listing:
        runs = services.store.runs(limit=request.limit)
        return ReportResult(request.format, runs=tuple(map(summary_of, runs)))
    run = run_named(services.store, request.run_id)
    found = assemble(run, services)
    summary = summary_of(run)
    if request.output is not None:
        path = write_text(services.path(request.output), render(found, request.format))
        return ReportResult(request.format, summary, files=(path,))
    if request.format is ReportFormat.JSON:
        return ReportResult(request.format, summary, document=structured(found))
    return ReportResult(request.format, summary, text=render(found, request.format))


def assemble(run: RecordedRun, services: Services) -> RunReport:
    """The report about a run; for the project's suite with the verdict of the gate.

    A policy that cannot be used costs the verdict, not the report.
    """
    gate = None
    if run.kind in SUITE_KINDS:
        try:
            policy, _ = chosen_policy(None, services)
        except SettingsError as error:
            services.notice(f"the report has no verdict: {error.message}")
        else:
            gate = verdict_of(policy, services, run=run)
    return report_of(services.store, run, services.root, gate=gate)


def summary_of(run: RecordedRun) -> RunSummary:
    """A run in one line."""
    failed = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT)
    lines = sum(len(each.executable) for each in run.coverage or ())
    covered = sum(len(each.covered) for each in run.coverage or ())
    return RunSummary(
        id=run.id,
        kind=run.kind.value,
        started_at=run.started_at,
        duration_s=run.duration_s,
        exit_code=run.exit_code,
        tests=len(run.outcomes),
        failed=sum(each.outcome in failed for each in run.outcomes),
        line_rate=covered / lines if lines else None,
    )


REPORT = Operation(
    name="report",
    summary="Render a recorded run in the format you need.",
    request=ReportRequest,
    result=ReportResult,
    handler=report,
    writes=True,
)
