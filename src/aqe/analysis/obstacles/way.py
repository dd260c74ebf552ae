"""The way to a line: the decisions and statements that control has to get past, in order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache

from aqe.analysis.obstacles.certainty import completes
from aqe.analysis.obstacles.code import Code, first_line
from aqe.analysis.scopes import FunctionNode
from aqe.domain.explanation import GuardKind
from aqe.domain.syntax_trees import nodes_in

__all__ = ["Obstacle", "Stop", "Way", "Ways", "last_passed"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that has to be passed."""

    kind: GuardKind
    line: int
    """Where control meets it."""
    node: ast.AST
    """The condition, iterable, exception type, pattern or statement."""
    side: bool | None = None
    """The outcome that leads on."""
    around: ast.stmt | None = None
    """For a handler: the ``try``; for a case: the ``match``."""


@dataclass(slots=True)
class Way:
    """How control gets to a line inside one callable, or at module level."""

    line: int
    qualname: str = ""
    """The callable; empty for module level."""
    definition: int | None = None
    """Line of its ``def``."""
    entry: int | None = None
    """First line of its body that counts."""
    obstacles: list[Obstacle] = field(default_factory=list)
    outer: Way | None = None
    """The way to the ``def``."""
    local: frozenset[str] = frozenset()
    """Names that the callable binds."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where executions on their way to a line went no further."""

    obstacle: Obstacle | None
    """What they did not pass; None when they never set out."""
    way: Way


class Ways:
    """The ways to the lines of a module; the way to a callable is gone once, however many lines it has.

    Args:
        code: the module.
        is_counted: whether a line would be seen if it ran.
    """

    def __init__(self, code: Code, is_counted: Callable[[int], bool] = lambda line: True) -> None:
        self._code = code
        self._is_counted = is_counted
        self._entered: dict[int, tuple[FunctionNode, Way]] = {}
        """Line -> the innermost callable around it that was entered, with the way to its first line."""
        self._line = 0

    def to(self, line: int) -> Way:
        """The way to the first line of a statement, handler or case."""
        self._line = line
        if line in self._entered:
            function, inner = self._entered[line]
            return self._down(function.body, replace(inner, line=line, obstacles=[]))
        return self._down(self._code.tree.body, Way(line))

    def _down(self, body: Sequence[ast.stmt], way: Way) -> Way:
        """Walk through a body as far as the line."""
        for node in body:
            first, last = first_line(node), node.end_lineno or node.lineno
            if first <= self._line <= last:
                return self._into(node, way)
            if last < self._line and self._is_counted(first):
                way.obstacles.append(Obstacle(GuardKind.STATEMENT, first, node))
        return way

    def _into(self, node: ast.stmt, way: Way) -> Way:
        if isinstance(node, FunctionNode):
            return self._function(node, way)
        if isinstance(node, ast.ClassDef):
            return self._down(node.body, way) if self._is_in(node.body) else way
        for body, obstacle in _ways_into(node):
            if self._is_in(body):
                if obstacle is not None:
                    way.obstacles.append(obstacle)
                return self._down(body, way)
        if isinstance(node, ast.Try | ast.TryStar):
            for handler in node.handlers:
                if handler.lineno == self._line:
                    way.obstacles.append(_handler(node, handler))
        return way

    def _is_in(self, body: Sequence[ast.stmt]) -> bool:
        if not body:
            return False
        return first_line(body[0]) <= self._line <= (body[-1].end_lineno or self._line)

    def _function(self, node: FunctionNode, way: Way) -> Way:
        if not self._is_in(node.body) or self._line < first_line(node.body[0]):
            return way
        prefix = f"{way.qualname}.<locals>." if way.qualname else ""
        name = prefix + _qualname(self._code, node, prefix)
        body = [each for each in node.body if self._is_counted(first_line(each))]
        inner = Way(
            self._line,
            name,
            first_line(node),
            first_line(body[0]) if body else None,
            outer=way,
            local=_names_bound(node),
        )
        way.line = first_line(node)
        for line in range(first_line(node.body[0]), (node.end_lineno or self._line) + 1):
            self._entered[line] = node, inner
        return self._down(node.body, replace(inner, obstacles=[]))


def _qualname(code: Code, node: FunctionNode, prefix: str) -> str:
    for name, nodes in code.definitions.items():
        if node in nodes:
            return name.removeprefix(prefix)
    return node.name


def _statement(node: ast.stmt) -> Obstacle:
    return Obstacle(GuardKind.STATEMENT, first_line(node), node)


def _handler(node: ast.Try | ast.TryStar, handler: ast.ExceptHandler) -> Obstacle:
    return Obstacle(GuardKind.HANDLER, first_line(node), handler.type or handler, None, node)


def _ways_into(node: ast.stmt) -> Iterator[tuple[list[ast.stmt], Obstacle | None]]:
    """The bodies of a statement with what leads into each."""
    if isinstance(node, ast.If | ast.While):
        for body, side in ((node.body, True), (node.orelse, False)):
            yield body, Obstacle(GuardKind.CONDITION, node.test.lineno, node.test, side)
    elif isinstance(node, ast.For | ast.AsyncFor):
        for body, side in ((node.body, True), (node.orelse, False)):
            yield body, Obstacle(GuardKind.LOOP, node.lineno, node.iter, side)
    elif isinstance(node, ast.With | ast.AsyncWith):
        yield node.body, _statement(node)
    elif isinstance(node, ast.Try | ast.TryStar):
        yield node.body, None
        for handler in node.handlers:
            yield handler.body, _handler(node, handler)
        yield node.orelse, Obstacle(GuardKind.STATEMENT, first_line(node.body[0]), node.body[-1])
        yield node.finalbody, None
    elif isinstance(node, ast.Match):
        for case in node.cases:
            yield case.body, Obstacle(GuardKind.CASE, node.lineno, case.pattern, True, node)


def last_passed(code: Code, way: Way, reached: Set[int], *, line: int | None = None) -> Stop:
    """Where executions stopped on a way, given the lines that were reached.

    Args:
        code: the module.
        way: the way.
        reached: first lines of statements that ran.
        line: the line at its end, by default that of the way.
    """
    places = [each.line for each in way.obstacles] + [line or way.line]
    for index in range(len(way.obstacles) - 1, -1, -1):
        if places[index] in reached:
            return Stop(_sharpened(code, way.obstacles[index], reached, way.local), way)
    return Stop(None, way)


def _sharpened(
    code: Code, obstacle: Obstacle, reached: Set[int], local: frozenset[str]
) -> Obstacle:
    """For a statement that may end the callable: the decision in it that has to go otherwise."""
    node = obstacle.node
    while obstacle.kind is GuardKind.STATEMENT and isinstance(node, ast.If):
        taken, passed = completes(code, node.body, local), completes(code, node.orelse, local)
        if taken and not passed:
            return Obstacle(GuardKind.CONDITION, node.test.lineno, node.test, True)
        if taken:
            return obstacle
        following = node.orelse[0] if len(node.orelse) == 1 else None
        if isinstance(following, ast.If) and first_line(following) in reached:
            node = following
            continue
        if not passed:
            return obstacle
        return Obstacle(GuardKind.CONDITION, node.test.lineno, node.test, False)
    return obstacle


@lru_cache(maxsize=256)
def _names_bound(function: FunctionNode) -> frozenset[str]:
    arguments = (each.arg for each in nodes_in(function.args) if isinstance(each, ast.arg))
    stored = (
        each.id
        for each in nodes_in(function)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    )
    return frozenset((*arguments, *stored)) - _declared(function)


def _declared(function: FunctionNode) -> frozenset[str]:
    return frozenset(
        name for each in nodes_in(function) if isinstance(each, ast.Global) for name in each.names
    )
