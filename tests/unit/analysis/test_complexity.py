"""McCabe's number against counts by hand."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from aqe.analysis.complexity import complexity_of


@pytest.mark.parametrize(
    ("body", "complexity"),
    [
        pytest.param("return 1", 1, id="straight"),
        pytest.param("if a:\n    b\nelif c:\n    d\nelse:\n    e", 3, id="elif"),
        pytest.param("return a and b or c", 3, id="operands"),
        pytest.param("for x in y:\n    while z:\n        pass", 3, id="loops"),
        pytest.param(
            "try:\n    a\nexcept B:\n    c\nexcept D:\n    e\nfinally:\n    f", 3, id="handlers"
        ),
        pytest.param("return [x for x in y if x if z] if a else 0", 5, id="comprehension"),
        pytest.param("assert a", 2, id="assert"),
        pytest.param(
            "match a:\n    case 1:\n        b\n    case [x]:\n        c\n    case _:\n        d",
            3,
            id="match",
        ),
        pytest.param("def inner():\n    if a:\n        b\nreturn inner", 1, id="inner"),
    ],
)
def test_decision_points_are_counted(body: str, complexity: int) -> None:
    tree = ast.parse("def f():\n" + "\n".join(f"    {line}" for line in dedent(body).split("\n")))
    assert complexity_of(tree.body[0]) == complexity
