"""What a recorded run covered, file by file, and what it left open, the most telling first."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.analysis.callers import callers_of
from aqe.analysis.churn import churn_of
from aqe.analysis.gaps import Gap, rank
from aqe.analysis.locate import locate
from aqe.analysis.subjects import analyse
from aqe.domain.measure import Measure
from aqe.domain.run import FileCoverage, RecordedRun
from aqe.domain.subject import Subject
from aqe.errors import AqeError, EvidenceError, UsageError
from aqe.evidence.coverage import coverage_measures

__all__ = [
    "CoverageGaps",
    "CoverageOptions",
    "CoverageReport",
    "FileFigures",
    "coverage_gaps",
    "coverage_report",
]


@dataclass(frozen=True, slots=True)
class CoverageOptions:
    """What to tell of a run."""

    root: Path
    paths: tuple[Path, ...] = ()
    """Files and folders to confine it to; empty for all that was measured."""
    limit: int | None = None
    """At most so many gaps."""
    churn: bool = True
    """Whether to read the history in git."""


@dataclass(frozen=True, slots=True)
class FileFigures:
    """One file of a run."""

    path: str
    coverage: FileCoverage
    missing: tuple[int, ...]
    """Executable lines that did not run."""
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Files of a run, worst first, with the figures over all of them."""

    run: str
    files: tuple[FileFigures, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class CoverageGaps:
    """Callables with code that no test ran, the most telling first."""

    run: str
    gaps: tuple[Gap, ...]
    total: int
    """Number of gaps before the limit."""
    has_history: bool
    """Whether churn is part of the ranking."""
    left_out: tuple[tuple[str, str], ...]
    """(path, why) of measured files that could not be analysed."""


def coverage_report(run: RecordedRun, options: CoverageOptions) -> CoverageReport:
    """The coverage of a run.

    Raises:
        EvidenceError: The run did not measure coverage.
        UsageError: It measured nothing at the paths.
    """
    files = tuple(_figures(run, each) for each in _wanted(run, options))
    part = dataclasses.replace(run, coverage=tuple(each.coverage for each in files))
    worst = sorted(files, key=lambda each: (_rate(each), each.path))
    return CoverageReport(run.id, tuple(worst), coverage_measures(part))


def coverage_gaps(run: RecordedRun, options: CoverageOptions) -> CoverageGaps:
    """What the run left open, ranked by complexity, churn and callers.

    Raises:
        EvidenceError: The run did not measure coverage.
        UsageError: It measured nothing at the paths.
    """
    wanted = _wanted(run, options)
    subjects, left_out = _analysed(run.coverage or (), options.root)
    churn = churn_of(options.root) if options.churn else None
    gaps = rank(wanted, subjects, churn, callers_of(subjects.values()))
    return CoverageGaps(
        run=run.id,
        gaps=gaps[: options.limit],
        total=len(gaps),
        has_history=churn is not None,
        left_out=left_out,
    )


def _wanted(run: RecordedRun, options: CoverageOptions) -> tuple[FileCoverage, ...]:
    if run.coverage is None:
        raise EvidenceError(
            f"run {run.id} did not measure coverage",
            hint="measure it with: aqe test run",
            slug="no-coverage-recorded",
        )
    if not options.paths:
        return run.coverage
    places = [(options.root / path).resolve() for path in options.paths]
    found = tuple(
        each
        for each in run.coverage
        if any((options.root / each.path).resolve().is_relative_to(place) for place in places)
    )
    if not found:
        names = ", ".join(repr(str(path)) for path in options.paths)
        raise UsageError(
            f"run {run.id} measured nothing at {names}",
            hint="`aqe coverage report` without a path lists what was measured",
            slug="path-not-measured",
        )
    return found


def _figures(run: RecordedRun, file: FileCoverage) -> FileFigures:
    missing = tuple(sorted(set(file.executable) - set(file.covered)))
    return FileFigures(file.path, file, missing, coverage_measures(run, file.path))


def _rate(file: FileFigures) -> float:
    combined = file.measures[-1].value
    return 1.0 if combined is None else combined


def _analysed(
    files: Sequence[FileCoverage], root: Path
) -> tuple[Mapping[str, Subject], tuple[tuple[str, str], ...]]:
    subjects: dict[str, Subject] = {}
    left_out = []
    for each in files:
        path = root / each.path
        try:
            place = locate(path, project_root=root)
            subjects[each.path] = analyse(path, module=place.module, import_root=place.import_root)
        except AqeError as error:
            left_out.append((each.path, error.message))
    return subjects, tuple(left_out)
