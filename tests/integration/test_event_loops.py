"""Code that asks for the current event loop is tested where there is one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DESK = Path(__file__).parents[1] / "subjects" / "looped" / "desk.py"
ENVIRON = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("looped")
    shutil.copy(DESK, root / "desk.py")
    command = [sys.executable, "-m", "aqe", "test", "generate", "desk.py", "--out", "tests"]
    options = ["--executions", "2500", "--seed", "1", "--jobs", "1", "--json"]
    done = subprocess.run([*command, *options], cwd=root, check=True, capture_output=True)
    (root / "report.json").write_bytes(done.stdout)
    return root


def test_everything_behind_a_future_is_reached(root: Path) -> None:
    report = json.loads((root / "report.json").read_text(encoding="utf-8"))
    subject = report["result"]["subjects"][0]
    assert subject["unreached"] == []
    values = {each["name"]: each["value"] for each in subject["measures"]}
    assert values["line_branch_coverage"] == 1.0


def test_only_what_needs_a_loop_has_one_and_none_gives_it_a_turn(root: Path) -> None:
    text = (root / "tests" / "test_desk.py").read_text(encoding="utf-8")
    assert "async def scenario" in text
    assert "sleep" not in text
    plain = [part for part in text.split("\n\n\n") if "async def" not in part and "Desk(" in part]
    assert plain
    assert not any(".enter(" in part for part in plain)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_suite_passes_without_a_warning(root: Path, seed: str) -> None:
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests",
    ]
    environ = {**ENVIRON, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=root, env=environ, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
