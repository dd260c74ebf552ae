"""Changing names in source text."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping

from aqe.domain.recipe import Recipe, Verbatim
from aqe.domain.source_lines import source_lines_with_ends
from aqe.domain.syntax_trees import nodes_in, parsed_literal, parsed_module
from aqe.syntax.python.literals import literal_text
from aqe.syntax.recipe_trees import walk

__all__ = ["imported_names", "with_double_quotes", "with_names"]

_NAMED = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_WORD = re.compile(r"[^\W\d]\w*")


def with_names(source: str, wanted: Mapping[str, str]) -> str:
    """Source with names replaced in place; left alone where it does not parse."""
    tree = _parse(source)
    if tree is None:
        return source
    lines = source_lines_with_ends(source)
    changes: list[_Change] = []
    for node in nodes_in(tree):
        if isinstance(node, ast.Name) and node.id in wanted:
            changes.append((node.lineno, node.col_offset, node.id, wanted[node.id]))
        elif isinstance(node, _NAMED) and node.name in wanted:
            line = lines[node.lineno - 1].encode()
            column = line.find(node.name.encode(), node.col_offset)
            changes.append((node.lineno, column, node.name, wanted[node.name]))
    return _changed(lines, changes)


def with_double_quotes(source: str) -> str:
    """Source whose plain one-line strings are quoted as formatters quote them."""
    tree = _parse(source)
    if tree is None:
        return source
    lines = source_lines_with_ends(source)
    inside = {
        id(part)
        for node in nodes_in(tree)
        if isinstance(node, ast.JoinedStr)
        for part in nodes_in(node)
    }
    changes: list[_Change] = []
    for node in nodes_in(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str | bytes):
            continue
        old = ast.get_source_segment(source, node)
        if id(node) not in inside and old is not None and old.startswith(("'", "b'")):
            new = literal_text(node.value)
            if "\n" not in old and parsed_literal(new) == node.value:
                changes.append((node.lineno, node.col_offset, old, new))
    return _changed(lines, changes)


_Change = tuple[int, int, str, str]
"""Line, column in bytes, old text, new text."""


def _parse(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _changed(lines: list[str], changes: list[_Change]) -> str:
    for number, column, old, new in sorted(changes, reverse=True):
        line = lines[number - 1].encode()
        end = column + len(old.encode())
        lines[number - 1] = (line[:column] + new.encode() + line[end:]).decode()
    return "".join(lines)


def imported_names(recipe: Recipe) -> set[str]:
    """Words of the verbatim parts of a recipe."""
    return {
        word
        for part in walk(recipe)
        if isinstance(part, Verbatim)
        for word in _WORD.findall(part.source)
    }
