"""What the names of a body stand for in its module and package."""

from __future__ import annotations

import ast

from aqe.analysis.flow.facts import FactBook, FunctionFacts
from aqe.analysis.flow.shapes import Shape
from aqe.analysis.hints import HintReader
from aqe.analysis.scopes import dotted_name

__all__ = ["NameReader"]


class NameReader:
    """Looks names up; how expressions are read is left to a subclass."""

    def __init__(self, book: FactBook, facts: FunctionFacts) -> None:
        self.book = book
        self.facts = facts
        self.hints = HintReader(book.package, facts.scope, facts.owner)
        self.owner_class = f"{facts.scope.module}:{facts.owner}" if facts.owner else ""

    def evaluate(self, node: ast.AST | None) -> Shape | None:
        """The shape of an expression's value where it is followed."""
        raise NotImplementedError

    def resolve(self, name: str) -> str | None:
        """What a dotted name stands for in this module."""
        return self.book.package.resolve(self.facts.scope, name, self.facts.owner)

    def module_value(self, node: ast.AST | None) -> ast.expr | None:
        """The value of a module-level (or class-level) name of the package."""
        name = dotted_name(node)
        if name is None:
            return None
        head, _, rest = name.partition(".")
        if rest and head in (self.facts.receiver, "cls") and self.facts.owner:
            return self._class_value(rest)
        resolved = self.resolve(name)
        return self.book.package.value_node(resolved) if resolved else None

    def _class_value(self, name: str) -> ast.expr | None:
        for each in self.book.lineage(self.owner_class):
            found = self.book.package.class_node(each)
            for statement in found[2].body if found else ():
                if isinstance(statement, ast.Assign):
                    targets = [each.id for each in statement.targets if isinstance(each, ast.Name)]
                    if name in targets:
                        return statement.value
        return None

    def _string_of(self, node: ast.expr) -> str | None:
        value = node if isinstance(node, ast.Constant) else self.module_value(node)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
        return None
