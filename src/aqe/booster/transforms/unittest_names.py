"""Which names of a module mean something of unittest, and what a test case class brings along."""

from __future__ import annotations

import ast
import unittest

__all__ = ["CASE_ATTRIBUTES", "UnittestNames", "dotted"]

CASE_ATTRIBUTES = frozenset(name for name in dir(unittest.TestCase()) if not name.startswith("__"))
"""Methods and attributes that a class and its objects have from TestCase only."""


class UnittestNames:
    """The names under which a module knows unittest and parts of it."""

    def __init__(self, tree: ast.Module) -> None:
        self._names: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for each in node.names:
                    if each.name.split(".")[0] == "unittest":
                        self._names[each.asname or "unittest"] = (
                            each.name if each.asname else "unittest"
                        )
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == "unittest":
                for each in node.names:
                    self._names[each.asname or each.name] = f"unittest.{each.name}"

    def full(self, node: ast.expr) -> str | None:
        """The name in full, as in `unittest.TestCase`; None for what is not of unittest."""
        name = dotted(node)
        if name is None:
            return None
        first, _, rest = name.partition(".")
        known = self._names.get(first)
        if known is None:
            return None
        return f"{known}.{rest}" if rest else known


def dotted(node: ast.expr) -> str | None:
    """The text of a name with dots, None for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return None if before is None else f"{before}.{node.attr}"
    return None
