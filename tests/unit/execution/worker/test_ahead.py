"""What is compiled once, so that forks need not do it again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aqe.execution.worker import execute, pristine
from aqe.execution.worker.pristine import Pristine


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    monkeypatch.setattr(execute, "_codes", found)
    return found


def _program(*lines: list[str | None]) -> list[Any]:
    return [1, ["import re"], ["def f(): pass"], [*lines], [], 0]


def test_lines_are_compiled_before_they_are_run(codes: dict[tuple[str, str], Any]) -> None:
    execute.compile_ahead([_program(["plain", "f(1)", "found"], ["statement", "a = 1", "a"])])
    assert set(codes) == {
        ("exec", "import re"),
        ("exec", "def f(): pass"),
        ("eval", "f(1)"),
        ("exec", "a = 1"),
    }
    known = dict(codes)
    assert execute._compiled("eval", "f(1)") is known["eval", "f(1)"]


def test_what_cannot_be_compiled_is_left_to_whoever_runs_it(
    codes: dict[tuple[str, str], Any],
) -> None:
    execute.compile_ahead([_program(["plain", "f(", None], ["plain", f"f({'a' * 3000})", None])])
    assert set(codes) == {("exec", "import re"), ("exec", "def f(): pass")}


def test_nobody_hears_what_the_text_of_a_program_is_warned_of(
    codes: dict[tuple[str, str], Any], recwarn: pytest.WarningsRecorder
) -> None:
    execute._compiled("eval", "1 is 2")
    execute.compile_ahead([_program(["plain", "2 is 1", None])])
    assert len(codes) == 4
    assert not list(recwarn)


def test_expressions_are_told_once() -> None:
    parent: Any = Pristine.__new__(Pristine)
    parent._patterns = set()
    parent._fresh_patterns()
    re.compile("only here [0-9]", re.IGNORECASE)
    assert parent._fresh_patterns() == [("only here [0-9]", re.IGNORECASE.value)]
    assert parent._fresh_patterns() == []


def test_expressions_are_compiled_and_broken_ones_are_left() -> None:
    re.purge()
    pristine._Host._compile([("(", 0), ("only there", re.IGNORECASE.value)])
    assert [key[1:] for key in re._cache] == [("only there", 2)]  # type: ignore[attr-defined]
