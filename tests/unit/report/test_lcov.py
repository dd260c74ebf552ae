from __future__ import annotations

from dataclasses import replace

import pytest

from aqe.domain.run import FileCoverage
from aqe.errors import EvidenceError
from aqe.report import RunReport
from aqe.report.lcov import lcov


def _parse(text: str) -> dict[str, dict[str, object]]:
    """A second reader: records by file."""
    files: dict[str, dict[str, object]] = {}
    current: dict[str, object] = {}
    for line in text.splitlines():
        if line == "end_of_record":
            files[str(current.pop("SF"))] = current
            current = {}
            continue
        key, _, value = line.partition(":")
        if key in ("DA", "BRDA"):
            current.setdefault(key, []).append(tuple(value.split(",")))  # type: ignore[attr-defined]
        else:
            assert key in ("TN", "SF", "LF", "LH", "BRF", "BRH")
            current[key] = value
    assert not current
    return files


def test_reading_it_back_gives_the_coverage(report: RunReport) -> None:
    record = _parse(lcov(report))["src/shop/price.py"]

    assert record["DA"] == [("1", "1"), ("2", "1"), ("3", "1"), ("4", "0"), ("7", "1"), ("8", "0")]
    assert record["BRDA"] == [("2", "0", "0", "1"), ("2", "0", "1", "0")]
    assert (record["LF"], record["LH"], record["BRF"], record["BRH"]) == ("6", "4", "2", "1")


def test_a_branch_on_a_line_that_never_ran_is_not_known(report: RunReport) -> None:
    file = FileCoverage("a.py", (1, 2, 3), (1,), ((2, 3), (2, -1)), ())
    other = replace(report, run=replace(report.run, coverage=(file,)))

    assert _parse(lcov(other))["a.py"]["BRDA"] == [("2", "0", "0", "-"), ("2", "0", "1", "-")]


def test_a_path_cannot_break_the_record(report: RunReport) -> None:
    file = FileCoverage("a\nDA:1,1\n.py", (1,), (), (), ())
    other = replace(report, run=replace(report.run, coverage=(file,)))

    assert list(_parse(lcov(other))) == ["a\\nDA:1,1\\n.py"]


def test_a_run_without_coverage_is_told(report: RunReport) -> None:
    with pytest.raises(EvidenceError):
        lcov(replace(report, run=replace(report.run, coverage=None)))
