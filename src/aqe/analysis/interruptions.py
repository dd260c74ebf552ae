"""Which callables react when they are broken off, and to what."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

from aqe.analysis.definitions import Definition
from aqe.analysis.scopes import FunctionNode, ModuleScope, Package, dotted_name
from aqe.domain.interruption import Interruption
from aqe.domain.recipe import Symbol

__all__ = ["interruptions_of"]

_EXITS = frozenset({"__exit__", "__aexit__"})
_MOST_CAUGHT = 4


def interruptions_of(
    package: Package, scope: ModuleScope, definitions: Iterable[Definition]
) -> tuple[Interruption, ...]:
    """Callables that react to exceptions from outside, in the order of the source."""
    found = []
    for definition in definitions:
        node = definition.node
        names: list[str] = []
        cleans_up = receives = False
        if node.name in _EXITS:
            names = [name for each in node.body for name in _exception_names(each)]
            cleans_up = True
        else:
            for each in _own_nodes(node):
                if isinstance(each, ast.Try) and _is_left(each, node):
                    cleans_up = True
                    names += [name for one in each.handlers for name in _caught(one.type)]
                elif isinstance(each, ast.With | ast.AsyncWith) and _is_left(each, node):
                    cleans_up = True
                elif _receives(each):
                    receives = True
        if cleans_up or receives:
            symbols = [_symbol(package, scope, name) for name in dict.fromkeys(names)]
            caught = tuple(each for each in symbols if each is not None)[:_MOST_CAUGHT]
            found.append(Interruption(definition.qualname, caught, cleans_up, receives))
    return tuple(found)


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All parts of a body, without those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode | ast.Lambda | ast.ClassDef):
            continue
        yield child
        yield from _own_nodes(child)


def _is_left(block: ast.Try | ast.With | ast.AsyncWith, function: FunctionNode) -> bool:
    """Whether the function is left and entered again inside a block: at a yield, or at an await."""
    wanted: tuple[type[ast.AST], ...] = (ast.Yield, ast.YieldFrom)
    if isinstance(function, ast.AsyncFunctionDef) and isinstance(block, ast.Try):
        wanted = (*wanted, ast.Await, ast.AsyncFor, ast.AsyncWith)
    return any(
        isinstance(each, wanted)
        for statement in block.body
        for each in (statement, *_own_nodes(statement))
    )


def _receives(node: ast.AST) -> bool:
    match node:
        case ast.Assign(value=ast.Yield()) | ast.NamedExpr(value=ast.Yield()):
            return True
        case ast.AnnAssign(value=ast.Yield()) | ast.AugAssign(value=ast.Yield()):
            return True
    return False


def _caught(node: ast.expr | None) -> list[str]:
    if node is None:
        return []
    nodes = node.elts if isinstance(node, ast.Tuple) else [node]
    return [name for each in nodes if (name := dotted_name(each))]


def _exception_names(node: ast.AST) -> Iterator[str]:
    name = dotted_name(node)
    if name is not None:
        yield name
        return
    for child in ast.iter_child_nodes(node):
        yield from _exception_names(child)


def _symbol(package: Package, scope: ModuleScope, name: str) -> Symbol | None:
    """The exception that a name stands for, as far as the source tells."""
    resolved = package.resolve(scope, name)
    if resolved is None:
        return None
    module, _, qualname = resolved.partition(":")
    if module == "builtins":
        kind = getattr(builtins, qualname, None)
        is_error = isinstance(kind, type) and issubclass(kind, Exception)
        return Symbol(module, qualname) if is_error else None
    own = package.class_node(resolved)
    if own is not None:
        return Symbol(module, qualname) if _is_error(package, resolved) else None
    is_named_so = qualname.endswith(("Error", "Exception", "Timeout"))
    return Symbol(module, qualname) if is_named_so else None


def _is_error(package: Package, name: str, hops: int = 8) -> bool:
    """Whether a class of the package derives from an exception."""
    found = package.class_node(name)
    if found is None:
        module, _, qualname = name.partition(":")
        kind = getattr(builtins, qualname, None) if module == "builtins" else None
        return isinstance(kind, type) and issubclass(kind, Exception)
    scope, _, node = found
    bases = [package.resolve(scope, each) for base in node.bases if (each := dotted_name(base))]
    return hops > 0 and any(_is_error(package, each, hops - 1) for each in bases if each)
