"""What operators are called, held against what they do."""

from __future__ import annotations

import ast
import operator

import pytest

from aqe.syntax.python.operators import (
    BINARY,
    BINARY_NAMES,
    COMPARE,
    COMPARISON_NAMES,
    COMPARISON_SIGNS,
    UNARY,
    UNARY_NAMES,
)


class Twice:
    """Something that can be multiplied as matrices are."""

    def __matmul__(self, other: object) -> int:
        return 42


def named(name: str) -> object:
    return getattr(operator, name, None) or getattr(operator, f"{name}_")


@pytest.mark.parametrize("node", BINARY, ids=lambda node: node.__name__)
def test_a_binary_operator_is_called_as_the_function_that_does_it(node: type[ast.operator]) -> None:
    left, right = (Twice(), 2) if node is ast.MatMult else (13, 2)
    shown = eval(f"left {BINARY[node][0]} right", {"left": left, "right": right})
    assert named(BINARY_NAMES[node])(left, right) == shown  # type: ignore[operator]


@pytest.mark.parametrize("node", UNARY, ids=lambda node: node.__name__)
def test_a_unary_operator_is_called_as_the_function_that_does_it(node: type[ast.unaryop]) -> None:
    assert named(UNARY_NAMES[node])(13) == eval(f"{UNARY[node]}13")  # type: ignore[operator]


@pytest.mark.parametrize("node", COMPARE, ids=lambda node: node.__name__)
def test_a_comparison_has_a_name_and_its_sign(node: type[ast.cmpop]) -> None:
    name, sign = COMPARISON_NAMES[node], COMPARE[node]
    assert COMPARISON_SIGNS[name] == sign
    if node in (ast.Is, ast.IsNot, ast.In, ast.NotIn):
        assert name == sign.replace(" ", "_")
        return
    for pair in ((1, 2), (2, 1), (2, 2)):
        assert named(name)(*pair) == eval(f"{pair[0]} {sign} {pair[1]}")  # type: ignore[operator]
