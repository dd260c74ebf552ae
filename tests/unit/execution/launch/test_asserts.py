"""Assertions that say what they compared: the same verdicts as plain ones, each operand evaluated once."""

from __future__ import annotations

import ast
import gc
import weakref
from typing import Any

import pytest

from aqe.execution.launch.asserts import TELLER, tell_operands, told


def run(text: str, **names: Any) -> dict[str, Any]:
    namespace: dict[str, Any] = {TELLER: told, **names}
    exec(compile(tell_operands(ast.parse(text)), "test_x.py", "exec"), namespace)
    return namespace


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("2 + 3 == 6", "assert 5 == 6"),
        ("2 != 2", "assert 2 != 2"),
        ("'a' in ['b']", "assert 'a' in ['b']"),
        ("'a' not in 'abc'", "assert 'a' not in 'abc'"),
        ("None is not None", "assert None is not None"),
        ("not [1]", "assert not [1]"),
        ("len([])", "assert 0"),
        ("1 < 2 < 2", "assert False"),
        ("5 == 6, 'own'", "own\nassert 5 == 6"),
        ("'x' * 1000 == ''", "assert 'xxx"),
    ],
)
def test_a_failed_assertion_shows_its_operands(condition: str, message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        run(f"assert {condition}")
    shown = str(caught.value)
    assert shown.startswith(message)
    assert len(shown) < 300


def test_operands_are_evaluated_once_and_messages_only_where_they_are_needed() -> None:
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return name

    run("assert ask('a') == ask('a'), ask('m')\nassert ask('b')", ask=ask)
    assert asked == ["a", "a", "b"]


def test_what_was_compared_lives_no_longer_than_before() -> None:
    class Thing:
        pass

    text = (
        "def test(make, weak):\n"
        "    thing = make()\n"
        "    seen = weak(thing)\n"
        "    assert thing is seen()\n"
        "    del thing\n"
        "    return seen\n"
    )
    seen = run(text)["test"](Thing, weakref.ref)
    gc.collect()
    assert seen() is None


def test_a_broken_repr_is_told_of() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise ValueError

    with pytest.raises(AssertionError, match="<Broken with a broken repr: ValueError> == 1"):
        run("assert thing == 1", thing=Broken())
