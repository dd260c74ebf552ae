"""Statements wrapped over lines as the common formatters (ruff, black) wrap them.

Works on trees, so any valid source can be handed in; comments are not kept.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from aqe.domain.syntax_trees import parsed_expression, parsed_module
from aqe.syntax.python.arrangement import BARE, Arrangement
from aqe.syntax.python.documents import Document, render
from aqe.syntax.python.operators import BINARY

__all__ = ["LINE_WIDTH", "Layout"]

LINE_WIDTH = 88
"""The default of the common formatters."""

_UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Wraps statements to a line width."""

    width: int = LINE_WIDTH

    def statement(self, source: str, *, indent: int = 0) -> str:
        """One simple statement, wrapped; the text as it was when it is not one.

        Args:
            source: Source of the statement.
            indent: Columns in front of the statement.
        """
        node, parsed = _only_statement(source)
        if node is None:
            return _indented(source, indent)
        document = _statement_document(node, Arrangement(parsed))
        if document is None:
            return _indented(source, indent)
        return self._render(document, indent)

    def with_header(self, items: Sequence[str], *, indent: int = 0, is_async: bool = False) -> str:
        """``with a, b as c:``, wrapped."""
        prefix = "async with" if is_async else "with"
        source = f"async def _():\n {prefix} {', '.join(items)}:\n  pass"
        function, _ = _only_statement(source)
        assert isinstance(function, ast.AsyncFunctionDef)
        node = function.body[0]
        assert isinstance(node, ast.With | ast.AsyncWith)
        arrangement = Arrangement(source)
        document = [f"{prefix} ", *arrangement.with_items(node.items), ":"]
        return self._render(document, indent)

    def decorator(self, source: str, *, indent: int = 0) -> str:
        """``@expression``, wrapped."""
        node = parsed_expression(source)
        return self._render(["@", *Arrangement(source).expression(node, BARE)], indent)

    def function_header(self, name: str, parameters: Sequence[str]) -> str:
        """``def name(parameters):``, wrapped."""
        line = f"def {name}({', '.join(parameters)}):"
        if len(line) <= self.width:
            return line
        inner = "    " + ", ".join(parameters)
        if len(inner) <= self.width:
            return f"def {name}(\n{inner}\n):"
        return "\n".join([f"def {name}(", *(f"    {each}," for each in parameters), "):"])

    def from_import(self, module: str, names: Sequence[str]) -> str:
        """``from module import a, b as c``, one name a line where it is too long."""
        line = f"from {module} import {', '.join(names)}"
        if len(line) <= self.width:
            return line
        return "\n".join([f"from {module} import (", *(f"    {name}," for name in names), ")"])

    def _render(self, document: Sequence[Document], indent: int) -> str:
        return " " * indent + render(document, width=self.width, indent=indent, column=indent)


def _indented(source: str, indent: int) -> str:
    margin = " " * indent
    return "\n".join(margin + line if line.strip() else line for line in source.splitlines())


def _only_statement(source: str) -> tuple[ast.stmt | None, str]:
    """The statement, and the text that its positions refer to."""
    body, text = _parse(source), source
    if body is None:  # a statement with await, outside of its function
        text = "async def _():\n " + "\n ".join(source.splitlines())
        wrapped = _parse(text)
        function = wrapped[0] if wrapped else None
        body = function.body if isinstance(function, ast.AsyncFunctionDef) else None
    if body is None or len(body) != 1:
        return None, source
    return body[0], text


def _parse(source: str) -> list[ast.stmt] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_module(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _statement_document(node: ast.stmt, arrangement: Arrangement) -> list[Document] | None:
    match node:
        case ast.Expr(value=ast.BinOp() as value):
            return arrangement.last_expression(value)
        case ast.Expr(value=value):
            return arrangement.expression(value, BARE)
        case ast.Assign(targets=[target], value=value):
            text = render(arrangement.expression(target, BARE), width=_UNLIMITED)
            document: list[Document] = [text, " = "]
            return [*document, *arrangement.assigned(target, value)]
        case ast.AnnAssign(target=target, annotation=annotation, value=annotated):
            document = [*arrangement.expression(target, BARE), ": "]
            document += arrangement.expression(annotation, BARE)
            if annotated is not None:
                document += [" = ", *arrangement.last_expression(annotated)]
            return document
        case ast.AugAssign(target=target, op=op, value=value):
            document = [*arrangement.expression(target, BARE), f" {BINARY[type(op)][0]}= "]
            return [*document, *arrangement.last_expression(value)]
        case ast.Assert(test=test, msg=None):
            return ["assert ", *arrangement.last_expression(test)]
        case ast.Return(value=ast.expr() as value):
            return ["return ", *arrangement.last_expression(value)]
        case ast.Raise(exc=ast.expr() as raised, cause=None):
            return ["raise ", *arrangement.last_expression(raised)]
        case ast.Delete(targets=[target]):
            return ["del ", *arrangement.last_expression(target)]
    return None
