"""Faults that need a special input, not a special line: a suite has to notice each of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHELF = Path(__file__).parents[1] / "subjects" / "families" / "shelf.py"
ENVIRON = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}

# What real projects got wrong in code of this kind: name -> (right, wrong).
FAULTS: dict[str, tuple[str, str]] = json.loads(
    SHELF.with_name("faults.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("families")
    shutil.copy(SHELF, root / "shelf.py")
    command = [sys.executable, "-m", "aqe", "test", "generate", "shelf.py", "--out", "tests"]
    options = ["--executions", "2500", "--seed", "1", "--jobs", "1"]
    subprocess.run([*command, *options], cwd=root, check=True, capture_output=True)
    return root


def _passes(root: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=root, env=ENVIRON, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stdout.decode()
    return done.returncode == 0


@pytest.mark.slow
def test_the_suite_passes_on_the_right_code(suite: Path) -> None:
    shutil.copy(SHELF, suite / "shelf.py")
    assert _passes(suite)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(suite: Path, fault: str) -> None:
    right, wrong = FAULTS[fault]
    text = SHELF.read_text(encoding="utf-8")
    assert text.count(right) == 1
    (suite / "shelf.py").write_text(text.replace(right, wrong), encoding="utf-8")
    assert not _passes(suite)
