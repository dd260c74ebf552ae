"""Which classes are a module's own."""

from __future__ import annotations

import re
import types

import pytest

from aqe.execution.worker.describe import describe_module, describe_patterns

SOURCE = """
import re
from decimal import Decimal

class Ring:
    WORD = re.compile("[a-z]+")
    def turn(self): ...

class Empty:
    pass
"""


@pytest.fixture
def module() -> types.ModuleType:
    made = types.ModuleType("kit._ring")
    exec(SOURCE, made.__dict__)
    return made


def _methods(module: types.ModuleType) -> list[str]:
    return [str(each["name"]) for each in describe_module(module) if "." in str(each["name"])]


def test_methods_of_own_classes_follow(module: types.ModuleType) -> None:
    assert _methods(module) == ["Ring.turn"]
    assert describe_patterns(module) == [["Ring.WORD", "[a-z]+"]]


def test_a_class_stays_its_modules_own_where_it_names_who_hands_it_on(
    module: types.ModuleType,
) -> None:
    module.Ring.__module__ = module.Empty.__module__ = "kit"  # type: ignore[attr-defined]
    assert _methods(module) == ["Ring.turn"]
    assert describe_patterns(module) == [["Ring.WORD", "[a-z]+"]]


def test_the_functions_of_others_in_its_body_make_it_nobodys(module: types.ModuleType) -> None:
    lent = type("Lent", (), {"__module__": "other", "turn": re.compile, "WORD": re.compile("x")})
    module.Lent = lent  # type: ignore[attr-defined]
    assert _methods(module) == ["Ring.turn"]
    assert describe_patterns(module) == [["Ring.WORD", "[a-z]+"]]
