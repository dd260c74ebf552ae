"""Calls of unittest's assert methods as plain asserts and pytest's contexts, one statement at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from aqe.booster.transforms.python_source import Arguments, PythonSource, refuse
from aqe.booster.transforms.rewrites import Piece, Rewrite
from aqe.domain.syntax_trees import parsed_expression

__all__ = ["ASSERTS", "Assertions"]

_BINARY: Mapping[str, str] = MappingProxyType(
    {
        "assertEqual": "==",
        "assertNotEqual": "!=",
        "assertIs": "is",
        "assertIsNot": "is not",
        "assertIn": "in",
        "assertNotIn": "not in",
        "assertGreater": ">",
        "assertGreaterEqual": ">=",
        "assertLess": "<",
        "assertLessEqual": "<=",
        "assertListEqual": "==",
        "assertTupleEqual": "==",
        "assertDictEqual": "==",
        "assertSetEqual": "==",
        "assertMultiLineEqual": "==",
    }
)
_UNARY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "assertTrue": ("", ""),
        "assertFalse": ("not ", ""),
        "assertIsNone": ("", " is None"),
        "assertIsNotNone": ("", " is not None"),
    }
)
_CALLS: Mapping[str, str] = MappingProxyType(
    {
        "assertIsInstance": "isinstance({0}, {1})",
        "assertNotIsInstance": "not isinstance({0}, {1})",
        "assertRegex": "re.search({1}, {0})",
        "assertNotRegex": "not re.search({1}, {0})",
        "assertSequenceEqual": "list({0}) == list({1})",
    }
)
_APPROXIMATE: Mapping[str, str] = MappingProxyType(
    {"assertAlmostEqual": "==", "assertNotAlmostEqual": "!="}
)
_RAISES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "assertRaises": ("pytest.raises", 1),
        "assertRaisesRegex": ("pytest.raises", 2),
        "assertWarns": ("pytest.warns", 1),
        "assertWarnsRegex": ("pytest.warns", 2),
    }
)
_BORROWED = frozenset({"assertCountEqual"})
"""Kept as they are, called on a test case of their own: nothing else compares so."""

ASSERTS = frozenset({*_BINARY, *_UNARY, *_CALLS, *_APPROXIMATE, *_RAISES, *_BORROWED, "fail"})
"""Methods that can be carried over; `fail` by `Assertions.failure`, the others by `statement`."""

_LOOSE = (
    ast.Compare,
    ast.BoolOp,
    ast.Lambda,
    ast.IfExp,
    ast.NamedExpr,
    ast.Yield,
    ast.YieldFrom,
    ast.GeneratorExp,
    ast.Starred,
)


_CLOSED = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant)
"""Expressions that need no parentheses, whatever stands beside them."""


@dataclass(slots=True)
class Assertions:
    """Rewrites for the assert methods of one file, as they are met."""

    source: PythonSource
    rewrites: list[Rewrite] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    count: int = 0

    def statement(self, statement: ast.Expr, call: ast.Call, method: str) -> None:
        """A call that is a statement of its own.

        Raises:
            Unsuited: It cannot be carried over.
        """
        places = self.source.arguments(call)
        self._check(call, method)
        self.count += 1
        if method in _RAISES:
            self._raising_call(statement, call, method, places)
        elif method in _BORROWED:
            self._replace(self.source.span(call.func), f"unittest.TestCase().{method}")
            self.imports.add("import unittest")
        elif method in _BINARY or method in _UNARY:
            self._comparison(call, method, places)
        else:
            self._function(call, method, places)

    def context(self, call: ast.Call, method: str) -> None:
        """A call behind `with`.

        Raises:
            Unsuited: It cannot be carried over.
        """
        places = self.source.arguments(call)
        self._check(call, method)
        function, count = _RAISES[method]
        if call.keywords or len(call.args) != count:
            raise refuse(call, f"self.{method} has a message or other arguments")
        self.count += 1
        self._replace(self.source.span(call.func), function)
        self.imports.add("import pytest")
        if count == 2:
            at = places.spans[1][0]
            self._replace((at, at), "match=")

    def failure(self, call: ast.Call, raised: str) -> None:
        """A call of `self.fail`.

        Args:
            call: The call.
            raised: What takes its place, `pytest.fail` or `raise AssertionError`.

        Raises:
            Unsuited: Its arguments are not known.
        """
        places = self.source.arguments(call)
        self._check(call, "fail")
        names = [each.arg for each in call.keywords]
        if len(call.args) + len(names) > 1 or names not in ([], ["msg"]):
            raise refuse(call, "self.fail has arguments that are not known")
        self.count += 1
        self._replace(self.source.span(call.func), raised)
        if names:
            start = places.spans[0][0]
            self._replace((start, self.source.span(call.keywords[0].value)[0]), "")
        if raised.startswith("pytest"):
            self.imports.add("import pytest")

    def _check(self, call: ast.Call, method: str) -> None:
        unpacked = any(isinstance(each, ast.Starred) for each in call.args)
        if unpacked and (method not in _RAISES or isinstance(call.args[0], ast.Starred)):
            raise refuse(call, f"self.{method} gets its arguments unpacked")
        if any(each.arg is None for each in call.keywords) and method not in _RAISES:
            raise refuse(call, f"self.{method} gets its arguments unpacked")

    def _comparison(self, call: ast.Call, method: str, places: Arguments) -> None:
        """A comparison, or a truth; a call over several lines keeps its lines and comments."""
        operands = 2 if method in _BINARY else 1
        message = self._message(call, method, operands)
        start, end = self.source.span(call)
        if "\n" in self.source.text[start:end]:
            self._spread(call, method, places, operands, has_message=message is not None)
            return
        told = [] if message is None else [", ", *self._told(call, places, operands)]
        before, after = _UNARY.get(method, ("", ""))
        if method in _BINARY:
            left, right = (self._operand(call.args[at], places.spans[at]) for at in (0, 1))
            condition = [*left, f" {_BINARY[method]} ", *right]
        elif before or after:
            condition = [before, *self._operand(call.args[0], places.spans[0]), after]
        else:
            condition = self._bare(call.args[0], places.spans[0])
        self._replace((start, end), "assert ", *condition, *told)

    def _spread(
        self, call: ast.Call, method: str, places: Arguments, operands: int, *, has_message: bool
    ) -> None:
        """Rewrites between the arguments only."""
        start, end = self.source.span(call)
        before, after = _UNARY.get(method, ("", ""))
        self._replace((start, places.open), f"assert {before}(")
        for index in range(operands):
            node, span = call.args[index], places.spans[index]
            if operands == 2 and self._is_loose(node, span):
                self._replace((span[0], span[0]), "(")
                self._replace((span[1], span[1]), ")")
        if operands == 2:
            comma = places.commas[0]
            self._replace((comma, comma + 1), f" {_BINARY[method]}")
        if has_message:
            comma = places.commas[operands - 1]
            at = places.spans[operands][0]
            # The parenthesis opens on the line of the comma: the message may stand on the next one.
            behind = at if not self.source.text[comma + 1 : at].strip(" ") else comma + 1
            self._replace((comma, behind), f"){after}, (")
            named = re.compile(r"msg\s*=\s*").match(self.source.text, at)
            if call.keywords and named is not None:
                self._replace(named.span(), "")
        else:
            self._replace((places.close, end), f"){after}")
        if len(places.commas) == len(places.spans):  # a comma behind the last argument
            comma = places.commas[-1]
            self._replace((comma, comma + 1), "")

    def _function(self, call: ast.Call, method: str, places: Arguments) -> None:
        if method in _APPROXIMATE:
            self._approximate(call, method, places)
            return
        self._message(call, method, 2)
        self._whole(call, places, 2, _CALLS[method])
        if "re.search" in _CALLS[method]:
            self.imports.add("import re")

    def _approximate(self, call: ast.Call, method: str, places: Arguments) -> None:
        """Within half a unit of the last place, as `round(a - b, places) == 0` says; or `delta`."""
        named = {each.arg: each.value for each in call.keywords}
        if set(named) - {"places", "delta", "msg"} or not 2 <= len(call.args) <= 4:
            raise refuse(call, f"self.{method} has arguments that are not known")
        given = call.args[2] if len(call.args) > 2 else named.get("places")
        tolerance = "5e-08"
        if "delta" in named:
            if given is not None:
                raise refuse(call, f"self.{method} has both places and delta")
            delta = named["delta"]
            tolerance = self.source.code(delta)
            if not isinstance(delta, ast.Constant):
                self._within(call, method, places, delta)
                return
        elif given is not None and not _is_none(given):
            if not (isinstance(given, ast.Constant) and isinstance(given.value, int)):
                raise refuse(call, f"places of self.{method} is not a number written out")
            tolerance = f"5e-{given.value + 1:02d}"
        self._refuse_message(call, method, named)
        sign = _APPROXIMATE[method]
        self._whole(call, places, 2, f"{{0}} {sign} pytest.approx({{1}}, rel=0, abs={tolerance})")
        self.imports.add("import pytest")

    def _within(self, call: ast.Call, method: str, places: Arguments, delta: ast.expr) -> None:
        """A distance of any kind: what lies between two points in time is no number."""
        self._refuse_message(call, method, {each.arg: each.value for each in call.keywords})
        for each in call.args[:2]:
            if not isinstance(each, _CLOSED):
                raise refuse(each, f"self.{method} subtracts what would need parentheses")
        limit = self.source.code(delta)
        limit = limit if isinstance(delta, _CLOSED) else f"({limit})"
        sign = "<=" if method == "assertAlmostEqual" else ">"
        self._whole(call, places, 2, f"abs({{0}} - {{1}}) {sign} {limit}")

    def _refuse_message(
        self, call: ast.Call, method: str, named: Mapping[str | None, ast.expr]
    ) -> None:
        if "msg" in named or len(call.args) > 3:
            raise refuse(call, f"self.{method} has a message")

    def _whole(self, call: ast.Call, places: Arguments, operands: int, form: str) -> None:
        """The whole call anew; one with a comment between its arguments is refused."""
        start, end = self.source.span(call)
        inside = self.source.text[start:end]
        rest = inside
        for begin, stop in places.spans:
            rest = rest.replace(self.source.text[begin:stop], "", 1)
        if "#" in rest:
            raise refuse(call, "a comment stands between arguments that have to change places")
        operand = self._operand if form.startswith("{0}") else self._argument
        texts = [operand(call.args[index], places.spans[index]) for index in range(operands)]
        told: list[Piece] = []
        named = any(each.arg == "msg" for each in call.keywords)
        if (
            "pytest.approx" not in form
            and "abs(" not in form
            and (len(call.args) > operands or named)
        ):
            told = [", ", *self._told(call, places, operands)]
        condition: list[Piece] = []
        for part in re.split(r"\{(\d)\}", form):
            condition += texts[int(part)] if part.isdecimal() else [part]
        self._replace((start, end), "assert ", *condition, *told)

    def _raising_call(
        self, statement: ast.Expr, call: ast.Call, method: str, places: Arguments
    ) -> None:
        function, count = _RAISES[method]
        if len(call.args) <= count or isinstance(call.args[count], ast.Starred):
            raise refuse(call, f"self.{method} is neither a context nor given something to call")
        if not self.source.stands_alone(statement):
            raise refuse(call, f"self.{method} shares its line with another statement")
        text = self.source.text
        match: list[Piece] = [", match=", places.spans[1]] if count == 2 else []
        start, end = self.source.span(call)
        head = text[start : places.spans[count - 1][1]]
        gap = text[places.spans[count - 1][1] : places.spans[count][0]]
        if "\n" in head or "#" in gap:
            raise refuse(call, f"self.{method} names what it expects over several lines")
        indentation = self.source.indentation(statement)
        step = "    " if "\t" not in indentation else "\t"
        self._replace(
            (start, end),
            f"with {function}(",
            places.spans[0],
            *match,
            f"):{self.source.newline}{indentation}{step}",
            *self._called(call.args[count], places, count),
        )
        self.imports.add("import pytest")

    def _called(self, callee: ast.expr, places: Arguments, index: int) -> list[Piece]:
        span = places.spans[index]
        has_arguments = len(places.spans) > index + 1
        if isinstance(callee, ast.Lambda) and not has_arguments and not _parameters(callee.args):
            body = self.source.span(callee.body)
            loose = isinstance(callee.body, ast.NamedExpr | ast.Yield | ast.YieldFrom)
            return ["(", body, ")"] if loose or not self._is_whole(body) else [body]
        plain = isinstance(callee, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
        shown = [span] if plain or self.source.text[span[0]] == "(" else ["(", span, ")"]
        rest = [(places.spans[index + 1][0], places.close)] if has_arguments else []
        return [*shown, "(", *rest, ")"]

    def _message(self, call: ast.Call, method: str, operands: int) -> ast.expr | None:
        named = {each.arg: each.value for each in call.keywords}
        if set(named) - {"msg"} or not operands <= len(call.args) <= operands + 1:
            raise refuse(call, f"self.{method} has arguments that are not known")
        if len(call.args) > operands:
            return call.args[operands]
        return named.get("msg")

    def _told(self, call: ast.Call, places: Arguments, operands: int) -> list[Piece]:
        if len(call.args) > operands:
            return self._argument(call.args[operands], places.spans[operands])
        value = next(each.value for each in call.keywords if each.arg == "msg")
        span = self.source.span(value)
        loose = isinstance(value, _LOOSE) or not self._is_whole(span)
        return ["(", span, ")"] if loose else [span]

    def _operand(self, node: ast.expr, span: tuple[int, int]) -> list[Piece]:
        return ["(", span, ")"] if self._is_loose(node, span) else [span]

    def _is_loose(self, node: ast.expr, span: tuple[int, int]) -> bool:
        """Whether an operand needs parentheses: its own would count, the call's do not."""
        if self.source.span(node) != span and not isinstance(node, ast.GeneratorExp):
            return False
        negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        return isinstance(node, _LOOSE) or negated or not self._is_whole(span)

    def _bare(self, node: ast.expr, span: tuple[int, int]) -> list[Piece]:
        """An operand that stands alone behind `assert`."""
        if isinstance(node, ast.Tuple):  # an assert of a tuple is warned of
            return ["bool(", span, ")"]
        kinds = (ast.GeneratorExp, ast.NamedExpr, ast.Yield, ast.YieldFrom)
        loose = isinstance(node, kinds) and self.source.text[span[0]] != "("
        return ["(", span, ")"] if loose or not self._is_whole(span) else [span]

    def _argument(self, node: ast.expr, span: tuple[int, int]) -> list[Piece]:
        loose = isinstance(node, ast.GeneratorExp) and self.source.text[span[0]] != "("
        return ["(", span, ")"] if loose or not self._is_whole(span) else [span]

    def _is_whole(self, span: tuple[int, int]) -> bool:
        """Whether the text is an expression also without parentheses around it."""
        text = self.source.text[span[0] : span[1]]
        if "\n" not in text:
            return True
        try:
            parsed_expression(text)
        except SyntaxError:
            return False
        return True

    def _replace(self, span: tuple[int, int], *pieces: Piece) -> None:
        self.rewrites.append(Rewrite(span[0], span[1], pieces))


def _parameters(arguments: ast.arguments) -> bool:
    return bool(
        arguments.args
        or arguments.posonlyargs
        or arguments.kwonlyargs
        or arguments.vararg
        or arguments.kwarg
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
