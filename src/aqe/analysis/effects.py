"""What a method changes in place: attributes of its receiver that are containers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.domain.syntax_trees import nodes_in

__all__ = ["changed_in_place"]

_CHANGING = frozenset(
    """add append appendleft clear difference_update discard extend extendleft insert
    intersection_update move_to_end pop popitem popleft put put_nowait push remove reverse rotate
    setdefault sort symmetric_difference_update update write writelines""".split()
)
"""Methods of the usual containers that change them."""


def changed_in_place(node: ast.AST, receiver: str | None) -> tuple[str, ...]:
    """Attributes of the receiver whose items a body sets, deletes, or changes by a method.

    Nested functions count: they run, if at all, on behalf of the method.
    """
    if receiver is None:
        return ()
    return tuple(dict.fromkeys(_changed(node, receiver)))


def _changed(node: ast.AST, receiver: str) -> Iterator[str]:
    for each in nodes_in(node):
        match each:
            case ast.Subscript(value=owner, ctx=ast.Store() | ast.Del()):
                found = _attribute_of(owner, receiver)
            case ast.Call(func=ast.Attribute(value=owner, attr=name)):
                found = _attribute_of(owner, receiver) if name in _CHANGING else None
            case _:
                continue
        if found is not None:
            yield found


def _attribute_of(owner: ast.expr | None, receiver: str) -> str | None:
    """``lines`` of ``self.lines``, ``self.lines[key]`` and ``self.lines.values``."""
    while isinstance(owner, ast.Subscript | ast.Attribute):
        inner = owner.value
        if isinstance(owner, ast.Attribute) and isinstance(inner, ast.Name):
            return owner.attr if inner.id == receiver else None
        owner = inner
    return None
