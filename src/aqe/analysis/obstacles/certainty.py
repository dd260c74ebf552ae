"""What is certain without running anything: conditions that never change, code nothing leads to."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from aqe.analysis.obstacles.code import Code
from aqe.analysis.scopes import FunctionNode, dotted_name
from aqe.domain.syntax_trees import nodes_in

__all__ = ["completes", "deciding_names", "truth"]

_ENDING_CALLS = frozenset(
    {"sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit", "typing.assert_never"}
)
_NEVER = frozenset({"NoReturn", "Never"})
_DEPTH = 4


def truth(code: Code, node: ast.expr, local: frozenset[str] = frozenset()) -> bool | None:
    """The outcome of a condition that is the same in every execution, else None.

    Args:
        code: the module.
        node: the condition.
        local: names that are bound in the function: they stand for nothing at module level.
    """
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = truth(code, node.operand, local)
        return None if inner is None else not inner
    if isinstance(node, ast.BoolOp):
        parts = [truth(code, each, local) for each in node.values]
        decisive = isinstance(node.op, ast.Or)
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    value = _value(code, node, local, _DEPTH)
    return None if value is _UNKNOWN else bool(value)


_UNKNOWN: Any = object()


def _value(code: Code, node: ast.expr, local: frozenset[str], depth: int) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name | ast.Attribute):
        return _named(code, node, local, depth)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left = _value(code, node.left, local, depth)
        right = _value(code, node.comparators[0], local, depth)
        return _UNKNOWN if _UNKNOWN in (left, right) else _compared(left, node.ops[0], right)
    return _UNKNOWN


def _named(code: Code, node: ast.expr, local: frozenset[str], depth: int) -> Any:
    name = dotted_name(node)
    if name is None or name.partition(".")[0] in local:
        return _UNKNOWN
    if code.dotted(node) in ("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"):
        return False
    value = code.only_value(name)
    if depth <= 0 or value is None:
        return _UNKNOWN
    return _value(code, value, frozenset(), depth - 1)


def _compared(left: Any, operator: ast.cmpop, right: Any) -> Any:
    if isinstance(operator, ast.Is):
        return left is right
    if isinstance(operator, ast.IsNot):
        return left is not right
    try:
        if isinstance(operator, ast.Eq):
            return left == right
        if isinstance(operator, ast.NotEq):
            return left != right
        if isinstance(operator, ast.Lt):
            return left < right
        if isinstance(operator, ast.LtE):
            return left <= right
        if isinstance(operator, ast.Gt):
            return left > right
        if isinstance(operator, ast.GtE):
            return left >= right
    except TypeError:
        return _UNKNOWN
    return _UNKNOWN


def deciding_names(code: Code, node: ast.expr) -> list[str]:
    """Names at module level that a certain condition rests on, and that somebody could change."""
    names = (each.id for each in nodes_in(node) if isinstance(each, ast.Name))
    return [name for name in dict.fromkeys(names) if name in code.values]


def completes(
    code: Code, statements: Sequence[ast.stmt], local: frozenset[str] = frozenset()
) -> bool:
    """Whether control can come to what follows some statements, as far as the source shows."""
    return all(_completes(code, each, local) for each in statements)


def _completes(code: Code, node: ast.stmt, local: frozenset[str]) -> bool:
    match node:
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return False
        case ast.Expr(value=ast.Call() as call):
            return not _never_returns(code, call)
        case ast.Expr(value=ast.Await(value=ast.Call() as call)):
            return not _never_returns(code, call)
        case ast.Assert(test=test):
            return truth(code, test, local) is not False
        case ast.If(test=test, body=body, orelse=orelse):
            known = truth(code, test, local)
            taken = known is not False and completes(code, body, local)
            return taken or (known is not True and completes(code, orelse, local))
        case ast.While(test=test, body=body, orelse=orelse):
            if truth(code, test, local) is True:
                return _breaks(body)
            return _breaks(body) or completes(code, orelse, local)
        case ast.Try() | ast.TryStar():
            ends = completes(code, [*node.body, *node.orelse], local)
            ends = ends or any(completes(code, each.body, local) for each in node.handlers)
            return ends and completes(code, node.finalbody, local)
        case _:
            return True  # what a `with` ends may be swallowed by its manager; a loop may not be run


def _breaks(body: Sequence[ast.stmt]) -> bool:
    """Whether a loop with this body can be left by ``break``."""
    for node in body:
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, FunctionNode | ast.ClassDef | ast.For | ast.AsyncFor | ast.While):
            inner = getattr(node, "orelse", [])
            if _breaks(inner):
                return True
            continue
        for part in ("body", "orelse", "finalbody"):
            if _breaks(getattr(node, part, None) or []):
                return True
        if isinstance(node, ast.Try | ast.TryStar) and any(
            _breaks(each.body) for each in node.handlers
        ):
            return True
        if isinstance(node, ast.Match) and any(_breaks(each.body) for each in node.cases):
            return True
    return False


def _never_returns(code: Code, call: ast.Call) -> bool:
    """Whether a call ends the process or raises whatever happens."""
    name = code.dotted(call.func)
    if name in _ENDING_CALLS:
        return True
    if not isinstance(call.func, ast.Name):
        return False
    function = code.only_definition(call.func.id)
    if function is None or function.decorator_list:
        return False
    if isinstance(function, ast.AsyncFunctionDef):
        return False
    hint = dotted_name(function.returns) or ""
    return hint.rpartition(".")[2] in _NEVER
