"""Faults that need a special input, not a special line: a suite has to notice each of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from suite_outcomes import passes

SUBJECTS = Path(__file__).parents[1] / "subjects" / "families"

# What real projects got wrong in code of this kind, by subject: name -> (right, wrong).
FAULTS: dict[str, dict[str, tuple[str, str]]] = {
    "shelf": json.loads((SUBJECTS / "faults.json").read_text(encoding="utf-8")),
    "catalogue": json.loads((SUBJECTS / "catalogue_faults.json").read_text(encoding="utf-8")),
    "ledger": json.loads((SUBJECTS / "ledger_faults.json").read_text(encoding="utf-8")),
    "parcels": json.loads((SUBJECTS / "parcels_faults.json").read_text(encoding="utf-8")),
    "ferry": json.loads((SUBJECTS / "ferry_faults.json").read_text(encoding="utf-8")),
    "signs": json.loads((SUBJECTS / "signs_faults.json").read_text(encoding="utf-8")),
    "tariff": json.loads((SUBJECTS / "tariff_faults.json").read_text(encoding="utf-8")),
    "letters": json.loads((SUBJECTS / "letters_faults.json").read_text(encoding="utf-8")),
    "stowage": json.loads((SUBJECTS / "stowage_faults.json").read_text(encoding="utf-8")),
    "notes": json.loads((SUBJECTS / "notes_faults.json").read_text(encoding="utf-8")),
}


@pytest.fixture(scope="module")
def suites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("families")
    for name in FAULTS:
        folder = root / name
        folder.mkdir()
        shutil.copy(SUBJECTS / f"{name}.py", folder)
        command = [sys.executable, "-m", "aqe", "test", "generate", f"{name}.py", "--out", "tests"]
        options = ["--executions", "2500", "--seed", "1", "--jobs", "1"]
        subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
    return root


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_the_suite_passes_on_the_right_code(suites: Path, name: str) -> None:
    shutil.copy(SUBJECTS / f"{name}.py", suites / name)
    assert passes(suites / name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "fault"), [(name, fault) for name, faults in FAULTS.items() for fault in faults]
)
def test_a_fault_is_noticed(suites: Path, name: str, fault: str) -> None:
    right, wrong = FAULTS[name][fault]
    text = (SUBJECTS / f"{name}.py").read_text(encoding="utf-8")
    assert text.count(right) == 1
    (suites / name / f"{name}.py").write_text(text.replace(right, wrong), encoding="utf-8")
    assert not passes(suites / name)
