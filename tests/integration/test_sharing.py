"""Modules of one request learn from each other how to build objects."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OFFICE = Path(__file__).parents[1] / "subjects" / "sharing" / "office"

pytestmark = pytest.mark.slow


def generated(
    root: Path, *arguments: str, hash_seed: str = "0"
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Reports by module and suites by file name."""
    if not (root / "office").exists():
        shutil.copytree(OFFICE, root / "office")
        (root / "pyproject.toml").touch()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AQE_")}
    done = subprocess.run(
        [sys.executable, "-m", "aqe", "test", "generate", *arguments, "--json"],
        cwd=root,
        env={**environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    reports = {each["subject"]: each for each in json.loads(done.stdout)["result"]["subjects"]}
    suites = {path.name: path.read_text() for path in (root / "tests").rglob("test_*.py")}
    return reports, suites


def reached(report: dict[str, Any]) -> float:
    return next(
        each["value"] for each in report["measures"] if each["name"] == "line_branch_coverage"
    )


OPTIONS = ("--executions", "300", "--seed", "1")


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    return generated(tmp_path_factory.mktemp("together"), "office", *OPTIONS, "--jobs", "1")


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    root = tmp_path_factory.mktemp("apart")
    return generated(root, "office", *OPTIONS, "--jobs", "1", "--no-share")


@pytest.mark.parametrize("module", ["office.desk", "office.clerk"])
def test_classes_that_only_others_can_build_are_reached(
    together: tuple[Any, Any], apart: tuple[Any, Any], tmp_path: Path, module: str
) -> None:
    assert reached(together[0][module]) == 1.0
    alone, _ = generated(tmp_path, f"{module.replace('.', '/')}.py", *OPTIONS)
    assert reached(apart[0][module]) == reached(alone[module]) < 0.9


def test_suites_are_the_same_whatever_the_number_of_jobs(
    together: tuple[Any, Any], tmp_path: Path
) -> None:
    _, suites = generated(tmp_path, "office", *OPTIONS, "--jobs", "2", hash_seed="7")
    assert suites == together[1]
    assert "issue(" in suites["test_office_clerk.py"]


def test_the_command_in_a_suite_generates_it_again(
    together: tuple[Any, Any], tmp_path: Path
) -> None:
    suite = together[1]["test_office_desk.py"]
    command = suite.partition("Regenerate: aqe test generate ")[2].partition("\n")[0]
    assert shlex.split(command)[:2] == ["office/desk.py", "office"]
    _, suites = generated(tmp_path, *shlex.split(command))
    assert suites["test_office_desk.py"] == suite
    # What learns from nobody is generated again by itself.
    assert "generate office/seals.py --seed" in suites["test_office_seals.py"]
