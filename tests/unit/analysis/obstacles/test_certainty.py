"""Conditions that never change, and statements that nothing follows."""

from __future__ import annotations

import ast

import pytest

from aqe.analysis.obstacles.certainty import completes, deciding_names, truth
from aqe.analysis.obstacles.code import Code

HEAD = """
import os, sys, typing as t
from typing import NoReturn, TYPE_CHECKING

DEBUG = False
LEVEL = 3
NAME = "x"
CHANGED = False
TWICE = 1
TWICE = 2


def change():
    global CHANGED
    CHANGED = True


def fail() -> NoReturn:
    raise ValueError
"""


def condition(text: str, local: frozenset[str] = frozenset()) -> bool | None:
    return truth(Code(HEAD, "demo"), ast.parse(text, mode="eval").body, local)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("DEBUG", False),
        ("not DEBUG", True),
        ("DEBUG and value", False),
        ("DEBUG or value", None),
        ("not DEBUG or value", True),
        ("LEVEL > 4", False),
        ("LEVEL == 3", True),
        ("NAME is not None", True),
        ("TYPE_CHECKING", False),
        ("t.TYPE_CHECKING", False),
        ("CHANGED", None),
        ("TWICE", None),
        ("value", None),
        ("LEVEL < NAME", None),
        ("os.name == 'nt'", None),
    ],
)
def test_outcomes(text: str, outcome: bool | None) -> None:
    assert condition(text) is outcome


def test_a_local_name_hides_one_of_the_module() -> None:
    assert condition("DEBUG", frozenset({"DEBUG"})) is None


def test_names_that_decide() -> None:
    code = Code(HEAD, "demo")
    node = ast.parse("LEVEL > 4 and other", mode="eval").body
    assert deciding_names(code, node) == ["LEVEL"]


@pytest.mark.parametrize(
    ("text", "is_completed"),
    [
        ("x = 1", True),
        ("return 1", False),
        ("raise ValueError", False),
        ("sys.exit(1)", False),
        ("fail()", False),
        ("os._exit(1)", False),
        ("if x:\n    return 1", True),
        ("if x:\n    return 1\nelse:\n    raise ValueError", False),
        ("if x:\n    return 1\nelse:\n    sys.exit()", False),
        ("while True:\n    x()", False),
        ("while True:\n    if x:\n        break", True),
        ("while True:\n    for y in x:\n        break", False),
        ("for x in y:\n    return 1", True),
        ("with x:\n    raise ValueError", True),
        ("try:\n    return 1\nexcept ValueError:\n    pass", True),
        ("try:\n    return 1\nexcept ValueError:\n    raise", False),
        ("try:\n    x()\nfinally:\n    return 1", False),
        ("assert DEBUG", False),
        ("assert x", True),
    ],
)
def test_what_control_gets_behind(text: str, is_completed: bool) -> None:
    assert completes(Code(HEAD, "demo"), ast.parse(text).body) is is_completed
