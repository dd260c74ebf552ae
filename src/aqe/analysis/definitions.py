"""The definitions of a module in their order: what each is and how it is reached."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aqe.analysis.scopes import FunctionNode, dotted_name, is_overload, module_statements
from aqe.domain.subject import CallableKind

__all__ = ["Definition", "definitions", "is_public", "kind_of"]

_PROPERTIES = frozenset({"property", "cached_property", "abstractproperty", "lazy_property"})
_IMPLICIT_CLASS_METHODS = frozenset({"__init_subclass__", "__class_getitem__"})


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or method as it stands in the source."""

    node: FunctionNode
    qualname: str
    owner: str
    """Qualified name of its class, or empty."""
    kind: CallableKind
    dispatch_of: str | None = None
    dispatch_nodes: tuple[ast.expr, ...] = ()
    """The types that a single-dispatch registration names in its decorator."""


def definitions(tree: ast.Module) -> tuple[list[Definition], list[Definition]]:
    """Callables of a module, and the signatures of its overloads."""
    everything = list(_walk(tree.body, ""))
    found: list[Definition] = []
    seen: set[tuple[str, CallableKind]] = set()
    for each in everything:
        if is_overload(each.node):
            continue
        key = (each.qualname, each.kind)
        if each.dispatch_of is None and key in seen and not _is_deleter(each.node):
            continue
        seen.add(key)
        found.append(each)
    return found, [each for each in everything if is_overload(each.node)]


def _walk(body: Sequence[ast.stmt], owner: str) -> Iterator[Definition]:
    for statement in module_statements(body):
        prefix = f"{owner}." if owner else ""
        if isinstance(statement, ast.ClassDef):
            yield from _walk(statement.body, f"{prefix}{statement.name}")
        elif isinstance(statement, FunctionNode):
            dispatch, nodes = _dispatch(statement)
            yield Definition(
                statement,
                f"{prefix}{statement.name}",
                owner,
                kind_of(statement, owner),
                dispatch,
                nodes,
            )


def kind_of(node: FunctionNode, owner: str) -> CallableKind:
    """What sort of callable a definition makes."""
    if not owner:
        return CallableKind.FUNCTION
    names = [dotted_name(each) or "" for each in node.decorator_list]
    last = {name.rpartition(".")[2] for name in names}
    if "staticmethod" in last:
        return CallableKind.STATIC_METHOD
    if last & {"setter", "deleter"}:
        return CallableKind.SETTER
    if last & _PROPERTIES:
        return CallableKind.PROPERTY
    if "classmethod" in last or node.name in _IMPLICIT_CLASS_METHODS:
        return CallableKind.CLASS_METHOD
    if node.name in ("__init__", "__new__"):
        return CallableKind.CONSTRUCTOR
    return CallableKind.METHOD


def _is_deleter(node: FunctionNode) -> bool:
    return any((dotted_name(each) or "").endswith(".deleter") for each in node.decorator_list)


def _dispatch(node: FunctionNode) -> tuple[str | None, tuple[ast.expr, ...]]:
    """The generic function that a definition is registered with, and for which types."""
    generic: str | None = None
    types: list[ast.expr] = []
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = dotted_name(call.func if call else decorator) or ""
        if not name.endswith(".register"):
            continue
        generic = name.removesuffix(".register")
        if call and call.args:
            types.append(call.args[0])
    return generic, tuple(types)


def is_public(qualname: str) -> bool:
    """Whether no part of a qualified name starts with an underscore, dunders aside."""
    for part in qualname.split("."):
        is_dunder = part.startswith("__") and part.endswith("__") and len(part) > 4
        if part.startswith("_") and not is_dunder:
            return False
    return True
