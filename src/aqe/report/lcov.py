"""LCOV trace files (geninfo(1)), as coverage views of editors and CI servers read them."""

from __future__ import annotations

from collections import defaultdict

from aqe.domain.run import FileCoverage
from aqe.report.document import RunReport
from aqe.report.wording import measured_coverage

__all__ = ["lcov"]


def lcov(report: RunReport) -> str:
    """The coverage of a run as an LCOV trace file.

    Raises:
        EvidenceError: The run measured none.
    """
    files = sorted(measured_coverage(report.run), key=lambda each: each.path)
    return "".join(_record(each) for each in files)


def _record(file: FileCoverage) -> str:
    covered = set(file.covered)
    lines = ["TN:", f"SF:{_one_line(file.path)}"]
    lines += [f"DA:{line},{int(line in covered)}" for line in sorted(file.executable)]
    lines += [f"LF:{len(file.executable)}", f"LH:{len(covered)}"]
    if file.branches:
        lines += _branches(file, covered)
    return "\n".join([*lines, "end_of_record", ""])


def _branches(file: FileCoverage, covered: set[int]) -> list[str]:
    taken = set(file.covered_branches)
    numbers: dict[int, int] = defaultdict(int)
    lines = []
    for branch in sorted(file.branches):
        line = branch[0]
        hits = "-" if line not in covered else str(int(branch in taken))
        lines.append(f"BRDA:{line},0,{numbers[line]},{hits}")
        numbers[line] += 1
    return [*lines, f"BRF:{len(file.branches)}", f"BRH:{len(taken)}"]


def _one_line(path: str) -> str:
    return path.replace("\r", "\\r").replace("\n", "\\n")
