"""Numbers and names as reports write them."""

from __future__ import annotations

import math

from aqe.domain.measure import Measure
from aqe.domain.run import FileCoverage, RecordedRun
from aqe.errors import EvidenceError

__all__ = [
    "Totals",
    "cause_text",
    "line_ranges",
    "measure_text",
    "measured_coverage",
    "percent",
    "seconds",
    "split_test_id",
]


def percent(share: float | None) -> str:
    """A share as a percentage, rounded down, so that 99.99% is never told as 100%."""
    if share is None:
        return "unknown"
    return f"{math.floor(round(share * 1000, 6)) / 10:.1f}%"


def seconds(value: float) -> str:
    """A duration in seconds or milliseconds."""
    return f"{value * 1000:.0f} ms" if value < 0.0995 else f"{value:.2f} s"


def measure_text(measure: Measure) -> str:
    """The value of a measure with its unit."""
    if measure.value is None:
        return "unavailable"
    if measure.unit == "ratio":
        return percent(measure.value)
    if measure.unit == "s":
        return seconds(measure.value)
    if measure.unit == "bytes":
        return f"{measure.value / 1_048_576:.1f} MiB"
    return f"{measure.value:g}" if measure.unit == "count" else f"{measure.value:g} {measure.unit}"


def cause_text(cause: str | None, reruns: int) -> str:
    """The cause of a flake with the number of reruns that it rests on."""
    if cause is None:
        return "not looked for"
    return f"{cause} ({reruns} rerun{'' if reruns == 1 else 's'})"


def split_test_id(test: str) -> tuple[str, str, str]:
    """A node id as file, class path and name: parameters may hold any text, separators too."""
    head, bracket, parameters = test.partition("[")
    file, *rest = head.split("::")
    if not rest:
        return "", "", test
    return file, ".".join(rest[:-1]), rest[-1] + bracket + parameters


def line_ranges(lines: tuple[int, ...] | list[int]) -> str:
    """Lines as in ``3, 5-8``."""
    parts: list[str] = []
    start = last = None
    for line in sorted(lines):
        if start is None or last is None:
            start = last = line
        elif line == last + 1:
            last = line
        else:
            parts.append(f"{start}-{last}" if last > start else f"{start}")
            start = last = line
    if start is not None and last is not None:
        parts.append(f"{start}-{last}" if last > start else f"{start}")
    return ", ".join(parts)


def measured_coverage(run: RecordedRun) -> tuple[FileCoverage, ...]:
    """The coverage of a run.

    Raises:
        EvidenceError: The run measured none.
    """
    if run.coverage is None:
        raise EvidenceError(
            f"run {run.id!r} did not measure coverage",
            hint="run `aqe test run` (coverage is on unless --no-coverage is given)",
            slug="no-coverage",
        )
    return run.coverage


class Totals:
    """Lines and branches over several files."""

    def __init__(self, files: tuple[FileCoverage, ...] | list[FileCoverage]) -> None:
        self.lines = sum(len(each.executable) for each in files)
        self.covered_lines = sum(len(each.covered) for each in files)
        self.branches = sum(len(each.branches) for each in files)
        self.covered_branches = sum(len(each.covered_branches) for each in files)

    @property
    def line_rate(self) -> float | None:
        """Share of covered lines."""
        return self.covered_lines / self.lines if self.lines else None

    @property
    def branch_rate(self) -> float | None:
        """Share of covered branches."""
        return self.covered_branches / self.branches if self.branches else None
