"""A suite of a module whose public function hands its arguments on to a private one."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUBJECT = Path(__file__).parents[1] / "subjects" / "callers" / "labels.py"


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> ast.Module:
    folder = tmp_path_factory.mktemp("labels")
    shutil.copy(SUBJECT, folder)
    command = [sys.executable, "-m", "aqe", "test", "generate", SUBJECT.name, "--out", "tests"]
    options = ["--executions", "300", "--seed", "1", "--jobs", "1", "--no-property"]
    subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
    return ast.parse((folder / "tests" / "test_labels.py").read_text(encoding="utf-8"))


def _calls(suite: ast.Module, name: str) -> list[ast.Call]:
    return [
        each
        for each in ast.walk(suite)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == name
    ]


@pytest.mark.slow
def test_no_private_function_is_called_or_compared_with(suite: ast.Module) -> None:
    names = {each.id for each in ast.walk(suite) if isinstance(each, ast.Name)}
    assert not {each for each in names if each.startswith("_")}


@pytest.mark.slow
def test_the_public_one_is_called_on_the_new_way_and_with_few_arguments(suite: ast.Module) -> None:
    new = [
        each
        for each in _calls(suite, "label")
        if any(one.arg == "style" and ast.unparse(one.value) == "'new'" for one in each.keywords)
    ]
    assert any({one.arg for one in each.keywords} == {"limit", "style"} for each in new)
    assert all(len(each.keywords) <= 4 for each in new)


@pytest.mark.slow
def test_iterators_that_are_given_away_are_iterated(suite: ast.Module) -> None:
    asked = {
        ast.unparse(each.args[0].func)
        for each in _calls(suite, "list")
        if each.args and isinstance(each.args[0], ast.Call)
    }
    attributes = {each.attr for each in ast.walk(suite) if isinstance(each, ast.Attribute)}
    assert "lines" in asked
    assert "width" not in attributes or _calls(suite, "Lines")
