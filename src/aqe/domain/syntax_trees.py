"""Syntax trees of Python source, one at a time in a process.

Python before 3.11.8 counts the depth of the tree that it hands out in one place for all threads. Where
two threads parse at once, either can be told ``SystemError: AST constructor recursion depth mismatch``
for source that has nothing wrong with it (CPython gh-106905). Requests for several modules share a
process, so all of aqe parses here, behind one lock.
"""

from __future__ import annotations

import ast
import threading
from functools import lru_cache
from typing import Any

__all__ = ["parsed_expression", "parsed_literal", "parsed_module", "shared_module"]

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


def parsed_expression(source: str) -> ast.expr:
    """The tree of one expression; the errors are those of `ast.parse`."""
    with _ONE_AT_A_TIME:
        return ast.parse(source, mode="eval").body


def parsed_literal(source: str | ast.AST) -> Any:
    """The value that a literal or its tree stands for; the errors are those of `ast.literal_eval`."""
    with _ONE_AT_A_TIME:
        return ast.literal_eval(source)
