from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aqe.domain.run import RunKind
from aqe.store import Store
from aqe.telemetry.clock import SystemClock

LEDGER = Path(__file__).parents[1] / "subjects" / "meters" / "ledger"
SOURCES = Path(__file__).parents[2] / "src"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    shutil.copytree(LEDGER, tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "ledger"


def run_pytest(root: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-m", "pytest", "-p", "aqe.pytest_plugin", *arguments]
    plain = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(SOURCES),
        **environ,
    }
    plain.pop("AQE_LAUNCHED", None)
    plain.update(environ)
    return subprocess.run(
        [*command, "-p", "no:cacheprovider"], cwd=root, env=plain, capture_output=True, text=True
    )


def test_an_ordinary_run_is_recorded_with_coverage(ledger: Path) -> None:
    ended = run_pytest(ledger, "-q", "--aqe-coverage", PYTHONHASHSEED="5")
    assert ended.returncode == 0, ended.stdout
    with Store.open(ledger, clock=SystemClock()) as store:
        run = store.last_run(RunKind.PYTEST)
        assert run is not None
        values = {each.name: each.value for each in store.measures(run.id)}
    assert f"aqe: recorded as run {run.id}" in ended.stdout
    assert len(run.outcomes) == 15
    assert run.outcomes[0].test == "tests/test_rules.py::test_fee[5-small-5]"
    assert run.outcomes[0].file == "tests/test_rules.py"
    assert run.hash_seed == 5
    assert run.coverage is not None
    assert [each.path for each in run.coverage] == ["src/ledger/__init__.py", "src/ledger/rules.py"]
    assert values["tests_passed"] == 15
    assert values["line_coverage"] == pytest.approx(40 / 41)


def test_coverage_is_measured_where_warnings_are_errors(ledger: Path) -> None:
    (ledger / "pyproject.toml").write_text(
        "[tool.coverage.run]\nsource = ['ledger']\nrelative_files = true\n"
        "[tool.pytest.ini_options]\npythonpath = ['src']\nfilterwarnings = ['error']\n",
        encoding="utf-8",
    )
    ended = run_pytest(ledger, "-q", "--aqe-coverage")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    with Store.open(ledger, clock=SystemClock()) as store:
        run = store.last_run(RunKind.PYTEST)
    assert run is not None
    assert [len(each.covered) for each in run.coverage or ()] == [2, 38]


def test_without_the_option_nothing_is_recorded_or_imported(ledger: Path) -> None:
    code = (
        "import json, sys; before = set(sys.modules); import aqe.pytest_plugin;"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    command = [sys.executable, "-c", "import pytest; " + code]
    environ = {**os.environ, "PYTHONPATH": str(SOURCES)}
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout) == ["aqe", "aqe.pytest_plugin"]
    assert run_pytest(ledger, "-q").returncode == 0
    assert run_pytest(ledger, "-q", "--aqe", AQE_LAUNCHED="1").returncode == 0
    assert not (ledger / ".agentic-qe").exists()


def test_a_state_that_leads_elsewhere_is_not_written_to(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").touch()
    (root / "test_it.py").write_text("def test_a(): pass\n", encoding="utf-8")
    (root / ".agentic-qe").symlink_to(outside)
    ended = run_pytest(root, "-q", "--aqe")
    assert ended.returncode == 0
    assert "aqe: this run was not recorded: " in ended.stdout
    assert "is a link" in ended.stdout
    assert list(outside.iterdir()) == []


def test_failures_are_recorded(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "test_it.py").write_text("def test_a(): assert 0\n", encoding="utf-8")
    assert run_pytest(tmp_path, "-q", "--aqe").returncode == 1
    with Store.open(tmp_path, clock=SystemClock()) as store:
        run = store.last_run(RunKind.PYTEST)
    assert run is not None
    assert [str(each.outcome) for each in run.outcomes] == ["failed"]
    assert run.exit_code == 1
    assert run.coverage is None


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), {}),
        (("test_it.py", "-k", "good or odd"), {"selection": "test_it.py '-k good or odd'"}),
        (
            ("--deselect", "test_it.py::test_stops"),
            {"selection": "'--deselect test_it.py::test_stops'"},
        ),
        (("--ignore", "test_it.py", "test_other.py"), None),
        (("test_it.py", "test_other.py"), {}),
        ((".",), {}),
        (("--runxfail",), {}),
        (("-o", "addopts=-k 'test_good or test_stops'"), {}),
        (
            ("-o", "addopts=-m 'not good'", "-k", "good"),
            {"selection": "'-k good'"},
        ),
    ],
)
def test_a_part_of_the_suite_is_recorded_as_one(
    tmp_path: Path, arguments: tuple[str, ...], expected: dict[str, str] | None
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "test_it.py").write_text("def test_good(): pass\ndef test_stops(): pass\n")
    (tmp_path / "test_other.py").write_text("def test_odd(): pass\n")
    assert run_pytest(tmp_path, "--aqe", *arguments).returncode == 0
    with Store.open(tmp_path, clock=SystemClock()) as store:
        run = store.last_run(RunKind.PYTEST)
        measures = {each.name: each for each in store.measures(run.id)} if run else {}
    assert run is not None
    if expected is None:
        expected = {"selection": "test_other.py '--ignore test_it.py'"}
    assert dict(run.attributes) == expected
    assert bool(measures["tests_passed"].scope) is bool(expected)


def test_a_suite_that_cannot_be_collected_is_no_interrupted_run(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "test_it.py").write_text("import nothing_of_that_name\n")
    assert run_pytest(tmp_path, "--aqe").returncode == 2
    with Store.open(tmp_path, clock=SystemClock()) as store:
        run = store.last_run(RunKind.PYTEST)
        assert run is not None
        failed = next(each for each in store.measures(run.id) if each.name == "tests_failed")
    assert run.attributes == ()
    assert (failed.value, failed.scope) == (1, "a run that was cut short")


def test_an_interrupted_run_is_recorded_as_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    text = "def test_good(): pass\ndef test_stops(): raise KeyboardInterrupt\n"
    (tmp_path / "test_it.py").write_text(text)
    assert run_pytest(tmp_path, "--aqe").returncode == 2
    with Store.open(tmp_path, clock=SystemClock()) as store:
        run = store.last_run(RunKind.PYTEST)
    assert run is not None
    assert ("ended", "cancelled") in run.attributes
