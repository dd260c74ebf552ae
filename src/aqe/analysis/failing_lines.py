"""What stands on a line at which an exception arose: whether it is stated there, and whose fault it may be.

Read from source alone. Nothing here knows what was executed.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aqe.domain.source_lines import source_lines
from aqe.domain.syntax_trees import nodes_in, shared_module

__all__ = ["FailingLine", "FailingLines"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_NATURAL = {
    ast.Div: "ZeroDivisionError",
    ast.FloorDiv: "ZeroDivisionError",
    ast.Mod: "ZeroDivisionError",
}
_ROUNDS = 2
"""How often assignments are followed: values that are computed from computed values."""
_LOOKUPS = ("KeyError", "IndexError")
_ENDS = frozenset({"abort", "raise_signal", "kill", "killpg", "pthread_kill"})
"""Functions by which code ends a process, its own among others, by a signal."""


@dataclass(frozen=True, slots=True)
class FailingLine:
    """What the statement on a line says."""

    is_raise: bool = False
    """It raises: the exception is meant."""
    is_assert: bool = False
    is_precondition: bool = False
    """An assertion about parameters of its function as they were given."""
    text: str = ""
    """Its first line."""
    natural: frozenset[str] = frozenset()
    """Exceptions that an operation gives by its nature: a division by a bare parameter, a look-up of what
    comes from parameters in something else."""


class FailingLines:
    """The statements of one source text by line."""

    def __init__(self, source: str) -> None:
        self._tree = shared_module(source)
        self._lines = source_lines(source)
        self._statements = list(_statements(self._tree, None))
        self._bound = frozenset(_bound_names(self._tree))
        self.sends_signals = any(
            isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _ENDS
            for node in nodes_in(self._tree)
        )
        """Whether anything in the module may end a process on purpose."""

    def at(self, line: int | None) -> FailingLine:
        """The innermost statement that holds a line; an empty answer where there is none."""
        found: ast.stmt | None = None
        function: _Function | None = None
        for node, owner in self._statements:
            if line is not None and node.lineno <= line <= (node.end_lineno or node.lineno):
                found, function = node, owner
        if found is None:
            return FailingLine()
        given = _as_given(function)
        text = self._lines[found.lineno - 1].partition("#")[0].strip()
        if isinstance(found, ast.Assert):
            names = _names(found.test)
            own = {each for each in names if not hasattr(builtins, each)}
            is_precondition = bool(own) and own <= given
            return FailingLine(is_assert=True, is_precondition=is_precondition, text=text)
        return FailingLine(
            is_raise=isinstance(found, ast.Raise),
            text=text,
            natural=frozenset(_natural(found, given, _roots(function, given))),
        )

    def binds(self, name: str) -> bool:
        """Whether anything in the module gives a name its value, under whatever condition."""
        return name in self._bound or hasattr(builtins, name)


def _statements(
    node: ast.AST, function: _Function | None
) -> Iterator[tuple[ast.stmt, _Function | None]]:
    """All statements with the function around them, outer ones first."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child, function
        inner = child if isinstance(child, _Function) else function
        yield from _statements(child, inner)


def _as_given(function: _Function | None) -> frozenset[str]:
    """Parameters of a function that it never gives another value."""
    if function is None:
        return frozenset()
    arguments = function.args
    names = {
        each.arg
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if each.arg not in ("self", "cls")
    }
    stored = {
        node.id
        for node in nodes_in(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del)
    }
    return frozenset(names - stored)


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in nodes_in(node) if isinstance(each, ast.Name)}


def _natural(
    statement: ast.stmt, given: frozenset[str], roots: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    for node in _own_expressions(statement):
        if (
            isinstance(node, ast.BinOp)
            and type(node.op) in _NATURAL
            and isinstance(node.right, ast.Name)
            and node.right.id in given
        ):
            yield _NATURAL[type(node.op)]
        elif isinstance(node, ast.Subscript):
            key, container = _roots_of(node.slice, roots), _roots_of(node.value, roots)
            if (
                key - container
            ):  # what the caller looks for, and not a place in what the caller gave
                yield from _LOOKUPS


def _roots(function: _Function | None, given: frozenset[str]) -> dict[str, frozenset[str]]:
    """For parameters, and for what is computed from them: the parameters that it comes from."""
    found = {name: frozenset({name}) for name in given}
    if function is None:
        return found
    for _ in range(_ROUNDS):
        for node in nodes_in(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    pass
                case ast.For(target=ast.Name(id=name), iter=value):
                    pass
                case _:
                    continue
            if name not in given:
                found[name] = found.get(name, frozenset()) | _roots_of(value, found)
    return found


def _roots_of(node: ast.expr, roots: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(roots.get(name, frozenset()) for name in _names(node)))


def _own_expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """What a statement evaluates itself, without the statements inside it."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(statement))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.stmt):
            yield node
            waiting += ast.iter_child_nodes(node)


def _bound_names(tree: ast.Module) -> Iterator[str]:
    for node in nodes_in(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
