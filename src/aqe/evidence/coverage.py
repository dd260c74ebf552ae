"""Line and branch coverage of recorded runs, counted as coverage.py counts."""

from __future__ import annotations

from aqe.domain.measure import Basis, Measure
from aqe.domain.run import RecordedRun

__all__ = ["coverage_measures"]

_NAMES = ("line_coverage", "branch_coverage", "line_branch_coverage")


def coverage_measures(run: RecordedRun, path: str | None = None) -> tuple[Measure, ...]:
    """Line, branch and combined coverage of a run.

    The combined figure is coverage.py's total: executed lines and branches over all of them.

    Args:
        run: A recorded run.
        path: One file of it, as the run names it; all files when None.
    """
    if run.coverage is None:
        return _unavailable(f"run {run.id} did not measure coverage", run.id)
    files = [each for each in run.coverage if path is None or each.path == path]
    if not files:
        return _unavailable(f"run {run.id} measured no such file", run.id)
    lines = sum(len(each.executable) for each in files)
    ran = sum(len(each.covered) for each in files)
    branches = sum(len(each.branches) for each in files)
    taken = sum(len(each.covered_branches) for each in files)
    return (
        _share("line_coverage", ran, lines, "executable lines", run.id),
        _share("branch_coverage", taken, branches, "branches", run.id),
        _share("line_branch_coverage", ran + taken, lines + branches, "lines and branches", run.id),
    )


def _share(name: str, part: int, whole: int, noun: str, run: str) -> Measure:
    if not whole:
        return Measure.unavailable(name, "ratio", f"there are no {noun}", (run,))
    detail = f"{part} of {whole} {noun}"
    return Measure(name, part / whole, "ratio", Basis.MEASURED, (run,), detail)


def _unavailable(why: str, run: str) -> tuple[Measure, ...]:
    return tuple(Measure.unavailable(name, "ratio", why, (run,)) for name in _NAMES)
