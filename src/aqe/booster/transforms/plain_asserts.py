"""Assert methods of test cases as plain asserts, and back; the classes stay test cases."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.booster.patterns.imports import ImportClash, with_imports
from aqe.booster.transforms.model import Left, Transformed, Unsuited
from aqe.booster.transforms.python_source import PythonSource
from aqe.booster.transforms.rewrites import Piece, Rewrite, rendered
from aqe.booster.transforms.unittest_asserts import ASSERTS, Assertions
from aqe.booster.transforms.unittest_groups import Group, groups_of
from aqe.booster.transforms.unittest_names import UnittestNames

__all__ = ["plain_to_unittest", "unittest_to_plain"]

_METHODS = {
    ast.Eq: "assertEqual",
    ast.NotEq: "assertNotEqual",
    ast.Is: "assertIs",
    ast.IsNot: "assertIsNot",
    ast.In: "assertIn",
    ast.NotIn: "assertNotIn",
    ast.Gt: "assertGreater",
    ast.GtE: "assertGreaterEqual",
    ast.Lt: "assertLess",
    ast.LtE: "assertLessEqual",
}
_KEPT = frozenset({"assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex", "fail"})
"""Contexts and failures stay: inside a test case they do what pytest's own would do."""


def unittest_to_plain(text: str, suffix: str = ".py") -> Transformed:
    """`self.assertEqual(a, b)` as `assert a == b`, statement by statement."""
    del suffix
    try:
        source = PythonSource(text)
    except SyntaxError as error:
        return Transformed(text, problem=f"it does not parse: {error}")
    rewrites: list[Rewrite] = []
    imports: set[str] = set()
    left: list[Left] = []
    count = 0
    for group, statement, call in _assert_calls(source):
        assert isinstance(call.func, ast.Attribute)
        method = call.func.attr
        if method not in ASSERTS - _KEPT - group.defined - {"assertCountEqual"}:
            continue
        work = Assertions(source)
        try:
            work.statement(statement, call, method)
        except Unsuited as refused:
            left.append(refused.left)
            continue
        rewrites += work.rewrites
        imports |= work.imports
        count += 1
    return _finished(text, rewrites, imports, count, left)


def plain_to_unittest(text: str, suffix: str = ".py") -> Transformed:
    """`assert a == b` in the methods of test cases as `self.assertEqual(a, b)`."""
    del suffix
    try:
        source = PythonSource(text)
    except SyntaxError as error:
        return Transformed(text, problem=f"it does not parse: {error}")
    rewrites: list[Rewrite] = []
    left: list[Left] = []
    for me, statement in _asserts_of_cases(source):
        start, end = source.span(statement)
        if "#" in _between(source, statement):
            left.append(Left(statement.lineno, "a comment stands between what is compared"))
            continue
        message: list[Piece] = []
        if statement.msg is not None:
            message = [", ", source.span(statement.msg)]
        pieces = _as_call(source, statement.test)
        rewrites.append(Rewrite(start, end, (f"{me}.", *pieces, *message, ")")))
    return _finished(text, rewrites, set(), len(rewrites), left)


def _finished(
    text: str, rewrites: list[Rewrite], imports: set[str], count: int, left: list[Left]
) -> Transformed:
    if not rewrites:
        return Transformed(text, left=tuple(left))
    try:
        new = with_imports(rendered(text, rewrites), sorted(imports))
        PythonSource(new)
    except (SyntaxError, ValueError, ImportClash) as error:
        return Transformed(text, left=tuple(left), problem=f"the result would not do: {error}")
    return Transformed(new, changes=count, left=tuple(left))


def _assert_calls(source: PythonSource) -> Iterator[tuple[Group, ast.Expr, ast.Call]]:
    names = UnittestNames(source.tree)
    for group in groups_of(source.tree, names):
        for owner in group.classes:
            for each in ast.walk(owner):
                if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)):
                    continue
                function = each.value.func
                if isinstance(function, ast.Attribute) and _is_self(function.value):
                    yield group, each, each.value


def _asserts_of_cases(source: PythonSource) -> Iterator[tuple[str, ast.Assert]]:
    names = UnittestNames(source.tree)
    for group in groups_of(source.tree, names):
        for owner in group.classes:
            for function in owner.body:
                if not isinstance(function, ast.FunctionDef) or not function.args.args:
                    continue
                if function.decorator_list and any(
                    isinstance(each, ast.Name) and each.id in ("staticmethod", "classmethod")
                    for each in function.decorator_list
                ):
                    continue
                me = function.args.args[0].arg
                for each in _own_statements(function):
                    if isinstance(each, ast.Assert):
                        yield me, each


def _own_statements(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands in a function, without functions and classes that it defines."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _as_call(source: PythonSource, test: ast.expr) -> list[Piece]:
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        right = test.comparators[0]
        operator = type(test.ops[0])
        if operator in (ast.Is, ast.IsNot) and _is_none(right):
            name = "assertIsNone(" if operator is ast.Is else "assertIsNotNone("
            return [name, source.span(test.left)]
        return [f"{_METHODS[operator]}(", source.span(test.left), ", ", source.span(right)]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return ["assertFalse(", source.span(test.operand)]
    if _is_instance_call(test):
        places = source.arguments(test)  # type: ignore[arg-type]
        return ["assertIsInstance(", (places.open, places.close)]
    return ["assertTrue(", source.span(test)]


def _is_instance_call(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Name)
        and test.func.id == "isinstance"
        and len(test.args) == 2
        and not test.keywords
    )


def _between(source: PythonSource, statement: ast.Assert) -> str:
    """The text of an assert without its operands."""
    text = source.code(statement)
    test = statement.test
    parts: list[ast.expr] = [test]
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        parts = [test.left, test.comparators[0]]
    for each in (*parts, *([statement.msg] if statement.msg else [])):
        text = text.replace(source.code(each), "", 1)
    return text


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
