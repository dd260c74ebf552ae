"""Functions that stand as attributes on a function that is returned, as decorators leave them.

Nobody reaches such a function but through the attribute: ``cached.clear()``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.domain.syntax_trees import shared_module

__all__ = ["attached"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def attached(source: str) -> dict[str, str]:
    """Qualified names of nested functions -> the attribute of what is returned that holds them."""
    try:
        tree = shared_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    return dict(_below(tree, ""))


def _below(node: ast.AST, prefix: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function):
            inside = f"{prefix}{child.name}.<locals>."
            yield from ((f"{inside}{name}", attribute) for name, attribute in _of(child))
            yield from _below(child, inside)
        elif isinstance(child, ast.ClassDef):
            yield from _below(child, f"{prefix}{child.name}.")
        else:
            yield from _below(child, prefix)


def _of(function: _Function) -> Iterator[tuple[str, str]]:
    """The functions defined in one that are set on what it returns, with the attributes."""
    own = list(_own(function))
    defined = {each.name for each in own if isinstance(each, _Function)}
    returned = {
        each.value.id
        for each in own
        if isinstance(each, ast.Return) and isinstance(each.value, ast.Name)
    }
    for each in own:
        match each:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=holder), attr=attribute)],
                value=ast.Name(id=name),
            ) if holder in returned and name in defined:
                yield name, attribute


def _own(function: _Function) -> Iterator[ast.AST]:
    """The nodes of a body, without those of definitions inside it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, _Function | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
