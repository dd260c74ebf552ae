"""Rewrites the conditions and other expressions of a subject: each condition goes through a probe.

Statements, and where control goes between them, are rewritten in `instrument`.
"""

import ast
from typing import Any, Dict, List, Optional, Tuple, Union

from .lines import SourceLines
from .reordering import OrderRewriter, last_name, place_of, probe

_OPERATORS = {
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
_MATCHERS = frozenset(["match", "fullmatch", "search"])
_FRAME_READERS = frozenset(
    (
        *("super", "locals", "globals", "vars", "dir", "eval", "exec", "breakpoint"),
        *("_getframe", "currentframe", "stack", "warn"),
    )
)
_TEXT_LIMIT = 200


class Decision:
    """A condition with its two sides."""

    __slots__ = ("counted", "key", "line", "operator", "partial", "qualname", "targets", "text")

    def __init__(self, key: int, line: int, qualname: str, operator: str, text: str) -> None:
        self.key = key
        self.line = line
        self.qualname = qualname
        self.operator = operator
        self.text = text
        self.counted = False
        self.partial = False
        self.targets: Dict[bool, Optional[int]] = {False: None, True: None}


class ConditionRewriter(OrderRewriter):
    """Wraps conditions; keeps the decisions that they make."""

    def __init__(self, source: str, lines: SourceLines) -> None:
        self.lines = lines
        self.order = sorted(lines.counted)
        self.decisions: List[Decision] = []
        self._text = [line.encode("utf-8", "surrogatepass") for line in source.split("\n")]
        self._qualname = "<module>"

    def _decide(self, node: Any, operator: str, text: str) -> Decision:
        key = len(self.order) + 2 * len(self.decisions)
        decision = Decision(key, self.lines.first(node.lineno), self._qualname, operator, text)
        self.decisions.append(decision)
        return decision

    def _boolean(
        self, node: Any, owner: bool = False, raw: bool = False
    ) -> Tuple[Any, Optional[Decision], bool]:
        """Wraps a condition: (expression, decision, whether its sides are flipped).

        Args:
            owner: Whether the whole needs a decision of its own.
            raw: Whether the value itself goes on (else only its truth matters).
        """
        if constant(node) is not None:
            return node, None, False
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand, decision, flipped = self._boolean(node.operand, owner)
            return node, decision, not flipped
        if isinstance(node, ast.Compare):
            node = _unchained(node)
        if isinstance(node, ast.BoolOp):
            return self._junction(node, owner, raw)
        if isinstance(node, ast.NamedExpr) and isinstance(node.value, (ast.Call, ast.Compare)):
            node.value, decision, flipped = self._boolean(node.value, owner, raw=True)
            return node, decision, flipped
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._comparison(node)
        if isinstance(node, ast.Call) and last_name(node.func) not in _FRAME_READERS:
            return self._call(node)
        decision = self._decide(node, "truth", self._source(node))
        name = "value" if raw else "truth"
        return probe(name, node, decision.key, [self.visit(node)]), decision, False

    def _junction(
        self, node: ast.BoolOp, owner: bool, raw: bool
    ) -> Tuple[Any, Optional[Decision], bool]:
        if owner:
            decision = self._decide(node, "truth", self._source(node))
            node.values = [self._boolean(each)[0] for each in node.values]
            return probe("value" if raw else "truth", node, decision.key, [node]), decision, False
        last = len(node.values) - 1
        node.values = [
            self.visit(each) if raw and index == last else self._boolean(each, raw=raw)[0]
            for index, each in enumerate(node.values)
        ]
        return node, None, False

    def _comparison(self, node: ast.Compare) -> Tuple[Any, Optional[Decision], bool]:
        operator = _OPERATORS[type(node.ops[0])]
        decision = self._decide(node, operator, self._source(node))
        operands = [self.visit(node.left), self.visit(node.comparators[0])]
        return probe(operator, node, decision.key, operands), decision, False

    def _call(self, node: ast.Call, name: str = "call") -> Tuple[Any, Optional[Decision], bool]:
        operator = "isinstance" if last_name(node.func) == "isinstance" else "call"
        decision = self._decide(node, operator, self._source(node))
        super().visit_Call(node)
        call = probe(name, node, decision.key, [node.func, *node.args])
        call.keywords = node.keywords
        return call, decision, False

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        """``a and b`` used for its value."""
        return self._junction(node, owner=False, raw=True)[0]

    def visit_Compare(self, node: ast.Compare) -> Any:
        """``a == b`` used for its value."""
        if len(node.ops) == 1:
            return self._comparison(node)[0]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        """``re.match(pattern, text)`` used for its value: what a parser decides by."""
        if last_name(node.func) in _MATCHERS and node.args:
            return self._call(node, "attempt")[0]
        return super().visit_Call(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        """``not a`` used for its value."""
        if isinstance(node.op, ast.Not) and isinstance(node.operand, ast.BoolOp):
            node.operand = self._boolean(node.operand)[0]
            return node
        return self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        """``a if test else b``."""
        node.test = self._boolean(node.test, owner=True)[0]
        node.body = self.visit(node.body)
        node.orelse = self.visit(node.orelse)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        """The filters of a comprehension."""
        old = node.iter
        node.iter = self.visit(old)
        if not node.is_async:
            node.iter = self.in_order(old, node.iter)
        node.target = self.visit(node.target)
        node.ifs = [self._boolean(each)[0] for each in node.ifs]
        return node

    def _source(self, node: Any, last: Any = None) -> str:
        end = last or node
        first, final = node.lineno - 1, end.end_lineno - 1
        if not 0 <= first <= final < len(self._text):
            return ""
        pieces = self._text[first : final + 1]
        pieces[-1] = pieces[-1][: end.end_col_offset]
        pieces[0] = pieces[0][node.col_offset :]
        text = b" ".join(piece.strip() for piece in pieces).decode("utf-8", "replace")
        return text[:_TEXT_LIMIT]


def constant(node: ast.AST) -> Optional[Tuple[bool]]:
    """The truth of a test that the compiler decides, in a tuple; None for all others."""
    if isinstance(node, ast.Constant):
        return (bool(node.value),)
    if isinstance(node, ast.Name) and node.id == "__debug__":
        return (__debug__,)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = constant(node.operand)
        return None if inner is None else (not inner[0],)
    if isinstance(node, ast.BoolOp):
        parts = [constant(each) for each in node.values]
        known = [part[0] for part in parts if part is not None]
        if len(known) == len(parts):
            return (any(known) if isinstance(node.op, ast.Or) else all(known),)
    return None


def _unchained(node: ast.Compare) -> Union[ast.Compare, ast.BoolOp]:
    """``a < b < c`` as ``a < b and b < c`` where `b` may be evaluated twice."""
    middles = node.comparators[:-1]
    if not middles or not all(isinstance(each, (ast.Name, ast.Constant)) for each in middles):
        return node
    parts: List[ast.expr] = []
    left = node.left
    for operator, right in zip(node.ops, node.comparators):
        where = place_of(left)
        where.update(end_lineno=right.end_lineno, end_col_offset=right.end_col_offset)
        parts.append(ast.Compare(left=left, ops=[operator], comparators=[right], **where))
        left = type(right)(**{key: getattr(right, key) for key in right._fields}, **place_of(right))
    return ast.BoolOp(op=ast.And(), values=parts, **place_of(node))
