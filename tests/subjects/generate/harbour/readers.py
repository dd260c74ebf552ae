"""Code that reads code: a visitor of syntax trees, with private methods that its class alone can name."""

from __future__ import annotations

import ast


class Register(ast.NodeVisitor):
    """Names that a program binds, and how many decisions it takes."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.decisions = 0

    def visit_FunctionDef(self, node) -> None:
        if node.decorator_list:
            self.decisions += 1
        self.names.append(node.name)

    def visit_If(self, node) -> None:
        self.decisions += 2 if node.orelse else 1

    def __forgotten(self, name: str) -> bool:
        if name in self.names:
            self.names.remove(name)
            return True
        return False


def kind_of(node: ast.AST) -> str:
    """What a node is for."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return "imports"
    if isinstance(node, ast.Call):
        return "calls" if node.keywords else "calls plainly"
    return "other"
