"""Coverage figures of files and runs, small enough for a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aqe.domain.run import FileCoverage

__all__ = ["FileFigures", "figures_of", "total_of"]


@dataclass(frozen=True, slots=True)
class FileFigures:
    """What a run covered of one file, or of all of them."""

    path: str
    """Relative to the project root where it lies inside; empty for the total."""
    lines: int
    covered_lines: int
    line_rate: float | None
    """None where there are no executable lines."""
    branches: int
    covered_branches: int
    branch_rate: float | None
    missing_lines: tuple[int, ...] = ()
    missing_branches: tuple[tuple[int, int], ...] = ()
    """(from line, to line); a negative target is the way out of the function."""


def figures_of(file: FileCoverage) -> FileFigures:
    """The figures of one file."""
    return FileFigures(
        path=file.path,
        lines=len(file.executable),
        covered_lines=len(file.covered),
        line_rate=file.line_rate,
        branches=len(file.branches),
        covered_branches=len(file.covered_branches),
        branch_rate=file.branch_rate,
        missing_lines=tuple(sorted(set(file.executable) - set(file.covered))),
        missing_branches=tuple(sorted(set(file.branches) - set(file.covered_branches))),
    )


def total_of(files: Sequence[FileFigures]) -> FileFigures:
    """The figures of all files together."""
    lines, covered = sum(each.lines for each in files), sum(each.covered_lines for each in files)
    branches = sum(each.branches for each in files)
    taken = sum(each.covered_branches for each in files)
    return FileFigures(
        path="",
        lines=lines,
        covered_lines=covered,
        line_rate=covered / lines if lines else None,
        branches=branches,
        covered_branches=taken,
        branch_rate=taken / branches if branches else None,
    )
