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


CHANGES = [
    "def DEBUG(): ...",
    "async def DEBUG(): ...",
    "class DEBUG: ...",
    "@(DEBUG := print)\ndef other(): ...",
    "def other(value=(DEBUG := True)): ...",
    "print(DEBUG := True)",
    "[DEBUG := each for each in ()]",
    "if DEBUG := bool(other): ...",
    "try: ...\nexcept ValueError as DEBUG: ...",
    "match other:\n    case DEBUG: ...",
    "match other:\n    case [1, *DEBUG]: ...",
    "match other:\n    case {1: 2, **DEBUG}: ...",
    "match other:\n    case int() as DEBUG: ...",
    "match other:\n    case 1:\n        DEBUG = True",
    "from local import *",
    "globals()['DEBUG'] = True",
    "globals().update(other)",
    "vars()['DEBUG'] = True",
    "exec('DEBUG = True')",
    "def change():\n    globals()['DEBUG'] = True",
    "setattr(sys.modules[__name__], 'DEBUG', True)",
    "del DEBUG",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_name_that_something_changes_is_not_certain(change: str) -> None:
    code = Code(f"DEBUG = False\n{change}\n", "demo")
    assert truth(code, ast.parse("DEBUG", mode="eval").body) is None


@pytest.mark.parametrize(
    "other",
    [
        "def change():\n    DEBUG = True",
        "class Other:\n    DEBUG = True\n    def DEBUG(self): ...",
        "call = lambda: (DEBUG := 1)",
        "[DEBUG for DEBUG in other]",
        "match other:\n    case _: ...",
    ],
)
def test_a_name_of_an_inner_scope_changes_none_of_the_module(other: str) -> None:
    code = Code(f"from local import *\nDEBUG = False\n{other}\n", "demo")
    assert truth(code, ast.parse("DEBUG", mode="eval").body) is False


@pytest.mark.parametrize("change", ["fail = print", "from local import *", "globals().clear()"])
def test_a_function_that_may_be_replaced_may_return(change: str) -> None:
    code = Code(f"{HEAD}\n{change}\n", "demo")
    assert completes(code, ast.parse("fail()").body)


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
