"""Cyclomatic complexity (McCabe 1976) of a body: decision points + 1."""

from __future__ import annotations

import ast

__all__ = ["complexity_of"]

_DECISIONS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.IfExp,
    ast.ExceptHandler,
    ast.Assert,
    ast.comprehension,
)


def complexity_of(node: ast.AST) -> int:
    """Decision points of a definition + 1. Functions and classes inside count for themselves."""
    total = 1
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if isinstance(each, _DECISIONS):
            total += 1
        if isinstance(each, ast.comprehension):
            total += len(each.ifs)
        elif isinstance(each, ast.BoolOp):
            total += len(each.values) - 1
        elif isinstance(each, ast.match_case):
            total += not _is_wildcard(each)
        waiting.extend(ast.iter_child_nodes(each))
    return total


def _is_wildcard(case: ast.match_case) -> bool:
    pattern = case.pattern
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None and case.guard is None
