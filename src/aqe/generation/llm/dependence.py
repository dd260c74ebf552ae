"""Whether a test says anything about the subject: some assertion must rest on what the subject gave or did.

Names are followed forwards through the test. What comes out of a call of the subject depends on it, and so
does an object that was handed to such a call, since it may have changed. A bare function or class of the
subject says nothing (``assert parse``), nor does a comparison of a thing with itself, nor an alternative that
always holds (``... or True``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aqe.domain.proposal import ProposedTest
from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.code import parsed
from aqe.generation.llm.names import ending, root

__all__ = ["Roots", "telling_lines", "why_it_says_nothing"]

_OUTPUTS = frozenset({"capsys", "capfd", "caplog", "recwarn"})
_EXPECTED = frozenset(
    {"raises", "warns", "assertRaises", "assertWarns", "assertRaisesRegex", "deprecated_call"}
)
_ASKING = frozenset(
    {"callable", "isinstance", "issubclass", "hasattr", "id", "type", "bool", "repr", "str"}
)


@dataclass(frozen=True, slots=True)
class Roots:
    """The names in a test file that stand for the subject."""

    symbols: frozenset[str]
    """Classes, functions and values of the subject, and the module itself."""
    helpers: frozenset[str]
    """Functions, fixtures and classes of the test that use the subject."""
    callables: frozenset[str]
    """Names of the subject that it defines."""

    @classmethod
    def of(cls, tree: ast.Module, module: str, own: frozenset[str]) -> Roots:
        """The roots of a test with its imports and helpers."""
        symbols: set[str] = set()
        for node in nodes_in(tree):
            if isinstance(node, ast.ImportFrom):
                for each in node.names:
                    whole = f"{node.module}.{each.name}"
                    if node.module == module or whole == module:
                        symbols.add(each.asname or each.name)
            elif isinstance(node, ast.Import):
                for each in node.names:
                    if each.name == module or each.name.startswith(f"{module}."):
                        symbols.add(each.asname or each.name.partition(".")[0])
        helpers: set[str] = set()
        is_growing = True
        while is_growing:
            is_growing = False
            for node in tree.body:
                name = getattr(node, "name", None)
                is_helper = isinstance(name, str) and not name.startswith(("test", "Test"))
                if is_helper and name not in helpers and _names(node) & (symbols | helpers):
                    helpers.add(str(name))
                    is_growing = True
        for node in nodes_in(tree):  # fixtures and set-up of test classes
            if isinstance(node, ast.ClassDef):
                uses = [each for each in node.body if _names(each) & (symbols | helpers)]
                helpers |= {
                    each.name
                    for each in uses
                    if isinstance(each, ast.FunctionDef) and not each.name.startswith("test")
                }
        return cls(frozenset(symbols), frozenset(helpers), own)


def why_it_says_nothing(tree: ast.Module, test: ProposedTest, roots: Roots) -> str | None:
    """The reason; None where the test says something."""
    reader = _read(tree, test, roots)
    if reader is None:
        return "its function was not found"
    if reader.empty:
        return f"it asserts what always holds: {reader.empty}"
    if reader.telling:
        return None
    return "no assertion of it depends on the code under test"


def telling_lines(text: str, test: ProposedTest, module: str, own: frozenset[str]) -> list[range]:
    """The lines of each assertion that rests on the subject, of those that begin a line.

    Of others, a line that ran does not tell that they were evaluated.

    Args:
        text: A file that holds the test.
        test: The test.
        module: Under test.
        own: Names of the subject that it defines.
    """
    tree, lines = parsed(text), text.split("\n")
    if tree is None:
        return []
    reader = _read(tree, test, Roots.of(tree, module, own))
    return [
        range(first, last + 1)
        for first, last, column in (reader.telling if reader is not None else ())
        if not lines[first - 1].encode()[:column].strip()
    ]


def _read(tree: ast.Module, test: ProposedTest, roots: Roots) -> _Reader | None:
    functions = [
        each
        for each in nodes_in(tree)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and each.name in (test.function, f"_{test.function}")
    ]
    reader = _Reader(roots)
    for each in functions:
        reader.read(each)
    return reader if functions else None


class _Reader:
    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._values: set[str] = set()
        self._plain: set[str] = set()
        """Names of numbers and texts, which no call can change."""
        self._has_called = False
        self.telling: list[tuple[int, int, int]] = []
        """(first line, last line, column) of assertions that rest on the subject."""
        self.empty = ""

    def read(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
        self._values |= {each for each in arguments if each in self._roots.helpers}
        self._body(function.body)

    def _body(self, statements: Iterable[ast.stmt]) -> None:
        for each in statements:
            self._statement(each)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assert(test=test):
                self._handed(test)
                self._judge(test, node)
            case ast.Assign(targets=targets, value=value):
                self._bind(targets, value)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                self._bind([target], value)
            case ast.AugAssign(target=target, value=value):
                self._bind([target], value)
            case ast.Expr(value=value):
                self._handed(value)
                self._expression(value, node)
            case ast.For(target=target, iter=iterated, body=body):
                self._bind([target], iterated)
                self._body([*body, *node.orelse])
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                self._with(items, body, node)
            case ast.FunctionDef(name=name, body=body) | ast.AsyncFunctionDef(name=name, body=body):
                if _names(node) & (self._roots.symbols | self._roots.helpers | self._values):
                    self._values.add(name)
                self._body(body)
            case ast.Try():
                self._body([*node.body, *node.orelse, *node.finalbody])
                for handler in node.handlers:
                    self._body(handler.body)
            case ast.If() | ast.While():
                self._body([*node.body, *node.orelse])
            case ast.Return(value=value) if value is not None:
                self._handed(value)
            case _:
                pass

    def _with(
        self, items: Iterable[ast.withitem], body: list[ast.stmt], statement: ast.stmt
    ) -> None:
        for item in items:
            context = item.context_expr
            is_expected = isinstance(context, ast.Call) and ending(context.func) in _EXPECTED
            if item.optional_vars is not None and (is_expected or self._depends(context)):
                self._values |= _names(item.optional_vars)
            self._handed(context)
            if is_expected and any(self._calls_subject(each) for each in body):
                last = context.end_lineno or statement.lineno
                self.telling.append((statement.lineno, last, statement.col_offset))
        self._body(body)

    def _bind(self, targets: Iterable[ast.expr], value: ast.expr) -> None:
        self._handed(value)
        names = {
            each.id for target in targets for each in nodes_in(target) if isinstance(each, ast.Name)
        }
        if self._depends(value):
            self._values |= names
        elif isinstance(value, ast.Constant):
            self._plain |= names

    def _handed(self, node: ast.AST) -> None:
        """Objects that were handed to the subject may say what it did."""
        for each in nodes_in(node):
            if isinstance(each, ast.Call) and self._is_subject(each.func):
                self._has_called = True
                for argument in [*each.args, *(one.value for one in each.keywords)]:
                    self._values |= {
                        one.id
                        for one in nodes_in(argument)
                        if isinstance(one, ast.Name)
                        and one.id not in self._plain | self._roots.symbols
                    }

    def _expression(self, node: ast.expr, statement: ast.stmt) -> None:
        """Assertions that are calls: of `unittest`, and of doubles."""
        if isinstance(node, ast.Await):
            node = node.value
        if not isinstance(node, ast.Call):
            return
        name = ending(node.func)
        if name in _EXPECTED and any(self._is_subject(each) for each in node.args[1:2]):
            self._tells(statement)
        elif name.startswith("assert"):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            is_double = owner is not None and self._depends(owner)
            if is_double or any(self._depends(each) for each in node.args):
                self._tells(statement)

    def _tells(self, statement: ast.stmt) -> None:
        last = statement.end_lineno or statement.lineno
        self.telling.append((statement.lineno, last, statement.col_offset))

    def _judge(self, test: ast.expr, statement: ast.stmt) -> None:
        if _always_holds(test):
            self.empty = ast.unparse(test)[:80]
        elif self._depends(test):
            self._tells(statement)

    def _calls_subject(self, node: ast.AST) -> bool:
        return any(
            (isinstance(each, ast.Call) and self._is_subject(each.func))
            or (isinstance(each, ast.Name) and each.id in self._values)
            for each in nodes_in(node)
        )

    def _is_subject(self, callee: ast.expr) -> bool:
        """Whether a callee belongs to the subject, or to something that came out of it."""
        return root(callee) in self._roots.symbols | self._roots.helpers | self._values

    def _depends(self, node: ast.AST) -> bool:
        match node:
            case ast.Name(id=name):
                return name in self._values or (name in _OUTPUTS and self._has_called)
            case ast.Attribute(attr=name, value=value):
                if self._depends(value):
                    return True
                first = root(node)
                if first == "self":
                    return bool(self._roots.helpers)
                return first in self._roots.symbols and name not in self._roots.callables
            case ast.Call(func=callee):
                given = [*node.args, *(each.value for each in node.keywords)]
                if self._is_subject(callee) or self._depends(callee):
                    return True
                if ending(callee) in _ASKING:
                    given = given[:1]
                return any(self._depends(each) for each in given)
            case ast.Lambda():
                return False
        return any(self._depends(each) for each in ast.iter_child_nodes(node))


def _always_holds(test: ast.expr) -> bool:
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_always_holds(each) for each in values)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_always_holds(each) for each in values)
        case ast.Compare(
            left=left, ops=[ast.Eq() | ast.Is() | ast.LtE() | ast.GtE()], comparators=[right]
        ):
            return ast.dump(left) == ast.dump(right)
        case ast.Compare(left=left, ops=[ast.In()], comparators=[within]):
            elements = getattr(within, "elts", ())
            return any(ast.dump(left) == ast.dump(each) for each in elements)
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return any(not isinstance(each, ast.Starred) for each in elements)
        case ast.Dict(keys=keys):
            return any(each is not None for each in keys)
        case ast.JoinedStr(values=parts):
            return any(isinstance(each, ast.Constant) and each.value for each in parts)
        case ast.GeneratorExp() | ast.Lambda():
            return True
        case ast.IfExp(body=one, orelse=other):
            return _always_holds(one) or _always_holds(other)
        case ast.NamedExpr(value=value):
            return _always_holds(value)
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id="object")]):
            return True
    return False


def _names(node: ast.AST) -> set[str]:
    return set(_walked(node))


def _walked(node: ast.AST) -> Iterator[str]:
    for each in nodes_in(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.arg):
            yield each.arg
