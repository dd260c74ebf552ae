from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from aqe.campaign.coverage import CoverageOptions, coverage_gaps, coverage_report
from aqe.campaign.tests import TestOptions, run_tests
from aqe.domain.run import RecordedRun
from aqe.errors import EvidenceError, UsageError

LEDGER = Path(__file__).parents[2] / "subjects" / "meters" / "ledger"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    shutil.copytree(LEDGER, tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "ledger" / "src" / "ledger" / "unseen.py").write_text(
        "def twice(x):\n    if x:\n        return 2 * x\n    return 0\n", encoding="utf-8"
    )
    return tmp_path / "ledger"


@pytest.fixture
def run(ledger: Path, bench: Any) -> RecordedRun:
    recorded: RecordedRun = run_tests(TestOptions(ledger), bench.wiring()).run
    return recorded


def test_the_worst_file_comes_first(run: RecordedRun, ledger: Path) -> None:
    report = coverage_report(run, CoverageOptions(ledger))
    assert [each.path for each in report.files] == [
        "src/ledger/unseen.py",
        "src/ledger/rules.py",
        "src/ledger/__init__.py",
    ]
    assert report.files[0].missing == (1, 2, 3, 4)
    assert report.files[0].measures[0].value == 0.0
    one = coverage_report(run, CoverageOptions(ledger, (Path("src/ledger/unseen.py"),)))
    assert [each.value for each in one.measures] == [0.0, 0.0, 0.0]


def test_gaps_name_the_callables_that_no_test_ran(run: RecordedRun, ledger: Path) -> None:
    found = coverage_gaps(run, CoverageOptions(ledger, churn=False))
    assert [each.qualname for each in found.gaps] == ["twice", "Account.unused"]
    assert found.gaps[0].never_ran
    assert found.total == 2
    assert not found.has_history
    assert len(coverage_gaps(run, CoverageOptions(ledger, limit=1)).gaps) == 1


def test_what_was_not_measured_is_told(run: RecordedRun, ledger: Path, bench: Any) -> None:
    with pytest.raises(UsageError, match="measured nothing at 'tests'"):
        coverage_report(run, CoverageOptions(ledger, (Path("tests"),)))
    without = run_tests(TestOptions(ledger, coverage=False), bench.wiring()).run
    with pytest.raises(EvidenceError, match="did not measure coverage"):
        coverage_gaps(without, CoverageOptions(ledger))
