"""Names in the trees of proposed tests."""

from __future__ import annotations

import ast

__all__ = ["dotted", "ending", "is_dunder", "root"]


def ending(node: ast.expr) -> str:
    """The last part of a dotted name, of a call that of what is called; empty where there is none."""
    if isinstance(node, ast.Call):
        return ending(node.func)
    return node.attr if isinstance(node, ast.Attribute) else str(getattr(node, "id", ""))


def dotted(node: ast.expr) -> str:
    """A dotted name as text; of what is called or subscripted on the way only the owner."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            owner = dotted(value)
            return f"{owner}.{name}" if owner else ""
        case ast.Call(func=callee):
            return dotted(callee)
        case ast.Subscript(value=value):
            return dotted(value)
    return ""


def root(node: ast.expr) -> str:
    """The name with which an expression begins; empty where it begins with none."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript | ast.Await):
        node = node.func if isinstance(node, ast.Call) else node.value
    return str(getattr(node, "id", ""))


def is_dunder(name: str) -> bool:
    """Whether Python gives a name a meaning of its own."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")
