"""Suites of a subject whose methods change, look and return their object: each line of a test is needed."""

from __future__ import annotations

import ast
import copy
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

SUBJECT = Path(__file__).parents[1] / "subjects" / "steps" / "shelf_of.py"
ENVIRON = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelves")
    shutil.copy(SUBJECT, folder)
    command = [sys.executable, "-m", "aqe", "test", "generate", SUBJECT.name, "--out", "tests"]
    options = ["--executions", "120", "--seed", "1", "--jobs", "1", "--no-property"]
    subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def suite(project: Path) -> ast.Module:
    return ast.parse((project / "tests" / "test_shelf_of.py").read_text(encoding="utf-8"))


def _tests(suite: ast.Module) -> Iterator[ast.FunctionDef]:
    for each in suite.body:
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
            yield each


def _calls_before(test: ast.FunctionDef) -> Iterator[int]:
    """Places of calls whose result is thrown away, and behind which another call of the subject stands."""
    for place, each in enumerate(test.body):
        later = [
            part
            for other in test.body[place + 1 :]
            for part in ast.walk(other)
            if isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and isinstance(part.func.value, ast.Name)
            and part.func.value.id != "pytest"
        ]
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call) and later:
            yield place


@pytest.mark.slow
def test_no_call_can_be_left_out_that_tells_nothing_apart(project: Path, suite: ast.Module) -> None:
    tests = list(_tests(suite))
    shorter = []
    for test in tests:
        for place in _calls_before(test):
            copied = copy.deepcopy(test)
            copied.name = f"{test.name}__without_{place}"
            del copied.body[place]
            shorter.append(copied)
    assert shorter, "a shelf shows nothing before something is put on it"
    others = [each for each in suite.body if each not in tests]
    text = ast.unparse(ast.Module([*others, *shorter], []))
    (project / "test_shorter.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shorter.py"]
    subprocess.run(
        [*command, "--junitxml=shorter.xml"],
        cwd=project,
        env=ENVIRON,
        check=False,
        capture_output=True,
    )
    cases = list(ElementTree.parse(project / "shorter.xml").iter("testcase"))
    assert len(cases) >= len(shorter)
    spare = [each.get("name", "") for each in cases if each.find("failure") is None]
    # That the last one is not the first, and that something went, shows only where there was something.
    assert [each for each in spare if not re.match("test_shelf_(last|clear)_", each)] == []
    assert len(spare) <= 6


@pytest.mark.slow
def test_what_a_call_returns_and_leaves_alone_is_said(suite: ast.Module) -> None:
    tests = {each.name: ast.unparse(each) for each in _tests(suite)}
    text = "\n".join(tests.values())
    assert re.search(r" is (default_)?shelf\b", text), "it returns itself"
    assert "shelf.last() is None" in text, "it answers elsewhere"
    cleared = [each for name, each in tests.items() if name.endswith("leaves_the_shelf_unchanged")]
    assert any("shelf.things == []" in each for each in cleared)
    assert not any("shelf.room" in each for each in cleared), "no call changes it"
