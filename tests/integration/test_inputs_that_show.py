"""Suites of containers: something is in them, items can be told apart, and options make a difference."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SUBJECT = Path(__file__).parents[1] / "subjects" / "steps" / "bag_of.py"


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> ast.Module:
    folder = tmp_path_factory.mktemp("bags")
    shutil.copy(SUBJECT, folder)
    command = [sys.executable, "-m", "aqe", "test", "generate", SUBJECT.name, "--out", "tests"]
    options = ["--executions", "200", "--seed", "1", "--jobs", "1", "--no-property"]
    subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
    return ast.parse((folder / "tests" / "test_bag_of.py").read_text(encoding="utf-8"))


def _tests(suite: ast.Module) -> Iterator[ast.FunctionDef]:
    for each in suite.body:
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
            yield each


def _texts(suite: ast.Module, *words: str) -> list[str]:
    found = (ast.unparse(each) for each in _tests(suite))
    return [each for each in found if all(word in each for word in words)]


@pytest.mark.slow
@pytest.mark.parametrize("word", ["len(", "list("])
def test_what_is_looked_at_holds_something(suite: ast.Module, word: str) -> None:
    looks = [each for each in _texts(suite, word) if "Row" not in each]
    assert looks
    # An empty one is looked at where that alone shows what an option does.
    assert all("[" in each or "insert(" in each or "weigh=" in each for each in looks)


@pytest.mark.slow
def test_an_option_that_is_a_function_is_called(suite: ast.Module) -> None:
    weighed = _texts(suite, "weigh=lambda")
    assert weighed
    assert all("bag['" in each for each in weighed)


@pytest.mark.slow
def test_items_of_one_container_can_be_told_apart(suite: ast.Module) -> None:
    for test in _tests(suite):
        items = [
            ast.unparse(each.args[1])
            for each in ast.walk(test)
            if isinstance(each, ast.Call)
            and isinstance(each.func, ast.Attribute)
            and each.func.attr == "insert"
        ]
        assert len(items) == len(set(items)), ast.unparse(test)


@pytest.mark.slow
def test_an_order_is_shown_by_two_items(suite: ast.Module) -> None:
    (turned,) = _texts(suite, ".turn()")
    assert turned.count(".insert(") == 2
    assert "['a', 'b']" in turned


@pytest.mark.slow
def test_a_refusal_that_quotes_is_given_a_text(suite: ast.Module) -> None:
    refusals = _texts(suite, ".drop(", "is not in the bag")
    assert refusals
    assert all(re.search(r"abc\W+ is not in the bag", each) for each in refusals)
