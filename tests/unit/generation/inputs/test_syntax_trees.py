"""Nodes of syntax trees: what is offered for a type is of that type."""

from __future__ import annotations

import ast

import pytest

from aqe.domain.recipe import Recipe
from aqe.generation.inputs.syntax_trees import nodes_of
from aqe.syntax.python.expressions import Printer


def _made(recipe: Recipe) -> ast.AST:
    found = eval(Printer().expression(recipe), {"ast": ast, "parse": ast.parse})
    assert isinstance(found, ast.AST)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "AST", "stmt", "expr", "mod", "Module",
        "Name", "Constant", "Attribute", "Subscript", "Call", "Lambda", "BinOp", "BoolOp", "Compare",
        "List", "Tuple", "Set", "Dict", "ListComp", "GeneratorExp", "JoinedStr", "NamedExpr", "IfExp",
        "Assign", "AnnAssign", "AugAssign", "Delete", "Import", "ImportFrom", "FunctionDef", "ClassDef",
        "AsyncFunctionDef", "If", "For", "While", "Try", "With", "Raise", "Assert", "Global", "Expr", "Pass",
    ],
)  # fmt: skip
def test_nodes_are_of_their_type(name: str) -> None:
    found = nodes_of(name)
    assert found
    assert {isinstance(_made(each), getattr(ast, name)) for each in found} == {True}
    assert len(found) <= 4 or name in ("AST", "stmt", "expr")


def test_a_wide_type_shows_each_kind_once() -> None:
    kinds = [type(_made(each)) for each in nodes_of("stmt")]
    assert len(kinds) == len(set(kinds)) > 15


def test_what_is_no_node_has_none() -> None:
    assert nodes_of("parse") == ()
    assert nodes_of("NodeVisitor") == ()
