from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aqe.campaign.tests import TestOptions, run_tests
from aqe.errors import EvidenceError

LEDGER = Path(__file__).parents[2] / "subjects" / "meters" / "ledger"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    shutil.copytree(LEDGER, tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "ledger"


def by_hand(root: Path, scratch: Path) -> dict[str, Any]:
    """What coverage.py says when a person runs it."""
    data, report = scratch / "data", scratch / "report.json"
    environ = {**os.environ, "COVERAGE_FILE": str(data), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    python = [sys.executable, "-B", "-m"]
    command = [*python, "coverage", "run", "--branch", "--source=src", "-m", "pytest", "-q"]
    subprocess.run([*command, "-p", "no:cacheprovider"], cwd=root, env=environ, check=True)
    command = [*python, "coverage", "json", "-q", "-o", str(report)]
    subprocess.run(command, cwd=root, env=environ, check=True)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return found


def test_coverage_equals_running_coverage_by_hand(ledger: Path, tmp_path: Path, bench: Any) -> None:
    report = run_tests(TestOptions(ledger), bench.wiring())
    expected = by_hand(ledger, tmp_path)
    assert report.run.coverage is not None
    found = {each.path: each for each in report.run.coverage}
    assert set(found) == set(expected)
    for path, file in found.items():
        wanted = expected[path]
        assert list(file.covered) == wanted["executed_lines"]
        assert set(file.executable) - set(file.covered) == set(wanted["missing_lines"])
        taken = {tuple(arc) for arc in wanted["executed_branches"]}
        assert set(file.covered_branches) == taken
        missing = {tuple(arc) for arc in wanted["missing_branches"]}
        assert set(file.branches) - taken == missing


def test_the_run_and_its_measures_are_recorded(ledger: Path, bench: Any) -> None:
    report = run_tests(TestOptions(ledger, slowest=3), bench.wiring())
    values = {each.name: each.value for each in report.measures}
    assert values["tests_total"] == 15
    assert values["tests_passed"] == 15
    assert values["pass_rate"] == 1.0
    assert values["line_coverage"] == pytest.approx(40 / 41)
    assert bench.store.runs == [report.run]
    assert bench.store.measures[":line_coverage"].runs == (report.run.id,)
    assert len(report.slowest) == 3
    assert report.slowest[0].duration_s == max(each.duration_s for each in report.run.outcomes)
    assert bench.progress[-1].tests == 15


def test_a_run_of_some_paths_says_so(ledger: Path, bench: Any) -> None:
    whole = run_tests(TestOptions(ledger), bench.wiring()).run
    part = run_tests(TestOptions(ledger, (ledger / "tests" / "test_rules.py",)), bench.wiring()).run
    assert "selection" not in dict(whole.attributes)
    assert dict(part.attributes)["selection"] == "tests/test_rules.py"
    assert bench.store.runs[-1] == part
    assert bench.store.measures["tests/test_rules.py:tests_passed"].runs == (part.id,)
    assert bench.store.measures[":tests_passed"].runs == (whole.id,)


def test_all_test_files_together_are_no_part(ledger: Path, bench: Any) -> None:
    report = run_tests(TestOptions(ledger, (Path("tests"),)), bench.wiring())
    assert "selection" not in dict(report.run.attributes)
    assert {each.scope for each in report.measures} == {""}


def test_coverage_of_a_part_is_told_as_one(ledger: Path, bench: Any) -> None:
    of_one = (ledger / "src/ledger/rules.py",)
    report = run_tests(TestOptions(ledger, coverage_of=of_one), bench.wiring())
    scopes = {each.name: each.scope for each in report.measures}
    assert scopes["line_coverage"] == "src/ledger/rules.py"
    assert scopes["tests_failed"] == ""


def test_a_suite_that_ran_out_of_time_is_a_part(tmp_path: Path, bench: Any) -> None:
    text = "import time\ndef test_a(): pass\ndef test_b(): time.sleep(120)\ndef test_c(): pass\n"
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    report = run_tests(TestOptions(tmp_path, coverage=False, timeout_s=8), bench.wiring())
    assert {each.scope for each in report.measures} == {"a run that was cut short"}


def test_broken_tests_are_named(tmp_path: Path, bench: Any) -> None:
    (tmp_path / "test_it.py").write_text(
        "def test_a(): pass\ndef test_b(): assert 0\n", encoding="utf-8"
    )
    report = run_tests(TestOptions(tmp_path), bench.wiring())
    assert [each.test for each in report.broken] == ["test_it.py::test_b"]
    assert report.run.coverage is None


def test_a_broken_configuration_is_told(tmp_path: Path, bench: Any) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", "utf-8")
    (tmp_path / "test_it.py").write_text("def test_a(): pass\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="no-such-option"):
        run_tests(TestOptions(tmp_path), bench.wiring())
    assert len(bench.store.runs) == 1
    assert bench.store.measures == {}


@pytest.mark.parametrize(
    ("option", "plug_in"), [("--cov=shop", "pytest-cov"), ("--no-such-option", "the plug-in")]
)
def test_an_option_of_a_plug_in_that_is_not_there_is_explained(
    tmp_path: Path, bench: Any, option: str, plug_in: str
) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\naddopts = {option}\n", "utf-8")
    (tmp_path / "test_it.py").write_text("def test_a(): pass\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        run_tests(TestOptions(tmp_path), bench.wiring())
    assert f"install {plug_in}" in (caught.value.hint or "")


def test_where_no_test_ran_nothing_is_covered(tmp_path: Path, bench: Any) -> None:
    (tmp_path / "thing.py").write_text("VALUE = 1\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("import thing\nraise ValueError\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="ValueError"):
        run_tests(TestOptions(tmp_path), bench.wiring())
    assert [each.coverage for each in bench.store.runs] == [None]
