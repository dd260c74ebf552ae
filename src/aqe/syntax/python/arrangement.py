"""Expressions as documents with the line breaks that the common formatters (ruff, black) allow."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from aqe.syntax.python.documents import (
    ConditionalGroup,
    Document,
    FitsExpanded,
    Group,
    IfBroken,
    Indent,
    IndentIfBroken,
    Line,
    Parenthesize,
    Sequenced,
)
from aqe.syntax.python.operators import (
    AWAIT,
    BINARY,
    COMPARE,
    COMPARISON,
    PRIMARY,
    UNARY,
    UNARY_LEVEL,
    Optional,
    constant_text,
    is_chain,
    is_link,
    is_number,
    may_omit_parentheses,
    optional_parentheses,
    plain_text,
    precedence,
)

__all__ = ["BARE", "WITHIN", "Arrangement", "Level"]


@dataclass(frozen=True, slots=True)
class Level:
    """Where an expression stands: bare, within optional parentheses, or within real ones."""

    optional: int | None = None
    """Group of the optional parentheses around it."""
    is_parenthesized: bool = False


BARE = Level()
WITHIN = Level(is_parenthesized=True)


class Arrangement:
    """Turns expressions into documents.

    Args:
        source: The text that the trees come from: raw strings stay raw.
    """

    def __init__(self, source: str = "") -> None:
        self._ids = itertools.count()
        self._source = source

    def last_expression(self, node: ast.expr) -> list[Document]:
        """The last expression of a statement, in parentheses where they help to break it."""
        match optional_parentheses(node):
            case Optional.MULTILINE:
                id = next(self._ids)
                inner = Level(optional=id) if may_omit_parentheses(node) else WITHIN
                return [_parenthesized_if_broken(self.expression(node, inner), id)]
            case Optional.BEST_FIT:
                id = next(self._ids)
                return [Parenthesize(self.expression(node, Level(optional=id)), id)]
        return self.expression(node, BARE)

    def assigned(self, target: ast.expr, value: ast.expr) -> list[Document]:
        """The value of an assignment; targets with dots or brackets prefer parentheses."""
        own = ast.List | ast.Tuple | ast.Dict | ast.Set | ast.ListComp | ast.SetComp | ast.DictComp
        if isinstance(target, ast.Name) or isinstance(value, own | ast.Lambda):
            return self.last_expression(value)
        if optional_parentheses(value) is not Optional.NEVER:
            return self.last_expression(value)
        id = next(self._ids)
        return [Parenthesize(self.expression(value, Level(optional=id)), id)]

    def with_items(self, items: Sequence[ast.withitem]) -> list[Document]:
        """The items of a ``with`` statement."""
        if len(items) == 1 and items[0].optional_vars is None:
            return self.last_expression(items[0].context_expr)
        is_single = len(items) == 1
        if is_single and optional_parentheses(items[0].context_expr) is Optional.NEVER:
            return self._with_item(items[0], BARE)
        joined: list[Document] = []
        for index, item in enumerate(items):
            joined += [",", Line.SPACE] if index else []
            joined += self._with_item(item, WITHIN)
        trailing = [] if is_single else [IfBroken([","])]
        return [_parenthesized_if_broken([*joined, *trailing], next(self._ids))]

    def _with_item(self, item: ast.withitem, level: Level) -> list[Document]:
        document = self.expression(item.context_expr, level)
        if item.optional_vars is None:
            return document
        return [*document, " as ", *self.expression(item.optional_vars, level)]

    def expression(self, node: ast.expr, level: Level, least: float = 0) -> list[Document]:
        """A document of an expression; in parentheses if it binds less tightly than `least`."""
        if precedence(node) < least:
            return [self._brackets("(", self._bare(node, WITHIN), ")", level)]
        return self._bare(node, level)

    def _bare(self, node: ast.expr, level: Level) -> list[Document]:
        match node:
            case ast.Name(id=name):
                return [name]
            case ast.Constant():
                return [self._constant(node)]
            case ast.List(elts=elements):
                return [self._items("[", elements, "]", level)]
            case ast.Set(elts=elements):
                return [self._items("{", elements, "}", level)]
            case ast.Tuple(elts=[element]):
                return [self._brackets("(", [*self._item(element), ","], ")", level)]
            case ast.Tuple(elts=elements):
                return [self._items("(", elements, ")", level)]
            case ast.Dict():
                return [self._dict(node, level)]
            case ast.Call() | ast.Attribute() | ast.Subscript() if is_chain(node):
                return [self._only_in_parentheses(self._links(node, level, True), level)]
            case ast.Call() | ast.Attribute() | ast.Subscript():
                return self._links(node, level, False)
            case ast.Slice():
                return self._slice(node, level)
            case ast.Starred(value=value):
                return ["*", *self.expression(value, level, 5)]
            case ast.Await(value=value):
                return ["await ", *self.expression(value, level, PRIMARY)]
            case ast.UnaryOp():
                return self._unary(node, level)
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                return [self._only_in_parentheses(self._binary(node, level), level)]
            case ast.IfExp(test=test, body=body, orelse=other):
                return [self._only_in_parentheses(self._ternary(body, test, other, level), level)]
            case ast.Lambda():
                return self._lambda(node, level)
            case ast.ListComp(elt=element, generators=generators):
                return [self._comprehension("[", self._item(element), generators, "]", level)]
            case ast.SetComp(elt=element, generators=generators):
                return [self._comprehension("{", self._item(element), generators, "}", level)]
            case ast.GeneratorExp(elt=element, generators=generators):
                return [self._comprehension("(", self._item(element), generators, ")", level)]
            case ast.DictComp(key=key, value=value, generators=generators):
                pair = [*self._item(key), ": ", *self._item(value)]
                return [self._comprehension("{", pair, generators, "}", level)]
        return [plain_text(node)]

    def _constant(self, node: ast.Constant) -> str:
        if isinstance(node.value, str) and "\\" in node.value and self._source:
            segment = ast.get_source_segment(self._source, node)
            if segment is not None and segment.startswith(("r'", 'r"')) and "\n" not in segment:
                return segment
        return constant_text(node)

    def _item(self, node: ast.expr) -> list[Document]:
        return self.expression(node, WITHIN, 0.5)

    # -- brackets -----------------------------------------------------------------------------------

    def _brackets(
        self, opening: str, content: list[Document], closing: str, level: Level
    ) -> Document:
        if not content:
            return opening + closing
        group = Group([opening, Indent([Line.SOFT, *content]), Line.SOFT, closing])
        if level.optional is not None:
            return FitsExpanded([group], level.optional)
        return group

    def _items(self, opening: str, nodes: list[ast.expr], closing: str, level: Level) -> Document:
        if not nodes:
            return opening + closing
        return self._brackets(
            opening, _joined([self._item(each) for each in nodes]), closing, level
        )

    def _dict(self, node: ast.Dict, level: Level) -> Document:
        pairs: list[list[Document]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                pairs.append(["**", *self.expression(value, WITHIN, 5)])
            else:
                pairs.append([*self._item(key), ": ", *self._item(value)])
        return self._brackets("{", _joined(pairs) if pairs else [], "}", level)

    def _links(self, node: ast.expr, level: Level, is_chain: bool) -> list[Document]:
        """Attributes, calls and subscripts; the calls of a chain each on a line when it breaks."""
        match node:
            case ast.Attribute(value=value, attr=name):
                dot = self._space(level, Line.SOFT) if is_chain and is_link(value) else []
                if is_number(value):
                    return [f"({constant_text(value)})", *dot, f".{name}"]
                return [*self._links(value, level, is_chain), *dot, f".{name}"]
            case ast.Call(func=callee):
                return [*self._links(callee, level, is_chain), *self._arguments(node, level)]
            case ast.Subscript(value=value, slice=key):
                return [*self._links(value, level, is_chain), self._subscript(key, level)]
        return self.expression(node, level, PRIMARY)

    def _arguments(self, node: ast.Call, level: Level) -> list[Document]:
        only = node.args[0] if len(node.args) == 1 and not node.keywords else None
        if isinstance(only, ast.GeneratorExp):
            return self._bare(only, level)
        arguments = [self._item(each) for each in node.args]
        for each in node.keywords:
            name = "**" if each.arg is None else f"{each.arg}="
            arguments.append([name, *self._item(each.value)])
        if not arguments:
            return ["()"]
        return [self._brackets("(", [Group(_joined(arguments))], ")", level)]

    def _subscript(self, key: ast.expr, level: Level) -> Document:
        if isinstance(key, ast.Tuple) and len(key.elts) > 1:
            return self._items("[", key.elts, "]", level)
        return self._brackets("[", self._item(key), "]", level)

    def _slice(self, node: ast.Slice, level: Level) -> list[Document]:
        parts = [node.lower, node.upper, *([node.step] if node.step else [])]
        is_simple = all(part is None or _is_simple_bound(part) for part in parts)
        document: list[Document] = []
        for index, part in enumerate(parts):
            if index:
                document.append(" :" if not is_simple and parts[index - 1] is not None else ":")
                document += [" "] if not is_simple and part is not None else []
            document += [] if part is None else self.expression(part, level, 0.5)
        return document

    def _comprehension(
        self,
        opening: str,
        element: list[Document],
        generators: list[ast.comprehension],
        closing: str,
        level: Level,
    ) -> Document:
        document = list(element)
        for each in generators:
            document += [Line.SPACE, "async for " if each.is_async else "for "]
            document += self._target(each.target)
            document += [" in ", *self.expression(each.iter, WITHIN, 1.5)]
            for condition in each.ifs:
                document += [Line.SPACE, "if ", *self.expression(condition, WITHIN, 1.5)]
        return self._brackets(opening, [Group(document)], closing, level)

    def _target(self, node: ast.expr) -> list[Document]:
        if isinstance(node, ast.Tuple) and len(node.elts) > 1:
            targets = [self._target(each) for each in node.elts]
            return [", ".join(str(part) for target in targets for part in target)]
        return [plain_text(node)]

    # -- operators ----------------------------------------------------------------------------------

    def _unary(self, node: ast.UnaryOp, level: Level) -> list[Document]:
        sign = UNARY[type(node.op)]
        least: float = 4 if isinstance(node.op, ast.Not) else UNARY_LEVEL
        operand = node.operand
        is_power = isinstance(operand, ast.BinOp) and isinstance(operand.op, ast.Pow)
        if is_power or (isinstance(operand, ast.BinOp) and not isinstance(node.op, ast.Not)):
            least = PRIMARY
        return [sign, *self.expression(operand, level, least)]

    def _only_in_parentheses(self, content: list[Document], level: Level) -> Document:
        if level.optional is not None:
            return ConditionalGroup(content, level.optional)
        return Group(content) if level.is_parenthesized else Sequenced(content)

    def _space(self, level: Level, line: Line = Line.SPACE) -> list[Document]:
        """A space (or nothing) that may become a line break where the expression is in parentheses."""
        flat: list[Document] = [" "] if line is Line.SPACE else []
        if level.optional is None:
            return [line] if level.is_parenthesized else flat
        broken = IfBroken([line], level.optional)
        return [broken, IfBroken(flat, level.optional, is_broken=False)]

    def _binary(self, node: ast.BinOp | ast.BoolOp | ast.Compare, level: Level) -> list[Document]:
        operands, signs = _flat(node)
        if signs == ["**"] and all(_is_simple_operand(*each) for each in operands):
            base, exponent = (self.expression(each, level, least) for each, least in operands)
            if level == BARE:
                return [*base, "**", *exponent]
            space: list[Document] = [IfBroken([" "], level.optional)]
            return [*base, *self._space(level, Line.SOFT), "**", *space, *exponent]
        document: list[Document] = []
        for index, (operand, least) in enumerate(operands):
            if index:
                document += [*self._space(level), f"{signs[index - 1]} "]
            document += self.expression(operand, level, least)
        return document

    def _ternary(
        self, body: ast.expr, test: ast.expr, other: ast.expr, level: Level
    ) -> list[Document]:
        return [
            *self.expression(body, level, 1.5),
            *self._space(level),
            "if ",
            *self.expression(test, level, 1.5),
            *self._space(level),
            "else ",
            *self.expression(other, level, 1),
        ]

    def _lambda(self, node: ast.Lambda, level: Level) -> list[Document]:
        parameters = plain_text(ast.Lambda(node.args, ast.Constant(0))).removesuffix(": 0")
        own = {ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp}
        is_call = isinstance(node.body, ast.Call | ast.Subscript) and not is_chain(node.body)
        if type(node.body) in own or is_call:
            return [f"{parameters}: ", *self.expression(node.body, level, 0.5)]
        id = next(self._ids)
        body = self.expression(node.body, WITHIN, 0.5)
        return [f"{parameters}: ", _parenthesized_if_broken(body, id)]


def _parenthesized_if_broken(content: list[Document], id: int) -> Document:
    return Group(
        [
            IfBroken(["("]),
            IndentIfBroken([Line.SOFT, *content], id),
            Line.SOFT,
            IfBroken([")"]),
        ],
        id,
    )


def _joined(items: list[list[Document]]) -> list[Document]:
    document: list[Document] = []
    for index, item in enumerate(items):
        document += [",", Line.SPACE] if index else []
        document += item
    return [*document, IfBroken([","])] if len(items) > 1 else document


def _flat(
    node: ast.BinOp | ast.BoolOp | ast.Compare,
) -> tuple[list[tuple[ast.expr, float]], list[str]]:
    """Operands (with the least precedence that they need) and operators of one level."""
    if isinstance(node, ast.Compare):
        least = COMPARISON + 0.5
        operands = [(each, least) for each in (node.left, *node.comparators)]
        return operands, [COMPARE[type(op)] for op in node.ops]
    if isinstance(node, ast.BoolOp):
        least = precedence(node) + 0.5
        word = "and" if isinstance(node.op, ast.And) else "or"
        return [(each, least) for each in node.values], [word] * (len(node.values) - 1)
    sign, level = BINARY[type(node.op)]
    if isinstance(node.op, ast.Pow):
        left: tuple[ast.expr, float] = (node.left, AWAIT)
        if isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Pow):
            operands, signs = _flat(node.right)
            return [left, *operands], [sign, *signs]
        return [left, (node.right, UNARY_LEVEL)], [sign]
    right = (node.right, level + 0.5)
    if isinstance(node.left, ast.BinOp) and precedence(node.left) == level:
        operands, signs = _flat(node.left)
        return [*operands, right], [*signs, sign]
    return [(node.left, float(level)), right], [sign]


def _is_simple_bound(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
        node = node.operand
    return isinstance(node, ast.Constant | ast.Name)


def _is_simple_operand(node: ast.expr, least: float) -> bool:
    if precedence(node) < least:
        return False
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
        node = node.operand
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float | complex | None)
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
