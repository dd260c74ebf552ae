"""Changing names in source text."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping

from aqe.domain.recipe import Recipe, Verbatim
from aqe.syntax.recipe_trees import walk

__all__ = ["imported_names", "with_names"]

_NAMED = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_WORD = re.compile(r"[^\W\d]\w*")


def with_names(source: str, wanted: Mapping[str, str]) -> str:
    """Source with names replaced in place; left alone where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    lines = source.splitlines(keepends=True)
    places: list[tuple[int, int, str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in wanted:
            places.append((node.lineno, node.col_offset, node.id, wanted[node.id]))
        elif isinstance(node, _NAMED) and node.name in wanted:
            line = lines[node.lineno - 1].encode()
            column = line.find(node.name.encode(), node.col_offset)
            places.append((node.lineno, column, node.name, wanted[node.name]))
    for number, column, old, new in sorted(places, reverse=True):
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
