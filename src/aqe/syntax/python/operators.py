"""Python's operators: names, signs, precedence, and when an expression may break without parentheses."""

from __future__ import annotations

import ast
from enum import Enum
from typing import TypeGuard

from aqe.syntax.python.literals import literal_text

__all__ = [
    "AUGMENTED",
    "AWAIT",
    "BINARY",
    "BINARY_NAMES",
    "COMPARE",
    "COMPARISON",
    "COMPARISON_NAMES",
    "COMPARISON_SIGNS",
    "PRIMARY",
    "UNARY",
    "UNARY_LEVEL",
    "UNARY_NAMES",
    "Optional",
    "constant_text",
    "is_chain",
    "is_link",
    "is_number",
    "may_omit_parentheses",
    "optional_parentheses",
    "plain_text",
    "precedence",
]

BINARY: dict[type[ast.AST], tuple[str, int]] = {
    ast.BitOr: ("|", 5),
    ast.BitXor: ("^", 6),
    ast.BitAnd: ("&", 7),
    ast.LShift: ("<<", 8),
    ast.RShift: (">>", 8),
    ast.Add: ("+", 9),
    ast.Sub: ("-", 9),
    ast.Mult: ("*", 10),
    ast.MatMult: ("@", 10),
    ast.Div: ("/", 10),
    ast.FloorDiv: ("//", 10),
    ast.Mod: ("%", 10),
    ast.Pow: ("**", 12),
}
COMPARE: dict[type[ast.AST], str] = {
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
UNARY: dict[type[ast.AST], str] = {
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Invert: "~",
    ast.Not: "not ",
}
BINARY_NAMES: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
}
"""What operations of recipes are called."""
AUGMENTED = {name: f"{BINARY[node][0]}=" for node, name in BINARY_NAMES.items()}
"""Signs of the operations that change their left operand."""
UNARY_NAMES: dict[type[ast.unaryop], str] = {
    ast.USub: "neg",
    ast.UAdd: "pos",
    ast.Invert: "invert",
    ast.Not: "not",
}
COMPARISON_NAMES: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Is: "is",
    ast.IsNot: "is_not",
    ast.In: "in",
    ast.NotIn: "not_in",
}
"""What comparisons are called where goals and observations speak of them."""
COMPARISON_SIGNS = {name: COMPARE[node] for node, name in COMPARISON_NAMES.items()}
COMPARISON, UNARY_LEVEL, AWAIT, PRIMARY, _ATOM = 4.5, 11, 13, 14, 15
_LEVELS: dict[type[ast.AST], float] = {
    ast.NamedExpr: 0,
    ast.Yield: 0,
    ast.YieldFrom: 0,
    ast.Lambda: 1,
    ast.IfExp: 1,
    ast.Compare: COMPARISON,
    ast.Await: AWAIT,
    ast.Attribute: PRIMARY,
    ast.Subscript: PRIMARY,
    ast.Call: PRIMARY,
}


def precedence(node: ast.expr) -> float:
    """How tightly an expression binds."""
    if isinstance(node, ast.BinOp):
        return BINARY[type(node.op)][1]
    if isinstance(node, ast.BoolOp):
        return 2 if isinstance(node.op, ast.Or) else 3
    if isinstance(node, ast.UnaryOp):
        return 4 if isinstance(node.op, ast.Not) else UNARY_LEVEL
    if isinstance(node, ast.Constant) and constant_text(node).startswith("-"):
        return UNARY_LEVEL
    return _LEVELS.get(type(node), _ATOM)


def constant_text(node: ast.Constant) -> str:
    """A constant as formatters write it: double quotes, no plus sign in exponents."""
    if node.value is Ellipsis:
        return "..."
    if isinstance(node.value, float | complex):
        return repr(node.value).replace("inf", "1e309").replace("e+", "e")
    return literal_text(node.value)


def plain_text(node: ast.expr) -> str:
    """Any expression on one line, with double quotes where that is safe."""
    text = ast.unparse(node)
    if isinstance(node, ast.JoinedStr) and text.startswith("f'") and '"' not in text:
        return f'f"{text[2:-1]}"'
    return text


class Optional(Enum):
    """How an expression at the end of a statement takes optional parentheses."""

    NEVER = "never"
    """It has brackets of its own to break in."""
    BEST_FIT = "best-fit"
    """It cannot break: parentheses if it then fits on a line of its own."""
    MULTILINE = "multiline"
    """It breaks at operators, which needs parentheses."""


def optional_parentheses(node: ast.expr) -> Optional:
    """Whether and when an expression at the end of a statement is put in parentheses."""
    match node:
        case ast.Name() | ast.Constant() | ast.JoinedStr():
            return Optional.BEST_FIT
        case ast.Attribute(value=ast.Name()):
            return Optional.BEST_FIT
        case ast.Attribute(value=value):
            if is_chain(node):
                return Optional.MULTILINE
            return Optional.NEVER if _is_wrapped(value) else optional_parentheses(value)
        case ast.Call(func=owner) | ast.Subscript(value=owner):
            if is_chain(node):
                return Optional.MULTILINE
            if _is_wrapped(owner):
                return Optional.NEVER
            found = optional_parentheses(owner)
            return Optional.NEVER if found is Optional.BEST_FIT else found
        case ast.UnaryOp(operand=operand) | ast.Await(value=operand):
            if precedence(operand) < precedence(node) or isinstance(operand, ast.BinOp):
                return Optional.NEVER
            return optional_parentheses(operand)
        case ast.BinOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
            return Optional.MULTILINE
    return Optional.NEVER


def is_chain(node: ast.expr) -> bool:
    """Whether calls follow one another so that each gets a line (``a().b().c()``)."""
    count = 0
    while True:
        match node:
            case ast.Attribute(value=value):
                if is_link(value):
                    count += 1
                node = value
            case ast.Call(func=value) | ast.Subscript(value=value):
                node = value
            case _:
                return count >= 2


def is_link(owner: ast.expr) -> bool:
    """Whether a dot behind an expression starts a new line in a chain that breaks."""
    return isinstance(owner, ast.Call | ast.Subscript) or _is_wrapped(owner)


def _is_wrapped(owner: ast.expr) -> bool:
    """Whether an expression gets parentheses in front of a dot or bracket."""
    return is_number(owner) or precedence(owner) < PRIMARY


def is_number(node: ast.expr) -> TypeGuard[ast.Constant]:
    """Whether an expression is a number, which gets parentheses in front of a dot."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, int | float | complex)


def may_omit_parentheses(node: ast.expr) -> bool:
    """Whether an expression with operators may break in its brackets alone.

    It may when it has one operator of its lowest level and begins or ends with brackets.
    """
    found = _Brackets()
    found.visit_part(node)
    if not found.has_brackets or found.count > 1:
        return False
    if found.level == 0:
        return True
    return any(end is not None and _has_content(end) for end in (found.last, found.first))


def _has_content(node: ast.expr) -> bool:
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return bool(items)
        case ast.Dict(values=items):
            return bool(items)
        case ast.Call(args=arguments, keywords=keywords):
            return bool(arguments or keywords)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return True
    return False


class _Brackets:
    """First and last leaf of an expression, and how often its weakest operator occurs."""

    def __init__(self) -> None:
        self.has_brackets = False
        self.level = 0
        self.count = 0
        self.first: ast.expr | None = None
        self.last: ast.expr | None = None

    def visit(self, node: ast.expr) -> None:
        self.last = node
        self.visit_part(node)
        if self.first is None:
            self.first = node

    def _operator(self, level: int, count: int = 1) -> None:
        if level > self.level:
            self.level, self.count = level, 0
        if level == self.level:
            self.count += count

    def _operand(self, node: ast.expr, least: float) -> None:
        if precedence(node) < least:
            self.last = node
            self.has_brackets = True
            if self.first is None:
                self.first = _PARENTHESES
            self.last = _PARENTHESES
        else:
            self.visit(node)

    def visit_part(self, node: ast.expr) -> None:
        match node:
            case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
                self.has_brackets = True
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self.has_brackets = True
            case ast.Call(func=owner) | ast.Subscript(value=owner):
                self.has_brackets = True
                self._operand(owner, PRIMARY)
                self.last = node
            case ast.Attribute(value=owner):
                self._operand(owner, PRIMARY)
                if isinstance(owner, ast.Call | ast.Subscript | ast.List | ast.Dict | ast.Tuple):
                    self._operator(1)
                self.last = node
            case ast.Compare(left=left, comparators=others, ops=ops):
                self._operator(20, len(ops))
                for each in (left, *others):
                    self._operand(each, COMPARISON + 0.5)
            case ast.BoolOp(values=values):
                self._operator(21, len(values) - 1)
                for each in values:
                    self._operand(each, precedence(node) + 0.5)
            case ast.IfExp(body=body, test=test, orelse=other):
                self._operator(22)
                for each in (body, test, other):
                    self._operand(each, 1)
            case ast.BinOp(left=left, right=right, op=op):
                level = BINARY[type(op)][1]
                self._operator(19 - level)
                self._operand(left, level)
                self._operand(right, level + 0.5)
            case ast.UnaryOp(operand=operand) | ast.Await(value=operand):
                if self.first is None:
                    self.first = node
                least = PRIMARY if isinstance(node, ast.Await) else precedence(node)
                self._operand(operand, least)


_PARENTHESES = ast.List(elts=[ast.Constant(0)], ctx=ast.Load())
"""Stands for an operand that gets parentheses."""
