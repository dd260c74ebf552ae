"""Which lines count."""

from __future__ import annotations

import ast
import textwrap

import pytest

from aqe.execution.worker.lines import SourceLines


def lines_of(source: str) -> SourceLines:
    text = textwrap.dedent(source)
    return SourceLines(text, ast.parse(text), compile(text, "<test>", "exec"))


@pytest.mark.parametrize(
    ("source", "counted"),
    [
        pytest.param("x = 1\ny = 2\n", {1, 2}, id="statements"),
        pytest.param('"""Doc."""\nx = 1\n', {2}, id="module documentation"),
        pytest.param('def f():\n    """Doc."""\n    return 1\n', {1, 3}, id="documentation"),
        pytest.param("def f():\n    global x\n    x = 1\n", {1, 3}, id="global"),
        pytest.param("x = (\n    1,\n    2,\n)\n", {1}, id="one statement on several lines"),
        pytest.param("if 0:\n    x = 1\ny = 2\n", {1, 3}, id="removed by the compiler"),
        pytest.param("x = 1  # pragma: no cover\ny = 2\n", {2}, id="excluded line"),
        pytest.param(
            "def f():  # pragma: no cover\n    x = 1\n    return x\ny = 2\n",
            {4},
            id="excluded function",
        ),
        pytest.param(
            "if y:\n    x = 1\nelse:  # pragma: no cover\n    x = 2\n", {1, 2}, id="excluded clause"
        ),
        pytest.param("class A:\n    def f(self): ...\n    x = 1\n", {1, 3}, id="dots as a body"),
        pytest.param("if TYPE_CHECKING:\n    import a\nimport b\n", {3}, id="imports for types"),
    ],
)
def test_counted_lines(source: str, counted: set[int]) -> None:
    assert lines_of(source).counted == counted


def test_every_line_knows_where_its_statement_starts() -> None:
    lines = lines_of("x = [\n    1,\n]\ny = 2\n")
    assert [lines.first(number) for number in (1, 2, 3, 4)] == [1, 1, 1, 4]


def test_partial_branches_are_marked() -> None:
    lines = lines_of("if x:  # pragma: no branch\n    y = 1\n")
    assert lines.partial == {1}
    assert lines.counted == {1, 2}
