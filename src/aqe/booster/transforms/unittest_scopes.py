"""Which parts of a method speak of its own test case, and what catches what they raise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.booster.transforms.unittest_names import dotted

__all__ = ["Catching", "in_scope"]

_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_ASSERTION_CATCHERS = frozenset(
    {"AssertionError", "Exception", "BaseException", "self.failureException"}
)


def in_scope(function: ast.FunctionDef, me: str) -> Iterator[ast.AST]:
    """The parts of a method in which `me` is its first parameter, in the order of the text.

    A function within it that has a parameter of that name, such as a method of a class that stands
    there, speaks of another object.
    """
    waiting: list[ast.AST] = [function]
    while waiting:
        node = waiting.pop()
        yield node
        inner = ast.iter_child_nodes(node)
        if isinstance(node, _Scope) and node is not function and me in _parameters(node.args):
            body = node.body if isinstance(node.body, list) else [node.body]
            inside = {id(each) for each in body}
            inner = (each for each in ast.iter_child_nodes(node) if id(each) not in inside)
        waiting += reversed(list(inner))


class Catching:
    """What stands around the statements of a method."""

    def __init__(self, function: ast.FunctionDef) -> None:
        self._function = function
        self._parents = {
            id(child): node for node in ast.walk(function) for child in ast.iter_child_nodes(node)
        }

    def is_plain(self, node: ast.AST) -> bool:
        """Whether what is raised here ends the method: nothing may catch it, nothing runs it later."""
        return not any(
            isinstance(each, _Scope | ast.With | ast.AsyncWith)
            or (isinstance(each, ast.Try | ast.TryStar) and each.handlers)
            for each in self._around(node)
        )

    def catches_failures(self, node: ast.AST) -> bool:
        """Whether something around it waits for the failure of an assertion."""
        return any(_waits(each, below) for each, below in self._steps(node))

    def _around(self, node: ast.AST) -> Iterator[ast.AST]:
        return (each for each, _ in self._steps(node))

    def _steps(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """What stands around a node, the nearest first, each with what it was reached from."""
        while (above := self._parents.get(id(node))) is not None and above is not self._function:
            yield above, node
            node = above


def _waits(node: ast.AST, below: ast.AST) -> bool:
    if isinstance(node, ast.Try | ast.TryStar):
        if not any(below is each for each in node.body):
            return False
        kinds = [each.type for each in node.handlers]
        return any(kind is None or _names(kind) & _ASSERTION_CATCHERS for kind in kinds)
    if isinstance(node, ast.With):
        calls = [each.context_expr for each in node.items]
        return any(
            isinstance(call, ast.Call)
            and (dotted(call.func) or "").rpartition(".")[2]
            in ("assertRaises", "assertRaisesRegex")
            and call.args
            and _names(call.args[0]) & _ASSERTION_CATCHERS
            and below is not call
            for call in calls
        ) and not isinstance(below, ast.withitem)
    return False


def _names(node: ast.expr) -> set[str]:
    each = node.elts if isinstance(node, ast.Tuple) else [node]
    return {dotted(one) or "" for one in each}


def _parameters(arguments: ast.arguments) -> set[str]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    return {each.arg for each in every}
