"""Findings about the code under test: each seeded one is found and shown, and nothing else is."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Ended, Run

SUBJECTS = Path(__file__).parents[1] / "subjects" / "findings"
FOLDER = Path(".agentic-qe") / "findings"

pytestmark = pytest.mark.slow


def _known() -> set[tuple[str, str]]:
    """(definition, rule) of the seeded oddities, from the remark that each of them carries."""
    text = (SUBJECTS / "oddities.py").read_text(encoding="utf-8")
    found = set()
    for part in re.split(r"^(?=def |class )", text, flags=re.M)[1:]:
        named = re.search(r"(?:def|class) (\w+)", part)
        rule = re.search(r"# ([a-z]+-[a-z]+)", part)
        if "told once" in part:
            continue
        assert named is not None
        assert rule is not None, part
        found.add((named[1], rule[1]))
    return found


def _generate(run: Run, *names: str, seed: int = 1) -> Ended:
    return run(
        *("test", "generate", *names, "--executions", "1500", "--seed", str(seed)),
        *("--jobs", "1", "--no-mutants", "--json"),
        timeout_s=300,
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_seeded_oddities_are_found_and_shown(aqe_process: Run, project: Path, seed: int) -> None:
    shutil.copy(SUBJECTS / "oddities.py", project)
    ended = _generate(aqe_process, "oddities.py", seed=seed)
    assert ended.code == 0, ended.errors
    (subject,) = ended.json()["result"]["subjects"]
    found = subject["findings"]
    assert {(each["subject"], each["rule"]) for each in found} == _known()
    assert all(each["run"] and each["reproduction"] for each in found)
    _fails_without_aqe(project, {each["test"] for each in found})
    suite = (project / subject["files"][0]).read_text(encoding="utf-8")
    assert "NameError" not in suite, "what is surely wrong is nailed down"
    assert subject["tests"] > 5


def _fails_without_aqe(project: Path, tests: set[str]) -> None:
    """Every test fails in plain pytest, and passes once the subject is as it should be."""
    environ = {**os.environ, "PYTHONPATH": str(project), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", str(FOLDER)],
        cwd=project,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = set(re.findall(r"^FAILED (\S+)", done.stdout, flags=re.M))
    assert failed == tests, done.stdout
    assert f"{len(tests)} failed" in done.stdout
    assert "passed" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="deaths are told by signals")
def test_what_kills_the_interpreter_is_found_and_shown_last(
    aqe_process: Run, project: Path
) -> None:
    shutil.copy(SUBJECTS / "memory.py", project)
    (subject,) = _generate(aqe_process, "memory.py").json()["result"]["subjects"]
    assert subject["status"] == "verified"
    told = [(each["subject"], each["rule"], each["line"]) for each in subject["findings"]]
    assert told == [
        ("mean", "unpromised-exception", 46),
        ("text_at", "interpreter-crash", 7),
        ("Window.first", "interpreter-crash", 23),
        ("Copy.__init__", "interpreter-crash", 31),
    ]
    for each in subject["findings"][1:]:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", each["test"]],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(project), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == -signal.SIGSEGV
        assert "Segmentation fault" in done.stderr


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_found_in_code_that_has_the_right_to_raise(
    aqe_process: Run, project: Path, seed: int
) -> None:
    shutil.copy(SUBJECTS / "innocent.py", project)
    (subject,) = _generate(aqe_process, "innocent.py", seed=seed).json()["result"]["subjects"]
    assert subject["status"] == "verified"
    assert subject["findings"] == []
    assert not (project / FOLDER).exists()


def test_every_report_tells_them_until_the_code_changes(aqe_process: Run, project: Path) -> None:
    path = project / "shop.py"
    source = "def mean(numbers: list[int]) -> float:\n    return sum(numbers) / len(numbers)\n"
    path.write_text(source, encoding="utf-8")
    shown = aqe_process(
        *("test", "generate", "shop.py", "--executions", "400", "--jobs", "1"), timeout_s=300
    )
    assert "1 finding in shop" in shown.output
    assert "line 2: mean: ZeroDivisionError: division by zero" in shown.output
    assert "pytest .agentic-qe/findings/test_shop.py" in shown.output
    assert shown.output.rstrip().endswith("1 finding about the code")
    told = {
        form: aqe_process("report", "--format", form).output
        for form in ("text", "json", "sarif", "html")
    }
    for form, text in told.items():
        assert "unpromised-exception" in text, form
        assert "test_mean_unpromised_exception" in text, form
    (result,) = [
        each
        for each in json.loads(told["sarif"])["runs"][0]["results"]
        if each["ruleId"] == "unpromised-exception"
    ]
    assert result["level"] == "note"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "shop.py"
    path.write_text(source.replace("len(numbers)", "max(len(numbers), 1)"), encoding="utf-8")
    assert "unpromised-exception" not in aqe_process("report", "--format", "json").output
    aqe_process("test", "generate", "shop.py", "--executions", "400", "--force", timeout_s=300)
    assert not (project / FOLDER / "test_shop.py").exists()
