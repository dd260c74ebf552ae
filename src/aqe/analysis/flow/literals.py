"""Literals and displays: their source and their type. Nothing is evaluated."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from aqe.domain.types import TypeRef

__all__ = ["literal_source", "type_of_literal"]

MAX_LITERAL = 200
"""Characters of a literal that is kept as source."""
MAX_PARTS = 16


def literal_source(node: ast.AST | None) -> str | None:
    """Source of a literal: a constant, a negative number, or a small container of those."""
    if isinstance(node, ast.Constant):
        if node.value is Ellipsis:
            return None
        text = repr(node.value)
        return text if len(text) <= MAX_LITERAL else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = node.operand
        if isinstance(inner, ast.Constant) and isinstance(inner.value, int | float | complex):
            return f"-{inner.value!r}"
        return None
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return _display_source(node, [*node.elts])
    if isinstance(node, ast.Dict):
        return _display_source(node, [*node.keys, *node.values])
    return None


def _display_source(node: ast.expr, parts: Sequence[ast.expr | None]) -> str | None:
    if len(parts) > MAX_PARTS or any(literal_source(item) is None for item in parts):
        return None
    text = ast.unparse(node)
    return text if len(text) <= MAX_LITERAL else None


def type_of_literal(node: ast.AST | None) -> TypeRef | None:
    """The type of a literal or display."""
    if isinstance(node, ast.Constant):
        value = node.value
        if value is None:
            return TypeRef("none")
        name = type(value).__name__
        return (
            TypeRef(name) if name in ("bool", "int", "float", "complex", "str", "bytes") else None
        )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return type_of_literal(node.operand)
    if isinstance(node, ast.JoinedStr):
        return TypeRef("str")
    if isinstance(node, ast.List | ast.ListComp):
        return _container("list", node.elts if isinstance(node, ast.List) else [node.elt])
    if isinstance(node, ast.Set | ast.SetComp):
        return _container("set", node.elts if isinstance(node, ast.Set) else [node.elt])
    if isinstance(node, ast.Tuple):
        parts = [type_of_literal(item) for item in node.elts]
        known = tuple(part for part in parts if part)
        return TypeRef("tuple", known if len(known) == len(parts) else ())
    if isinstance(node, ast.Dict):
        keys = _one([type_of_literal(key) for key in node.keys])
        values = _one([type_of_literal(value) for value in node.values])
        return TypeRef("dict", (keys or TypeRef("any"), values or TypeRef("any")) if keys else ())
    if isinstance(node, ast.DictComp):
        return TypeRef("dict")
    if isinstance(node, ast.GeneratorExp):
        return TypeRef("iterator")
    if isinstance(node, ast.Lambda):
        return TypeRef("callable")
    return None


def _container(name: str, items: list[ast.expr]) -> TypeRef:
    inner = _one([type_of_literal(item) for item in items])
    return TypeRef(name, (inner,) if inner else ())


def _one(types: list[TypeRef | None]) -> TypeRef | None:
    distinct = set(types)
    return types[0] if len(distinct) == 1 else None
