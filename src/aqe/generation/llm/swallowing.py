"""Whether a test catches what would make it fail: then it passes whatever the code under test does."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.names import dotted, ending
from aqe.generation.llm.origins import Origins

__all__ = ["swallowing"]

_BROAD = frozenset({"Exception", "BaseException", "AssertionError"})
_ERRORS = frozenset(
    name
    for name, each in vars(builtins).items()
    if isinstance(each, type) and issubclass(each, Exception) and name not in _BROAD
)
_RAISING = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
_CATCHING = _RAISING | {"suppress"}
_NAMING = _CATCHING | {"isinstance", "issubclass", "warns"}
_JUDGES = ("pytest", "unittest", "_pytest")
_LEAVING = ast.Return | ast.Break | ast.Continue
_SWALLOWS, _VAGUE = "it swallows failures", "it is content with any exception"


def swallowing(tree: ast.Module, origins: Origins) -> Iterator[str]:
    """Reasons to refuse a test."""
    bound = {
        str(getattr(each, "id", getattr(each, "arg", "")))
        for each in nodes_in(tree)
        if isinstance(each, ast.arg)
        or (isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load))
    }
    classes = {each.name for each in nodes_in(tree) if isinstance(each, ast.ClassDef)}
    arguments = frozenset(each.arg for each in nodes_in(tree) if isinstance(each, ast.arg))
    types = _Types(origins, bound, classes)
    for node in nodes_in(tree):
        match node:
            case ast.ExceptHandler(type=error):
                yield from _handler(node, error, types)
            case ast.Try(finalbody=last) if _leaves(last):
                yield _SWALLOWS
            case ast.Call(func=callee, args=given) if ending(callee) in _CATCHING:
                if ending(callee) in _RAISING:
                    if given and _is_vague(node):
                        yield _VAGUE
                    given = given[:1]
                if not all(types.is_plain(each, arguments) for each in given):
                    yield "it catches something that cannot be read off"
                if ending(callee) == "suppress" and any(ending(each) in _BROAD for each in given):
                    yield _SWALLOWS
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                if _asserts(body) and any(_is_broad(each.context_expr) for each in items):
                    yield _VAGUE
            case (
                ast.FunctionDef(name="__exit__" | "__aexit__")
                | ast.AsyncFunctionDef(name="__aexit__")
            ):
                yield f"it defines {node.name}, which may swallow failures"
            case ast.Attribute(attr="mro" | "failureException" | "push" | "push_async_exit") if (
                node.attr != "push" or "ExitStack" in ast.unparse(tree)
            ):
                yield f"it uses {node.attr}"
    yield from _hidden(tree)


class _Types:
    """Judges what stands where the type of an exception is expected."""

    def __init__(self, origins: Origins, bound: set[str], classes: set[str]) -> None:
        self._origins = origins
        self._bound = bound
        self._classes = classes

    def is_plain(self, node: ast.expr, arguments: frozenset[str] = frozenset()) -> bool:
        """Whether one reads off what is caught."""
        match node:
            case ast.Tuple(elts=elements):
                return all(self.is_plain(each, arguments) for each in elements)
            case ast.Name(id=name) if name in arguments:
                return True
            case ast.Name(id=name):
                if name in self._bound:
                    return False
                is_known = name in _ERRORS | _BROAD | self._classes
                return is_known or self._is_imported(node)
            case ast.Attribute():
                return dotted(node).partition(".")[0] not in self._bound and self._is_imported(node)
        return False

    def _is_imported(self, node: ast.expr) -> bool:
        origin = self._origins.imported(dotted(node))
        return bool(origin) and not origin.startswith(_JUDGES) and ending(node) not in _BROAD


def _handler(node: ast.ExceptHandler, error: ast.expr | None, types: _Types) -> Iterator[str]:
    named = error.elts if isinstance(error, ast.Tuple) else [error]
    if any(each is None or ending(each) in _BROAD for each in named):
        if not isinstance(node.body[-1], ast.Raise) or _leaves(node.body):
            yield _SWALLOWS
    elif error is not None and not types.is_plain(error):
        yield "it catches something that cannot be read off"


def _leaves(body: list[ast.stmt]) -> bool:
    return any(isinstance(each, _LEAVING) for one in body for each in nodes_in(one))


def _asserts(body: list[ast.stmt]) -> bool:
    return any(isinstance(each, ast.Assert) for one in body for each in nodes_in(one))


def _is_broad(context: ast.expr) -> bool:
    if not isinstance(context, ast.Call) or ending(context.func) not in _RAISING:
        return False
    return any(
        isinstance(each, ast.Name) and each.id in _BROAD
        for given in context.args[:1]
        for each in nodes_in(given)
    )


def _is_vague(node: ast.Call) -> bool:
    types = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else [node.args[0]]
    names = {ending(each) for each in types}
    if names & {"BaseException", "AssertionError"}:
        return True
    return "Exception" in names and not any(each.arg == "match" for each in node.keywords)


def _hidden(tree: ast.Module) -> Iterator[str]:
    """Exceptions that stand for all others may be named where they are used, and get no other name."""
    fine: set[int] = set()
    for node in nodes_in(tree):
        shown: list[ast.expr | None] = []
        match node:
            case ast.Raise(exc=error) | ast.ExceptHandler(type=error):
                shown = [error]
            case ast.Call(func=callee, args=given):
                shown = [callee, *(given if ending(callee) in _NAMING else ())]
            case ast.keyword(arg="side_effect", value=value):
                shown = [value]
            case ast.ClassDef(bases=bases):
                shown = [*bases]
            case ast.arg(annotation=annotation):
                shown = [annotation]
        for each in shown:
            fine.add(id(each))
            fine.update(map(id, each.elts if isinstance(each, ast.Tuple) else ()))
    for node in nodes_in(tree):
        if isinstance(node, ast.Name) and node.id in _BROAD and id(node) not in fine:
            yield f"it hands on {node.id}"
