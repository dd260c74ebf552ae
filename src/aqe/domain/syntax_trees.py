"""Syntax trees of Python source, one at a time in a process.

Python before 3.11.8 counts the depth of the tree that it hands out in one place for all threads. Where
two threads parse at once, either can be told ``SystemError: AST constructor recursion depth mismatch``
for source that has nothing wrong with it (CPython gh-106905). Requests for several modules share a
process, so all of aqe parses here, behind one lock.
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

__all__ = ["nodes_in", "parsed_expression", "parsed_literal", "parsed_module", "shared_module"]

# Reentrant: a finalizer that parses amid a tree spoils that tree, but waits for nobody.
_ONE_AT_A_TIME = threading.RLock()


def parsed_module(source: str | bytes, filename: str = "<unknown>") -> ast.Module:
    """The tree of a module, as `ast.parse` gives it and with the same errors."""
    with _ONE_AT_A_TIME:
        return ast.parse(source, filename)


@lru_cache(maxsize=4)
def shared_module(source: str) -> ast.Module:
    """The tree of a module for readers only: who asks for the same source again gets the same tree."""
    return parsed_module(source)


_SCOPES = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def nodes_in(tree: ast.AST) -> Iterator[ast.AST]:
    """A tree and all that is in it, in the order of `ast.walk`.

    Those of a module, class or function are looked up once, since dozens of readers ask for them: who
    changes a tree must not ask before.
    """
    return iter(_nodes_of_scope(tree)) if isinstance(tree, _SCOPES) else iter(_nodes(tree))


@lru_cache(maxsize=512)
def _nodes_of_scope(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(_nodes(tree))


def _nodes(tree: ast.AST) -> list[ast.AST]:
    found = [tree]
    for node in found:  # grows while it is gone through
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                found.append(value)
            elif isinstance(value, list):
                found += [each for each in value if isinstance(each, ast.AST)]
    return found


def parsed_expression(source: str) -> ast.expr:
    """The tree of one expression; the errors are those of `ast.parse`."""
    with _ONE_AT_A_TIME:
        return ast.parse(source, mode="eval").body


def parsed_literal(source: str | ast.AST) -> Any:
    """The value that a literal or its tree stands for; the errors are those of `ast.literal_eval`."""
    with _ONE_AT_A_TIME:
        return ast.literal_eval(source)
