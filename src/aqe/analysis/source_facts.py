"""What can be counted in a source to tell how hard it is to test: size, decisions, security."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from aqe.analysis.complexity import complexity_of
from aqe.analysis.parsing import parse_source
from aqe.analysis.security import security_reasons
from aqe.domain.routing import SourceFacts
from aqe.domain.syntax_trees import nodes_in

__all__ = ["source_facts"]

_CALLABLES = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_CALLABLES, ast.ClassDef)
_WITH_LINES = (ast.stmt, ast.expr, ast.excepthandler, ast.pattern, ast.arg, ast.keyword, ast.alias)


def source_facts(
    text: str, name: str, *, failed_goals: int = 0, total_goals: int = 0
) -> SourceFacts:
    """The facts of a module.

    Args:
        text: Its source.
        name: What messages call it.
        failed_goals: Goals there that search gave up on.
        total_goals: All goals there.

    Raises:
        SourceError: It is not Python.
    """
    tree = parse_source(text, name)
    scopes = [each for each in nodes_in(tree) if isinstance(each, _SCOPES)]
    decisions = [complexity_of(each) - 1 for each in (tree, *scopes)]
    callables = [each for each in scopes if isinstance(each, _CALLABLES)]
    return SourceFacts(
        lines=len(set(_lines_of_code(tree))),
        branches=sum(decisions),
        largest_callable=max((complexity_of(each) - 1 for each in callables), default=0),
        callables=len(callables),
        dependencies=len(set(_dependencies(tree))),
        security=security_reasons(tree),
        failed_goals=failed_goals,
        total_goals=total_goals,
    )


def _lines_of_code(tree: ast.Module) -> Iterator[int]:
    """Lines on which something of the syntax tree stands, docstrings left out."""
    docstrings = {id(each) for each in _docstrings(tree)}
    for node in nodes_in(tree):
        if id(node) in docstrings or not isinstance(node, _WITH_LINES):
            continue
        if isinstance(node, ast.Constant):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)
        else:
            yield node.lineno
            if not isinstance(node, (*_SCOPES, ast.Expr)):
                yield node.end_lineno or node.lineno


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in nodes_in(tree):
        match node:
            case (
                ast.Module(body=[ast.Expr(value=ast.Constant(value=str())) as first, *_])
                | ast.ClassDef(body=[ast.Expr(value=ast.Constant(value=str())) as first, *_])
                | ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str())) as first, *_])
                | ast.AsyncFunctionDef(
                    body=[ast.Expr(value=ast.Constant(value=str())) as first, *_]
                )
            ):
                yield first
                yield first.value


def _dependencies(tree: ast.Module) -> Iterator[str]:
    """Imported packages outside the standard library, and siblings by their names."""
    for node in nodes_in(tree):
        if isinstance(node, ast.Import):
            names = [each.name.partition(".")[0] for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            prefix = "." * node.level
            names = [f"{prefix}{node.module or each.name}" for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(node.module or "").partition(".")[0]]
        else:
            continue
        yield from (each for each in names if each and each not in sys.stdlib_module_names)
