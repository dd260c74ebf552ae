"""Makes assertions say what they compared, as pytest's do, where pytest does not run."""

from __future__ import annotations

import ast
from typing import Any

TELLER = "@aqe_told"
"""The name under which `told` has to stand in the module; no source can name it."""

_LEFT, _RIGHT = "@aqe_left", "@aqe_right"
_LONGEST = 240
_OPERATORS = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def tell_operands(tree: ast.Module) -> ast.Module:
    """The tree with assertions whose errors show their operands; they evaluate the same once each."""
    found: ast.Module = ast.fix_missing_locations(_Telling().visit(tree))
    return found


def told(message: Any, has_message: bool, form: str, *values: Any) -> AssertionError:
    """The error of an assertion that does not hold."""
    text = form % tuple(map(_shown, values))
    return AssertionError("%s\n%s" % (message, text) if has_message else text)


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except Exception as error:  # a broken repr is no reason to lose the failure
        text = "<%s with a broken repr: %s>" % (type(value).__name__, type(error).__name__)
    if len(text) <= _LONGEST:
        return text
    half = (_LONGEST - 3) // 2
    return text[:half] + "..." + text[-half:]


class _Telling(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> Any:
        test, form, names = _with_names(node.test)
        values = [ast.Name(each, ast.Load()) for each in names]
        message = node.msg or ast.Constant(None)
        given = [message, ast.Constant(node.msg is not None), ast.Constant(form), *values]
        error = ast.Call(ast.Name(TELLER, ast.Load()), given, [])
        check = ast.If(ast.UnaryOp(ast.Not(), test), [ast.Raise(error, None)], [])
        # Nothing is to live longer than it would without: a test may wait for its end.
        targets: list[ast.expr] = [ast.Name(each, ast.Store()) for each in names]
        forget = ast.Assign(targets, ast.Constant(None))
        return [ast.copy_location(each, node) for each in (check, forget)]


def _with_names(test: ast.expr) -> tuple[ast.expr, str, list[str]]:
    """The condition with names for its operands, how to show it, and these names."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        left, right = _named(_LEFT, test.left), _named(_RIGHT, test.comparators[0])
        form = "assert %%s %s %%s" % _OPERATORS[type(test.ops[0])]
        return ast.Compare(left, test.ops, [right]), form, [_LEFT, _RIGHT]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return ast.UnaryOp(ast.Not(), _named(_LEFT, test.operand)), "assert not %s", [_LEFT]
    return _named(_LEFT, test), "assert %s", [_LEFT]


def _named(name: str, value: ast.expr) -> ast.expr:
    return ast.NamedExpr(ast.Name(name, ast.Store()), value)
