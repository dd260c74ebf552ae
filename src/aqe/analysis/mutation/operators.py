"""The mutation operators: data about each, and the patches that each makes of a node."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from aqe.analysis.mutation.patch import Operator, Patch
from aqe.analysis.mutation.text import SourceText
from aqe.analysis.scopes import dotted_name

__all__ = ["OPERATORS", "patches"]

OPERATORS: tuple[Operator, ...] = (
    Operator("comparison", "a comparison becomes its opposite", "a == b", "a != b"),
    Operator("boundary", "a comparison takes in its boundary, or leaves it out", "a < b", "a <= b"),
    Operator("arithmetic", "an arithmetic or bitwise operator becomes another", "a + b", "a - b"),
    Operator("augmented", "an augmented assignment uses another operator", "a += b", "a -= b"),
    Operator("plain-assignment", "an augmented assignment becomes a plain one", "a += b", "a = b"),
    Operator("logical", "``and`` becomes ``or``, and the other way round", "a and b", "a or b"),
    Operator("not-removed", "a ``not`` is dropped", "not a", "a"),
    Operator("condition", "a condition is negated", "if a:", "if not (a):"),
    Operator("boolean", "``True`` becomes ``False``, and the other way round", "True", "False"),
    Operator("number", "a number is one more, or one less", "3", "4"),
    Operator("string", "a text or bytes literal gets a prefix", '"abc"', '"XXabc"'),
    Operator("return", "a result becomes None", "return a", "return None"),
    Operator("yield", "a yielded value becomes None", "yield a", "yield None"),
    Operator(
        "statement", "a call or an assignment to a part of a value is left out", "f(a)", "pass"
    ),
    Operator("raise", "an exception is not raised", "raise E()", "pass"),
    Operator(
        "loop", "``break`` becomes ``continue``, and the other way round", "break", "continue"
    ),
    Operator(
        "default", "a container or name as default becomes None", "def f(a=()):", "def f(a=None):"
    ),
    Operator(
        "except", "an exception type is not caught any more", "except (A, B):", "except (A,):"
    ),
    Operator("sign", "a unary minus is dropped", "-a", "a"),
    Operator("slice", "a bound of a slice is dropped", "a[1:2]", "a[:2]"),
    Operator(
        "wrapper",
        "a function does not take over the name of the one that it wraps",
        "@wraps(f)",
        "@lambda function: function",
    ),
)
"""All operators, in the order in which samples take them in turn."""


_COMPARISONS: dict[type[ast.cmpop], tuple[str, str, str | None]] = {
    ast.Eq: (r"==", "!=", None),
    ast.NotEq: (r"!=|<>", "==", None),
    ast.Lt: (r"<", ">=", "<="),
    ast.LtE: (r"<=", ">", "<"),
    ast.Gt: (r">", "<=", ">="),
    ast.GtE: (r">=", "<", ">"),
    ast.Is: (r"\bis\b", "is not", None),
    ast.IsNot: (r"\bis\s+not\b", "is", None),
    ast.In: (r"\bin\b", "not in", None),
    ast.NotIn: (r"\bnot\s+in\b", "in", None),
}
"""Pattern of the operator, its opposite, and its neighbour at the boundary."""

_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "&"),
}
_WRAPS = frozenset({"wraps", "functools.wraps"})
_AND, _OR = re.compile(r"\band\b"), re.compile(r"\bor\b")
_NOT = re.compile(r"not\s*")


def patches(node: ast.AST, text: SourceText) -> Iterator[Patch]:
    """The patches of one node, in a stable order; those of its children are not among them."""
    maker = _MAKERS.get(type(node))
    if maker is not None:
        yield from maker(node, text)


def _compare(node: ast.Compare, text: SourceText) -> Iterator[Patch]:
    sides = [node.left, *node.comparators]
    for index, operator in enumerate(node.ops):
        pattern, opposite, neighbour = _COMPARISONS[type(operator)]
        span = text.find(re.compile(pattern), text.end(sides[index]), text.start(sides[index + 1]))
        if span is None:
            continue
        yield Patch("comparison", *span, opposite)
        if neighbour is not None:
            yield Patch("boundary", *span, neighbour)


def _binary(node: ast.BinOp, text: SourceText) -> Iterator[Patch]:
    before, after = _ARITHMETIC[type(node.op)]
    span = text.find(re.compile(re.escape(before)), text.end(node.left), text.start(node.right))
    if span is not None:
        yield Patch("arithmetic", *span, after)


def _augmented(node: ast.AugAssign, text: SourceText) -> Iterator[Patch]:
    before, after = _ARITHMETIC[type(node.op)]
    pattern = re.compile(re.escape(before) + "=")
    span = text.find(pattern, text.end(node.target), text.start(node.value))
    if span is not None:
        yield Patch("augmented", *span, f"{after}=")
        yield Patch("plain-assignment", *span, "=")


def _logical(node: ast.BoolOp, text: SourceText) -> Iterator[Patch]:
    is_and = isinstance(node.op, ast.And)
    for left, right in zip(node.values, node.values[1:], strict=False):
        span = text.find(_AND if is_and else _OR, text.end(left), text.start(right))
        if span is not None:
            yield Patch("logical", *span, "or" if is_and else "and")


def _unary(node: ast.UnaryOp, text: SourceText) -> Iterator[Patch]:
    start = text.start(node)
    if isinstance(node.op, ast.Not):
        found = _NOT.match(text.text, start)
        if found is not None:
            yield Patch("not-removed", start, found.end(), "")
    elif isinstance(node.op, ast.USub):
        yield Patch("sign", start, start + 1, "")


def _condition(node: ast.expr, text: SourceText) -> Iterator[Patch]:
    """Negates a test; one that is a single comparison or a ``not`` has an operator of its own."""
    if isinstance(node, ast.Constant) or (isinstance(node, ast.Compare) and len(node.ops) == 1):
        return
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return
    start, end = text.start(node), text.end(node)
    yield Patch("condition", start, end, f"not ({text.text[start:end]})")


def _tested(node: ast.If | ast.While | ast.IfExp, text: SourceText) -> Iterator[Patch]:
    yield from _condition(node.test, text)


def _comprehension(node: ast.comprehension, text: SourceText) -> Iterator[Patch]:
    for each in node.ifs:
        yield from _condition(each, text)


def _constant(node: ast.Constant, text: SourceText) -> Iterator[Patch]:
    start, end, value = text.start(node), text.end(node), node.value
    if isinstance(value, bool):
        yield Patch("boolean", start, end, repr(not value))
    elif isinstance(value, int):
        yield Patch("number", start, end, repr(value + 1))
        yield Patch("number", start, end, repr(value - 1))
    elif isinstance(value, float) and abs(value) < 1e15:
        yield Patch("number", start, end, repr(value + 1.0))
        yield Patch("number", start, end, repr(value - 1.0))
    elif isinstance(value, str):
        yield Patch("string", start, end, repr(f"XX{value}"))
    elif isinstance(value, bytes):
        yield Patch("string", start, end, repr(b"XX" + value))


def _joined(node: ast.JoinedStr, text: SourceText) -> Iterator[Patch]:
    """A formatted text gets its prefix behind the opening quote of its first part."""
    start, end = text.start(node), text.end(node)
    found = re.compile(r"[A-Za-z]{0,2}('''|\"\"\"|'|\")").match(text.text, start, end)
    if found is not None:
        yield Patch("string", found.end(), found.end(), "XX")


def _return(node: ast.Return, text: SourceText) -> Iterator[Patch]:
    if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
        return
    yield Patch("return", text.start(node), text.end(node), "return None")


def _yield(node: ast.Yield, text: SourceText) -> Iterator[Patch]:
    if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
        return
    yield Patch("yield", text.start(node), text.end(node), "yield None")


def _expression(node: ast.Expr, text: SourceText) -> Iterator[Patch]:
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    if isinstance(value, ast.Call):
        yield Patch("statement", text.start(node), text.end(node), "pass")


def _assign(node: ast.Assign, text: SourceText) -> Iterator[Patch]:
    if all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
        yield Patch("statement", text.start(node), text.end(node), "pass")


def _delete(node: ast.Delete, text: SourceText) -> Iterator[Patch]:
    yield Patch("statement", text.start(node), text.end(node), "pass")


def _raise(node: ast.Raise, text: SourceText) -> Iterator[Patch]:
    yield Patch("raise", text.start(node), text.end(node), "pass")


def _break(node: ast.Break, text: SourceText) -> Iterator[Patch]:
    yield Patch("loop", text.start(node), text.end(node), "continue")


def _continue(node: ast.Continue, text: SourceText) -> Iterator[Patch]:
    yield Patch("loop", text.start(node), text.end(node), "break")


def _defaults(node: ast.arguments, text: SourceText) -> Iterator[Patch]:
    for each in (*node.defaults, *node.kw_defaults):
        if each is None or isinstance(each, ast.Constant | ast.UnaryOp | ast.JoinedStr):
            continue
        start, end = text.start(each), text.end(each)
        if isinstance(each, ast.Tuple) and not text.text[start:end].startswith("("):
            continue
        yield Patch("default", start, end, "None")


def _handler(node: ast.ExceptHandler, text: SourceText) -> Iterator[Patch]:
    if isinstance(node.type, ast.Tuple):
        kinds = node.type.elts
        for index in range(len(kinds)):
            rest = [text.text[text.start(each) : text.end(each)] for each in kinds]
            rest.pop(index)
            shown = f"({', '.join(rest)},)" if rest else "()"
            yield Patch("except", text.start(node.type), text.end(node.type), shown)
    elif node.type is not None:
        yield Patch("except", text.start(node.type), text.end(node.type), "()")


def _slice(node: ast.Subscript, text: SourceText) -> Iterator[Patch]:
    if isinstance(node.slice, ast.Slice):
        for bound in (node.slice.lower, node.slice.upper, node.slice.step):
            if bound is not None:
                yield Patch("slice", text.start(bound), text.end(bound), "")


def _wrapper(node: ast.FunctionDef | ast.AsyncFunctionDef, text: SourceText) -> Iterator[Patch]:
    for each in node.decorator_list:
        if isinstance(each, ast.Call) and dotted_name(each.func) in _WRAPS:
            yield Patch("wrapper", text.start(each), text.end(each), "lambda function: function")


_MAKERS: dict[type[ast.AST], Callable[..., Iterator[Patch]]] = {
    ast.Compare: _compare,
    ast.BinOp: _binary,
    ast.AugAssign: _augmented,
    ast.BoolOp: _logical,
    ast.UnaryOp: _unary,
    ast.If: _tested,
    ast.While: _tested,
    ast.IfExp: _tested,
    ast.comprehension: _comprehension,
    ast.Constant: _constant,
    ast.JoinedStr: _joined,
    ast.Return: _return,
    ast.Yield: _yield,
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.Delete: _delete,
    ast.Raise: _raise,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.arguments: _defaults,
    ast.ExceptHandler: _handler,
    ast.Subscript: _slice,
    ast.FunctionDef: _wrapper,
    ast.AsyncFunctionDef: _wrapper,
}
