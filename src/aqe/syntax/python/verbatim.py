"""Names inside source that is kept as somebody wrote it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from functools import lru_cache

from aqe.domain.recipe import Await, Recipe, Verbatim
from aqe.domain.syntax_trees import parsed_module

__all__ = ["bound_names", "is_asynchronous", "rename", "stored_names"]


@lru_cache(maxsize=1024)
def _parse(source: str) -> ast.Module | None:
    margin = "\n ".join(source.strip().splitlines())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_module(f"async def _():\n {margin}")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _body(source: str) -> list[ast.stmt]:
    tree = _parse(source)
    if tree is None or not isinstance(tree.body[0], ast.AsyncFunctionDef):
        return []
    return tree.body[0].body


def bound_names(source: str) -> frozenset[str]:
    """Names that a statement binds for the statements behind it."""
    found: set[str] = set()
    for statement in _body(source):
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.With):
            found |= {
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
    return frozenset(found)


def stored_names(source: str) -> set[str]:
    """All names that source binds, those of its comprehensions included."""
    return {
        node.id
        for statement in _body(source)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def rename(source: str, mapping: Mapping[str, str]) -> str:
    """The source with names replaced; parameters of its own functions stay."""
    if not any(name in source for name in mapping):
        return source
    body = _body(source)
    changed = False
    copies = []
    for statement in body:
        copy = parsed_module(ast.unparse(statement)) if not _awaits(statement) else None
        if copy is None:
            return source
        own = {node.arg for node in ast.walk(copy) if isinstance(node, ast.arg)}
        for node in ast.walk(copy):
            if isinstance(node, ast.Name) and node.id in mapping and node.id not in own:
                changed = changed or mapping[node.id] != node.id
                node.id = mapping[node.id]
        copies.append(ast.unparse(copy))
    return "\n".join(copies) if changed else source


def _awaits(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Await | ast.AsyncFor | ast.AsyncWith)
        or (isinstance(each, ast.comprehension) and each.is_async)
        for each in ast.walk(node)
    )


def is_asynchronous(recipe: Recipe) -> bool:
    """Whether a recipe can only be evaluated in a coroutine."""
    if isinstance(recipe, Await):
        return True
    if not isinstance(recipe, Verbatim):
        return False
    if "await" not in recipe.source and "async" not in recipe.source:
        return False
    return any(_awaits(statement) for statement in _body(recipe.source))
