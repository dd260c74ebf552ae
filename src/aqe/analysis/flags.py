"""Switches of a module: names at its top that conditions ask, and what else they might be."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from aqe.analysis.scopes import FunctionNode, ModuleScope, Package
from aqe.domain.syntax_trees import nodes_in

__all__ = ["flags_in"]

_MOST_VALUES = 4

Value = bool | str | None


def flags_in(
    package: Package, scope: ModuleScope, node: FunctionNode
) -> dict[str, tuple[Value, ...]]:
    """Names of the module that a body asks in conditions, with values that they do not have.

    A switch is true or false, or it is compared with texts: a platform, a mode, a dialect; an imported
    library may be missing. Numbers are limits, not switches, and what the body binds itself is its own.
    """
    bound = set(_bound(node))
    found: dict[str, dict[Value, None]] = {}
    for name, text in _asked(node):
        if name not in bound and (name in scope.values or name in scope.imports):
            known = _value(package, scope, name)
            others = (text,) if text is not None else _other_truths(scope, name, known)
            now: tuple[object, ...] = ()
            if isinstance(known, ast.Constant) and name not in scope.imports:
                now = (known.value,)
            for other in others:
                if other not in now:
                    found.setdefault(name, {})[other] = None
    return {name: tuple(values)[:_MOST_VALUES] for name, values in found.items()}


def _other_truths(scope: ModuleScope, name: str, known: ast.expr | None) -> tuple[Value, ...]:
    """What else a name may be whose truth is asked."""
    value = known.value if isinstance(known, ast.Constant) else None
    if isinstance(value, bool):
        return (not value,)
    if name in scope.imports and (known is None or isinstance(known, ast.Constant)):
        return (None,)  # a library that may be missing
    if isinstance(known, ast.Constant | ast.List | ast.Dict | ast.Set | ast.Tuple):
        return ()
    return (False, True) if name.isupper() else ()


def _bound(node: FunctionNode) -> Iterator[str]:
    """Names that a body binds itself."""
    for each in nodes_in(node):
        match each:
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.alias(name=name, asname=other):
                yield (other or name).partition(".")[0]
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name


def _value(package: Package, scope: ModuleScope, name: str) -> ast.expr | None:
    """What a name is bound to, here or where it was imported from."""
    if name in scope.values:
        return scope.values[name]
    resolved = package.resolve(scope, name)
    return package.value_node(resolved) if resolved is not None else None


def _asked(node: FunctionNode) -> Iterator[tuple[str, str | None]]:
    """Names in conditions, with the text that they are compared with, if any."""
    for each in nodes_in(node):
        match each:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                for one, other in ((left, right), (right, left)):
                    if isinstance(one, ast.Name):
                        yield from ((one.id, text) for text in _texts([other]))
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.In() | ast.NotIn()], comparators=[choices]
            ):
                if isinstance(choices, ast.Tuple | ast.List | ast.Set):
                    yield from ((name, text) for text in _texts(choices.elts))
            case ast.Compare(
                left=ast.Name(id=name),
                ops=[ast.Is() | ast.IsNot()],
                comparators=[ast.Constant(value=None)],
            ):
                yield name, None
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield from ((name, None) for name in _truths(test))
            case ast.BoolOp(values=values):
                # The last one is a result rather than a question: `options or DEFAULTS`.
                yield from ((name, None) for value in values[:-1] for name in _truths(value))


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for each in nodes:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _truths(test: ast.expr) -> Iterator[str]:
    match test:
        case ast.Name(id=name):
            yield name
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _truths(operand)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _truths(value)
