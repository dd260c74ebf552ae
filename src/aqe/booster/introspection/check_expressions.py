"""The conditions of CHECK as a tree: what both databases write, no more than is understood."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aqe.booster.introspection.refusal import MAX_DEPTH
from aqe.booster.introspection.sql_tokens import SqlToken

__all__ = ["Expression", "NotUnderstood", "parse_condition"]


class NotUnderstood(Exception):
    """A condition that stays a notice."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A node: ``column`` and ``value`` have no parts, ``call`` and the operators do."""

    kind: str
    parts: tuple[Expression, ...] = ()
    name: str = ""
    """Of a column or function; the operator of a comparison."""
    value: Any = None


_COMPARISONS = {"=", "==", "<>", "!=", "<", "<=", ">", ">=", "~", "~*", "!~", "!~*", "~~", "!~~"}
_TIGHTER = ({"||"}, {"+", "-"}, {"*", "/", "%"})
_TYPE_WORDS = frozenset("VARYING PRECISION WITH WITHOUT TIME ZONE".split())
_CONSTANTS = {"NULL": None, "TRUE": True, "FALSE": False}


def parse_condition(tokens: list[SqlToken]) -> Expression:
    """The tree of a condition.

    Raises:
        NotUnderstood: Something in it is not known here.
    """
    parser = _Parser(tokens)
    tree = parser.disjunction(0)
    if parser.position < len(tokens):
        raise NotUnderstood
    return tree


class _Parser:
    """Recursive descent; the depth is bounded."""

    def __init__(self, tokens: list[SqlToken]) -> None:
        self.position = 0
        self._tokens = tokens

    def disjunction(self, depth: int) -> Expression:
        return self._joined("OR", "or", depth)

    def _joined(self, word: str, kind: str, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise NotUnderstood
        below = self._conjunction if kind == "or" else self._negation
        parts = [below(depth + 1)]
        while self._take(word):
            parts.append(below(depth + 1))
        return parts[0] if len(parts) == 1 else Expression(kind, tuple(parts))

    def _conjunction(self, depth: int) -> Expression:
        return self._joined("AND", "and", depth)

    def _negation(self, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise NotUnderstood
        if self._take("NOT"):
            return Expression("not", (self._negation(depth + 1),))
        return self._comparison(depth + 1)

    def _comparison(self, depth: int) -> Expression:
        left = self._operand(0, depth)
        while True:
            word = self._peek()
            if word in _COMPARISONS:
                self.position += 1
                left = self._compared(left, word, depth)
            elif word == "IS":
                self.position += 1
                negated = self._take("NOT")
                self._expect("NULL")
                left = _perhaps_not(Expression("null", (left,)), negated)
            elif word in ("ISNULL", "NOTNULL"):
                self.position += 1
                left = _perhaps_not(Expression("null", (left,)), word == "NOTNULL")
            elif word in ("IN", "BETWEEN", "LIKE", "GLOB", "REGEXP", "NOT"):
                left = self._predicate(left, depth)
            else:
                return left

    def _predicate(self, left: Expression, depth: int) -> Expression:
        negated = self._take("NOT")
        if self._take("IN"):
            self._expect("(")
            values = self._list(")", depth)
            return _perhaps_not(Expression("in", (left, *values)), negated)
        if self._take("BETWEEN"):
            low = self._operand(0, depth)
            self._expect("AND")
            high = self._operand(0, depth)
            return _perhaps_not(Expression("between", (left, low, high)), negated)
        word = self._peek()
        if word not in ("LIKE", "GLOB", "REGEXP"):
            raise NotUnderstood
        self.position += 1
        return _perhaps_not(Expression(word.lower(), (left, self._operand(0, depth))), negated)

    def _compared(self, left: Expression, sign: str, depth: int) -> Expression:
        if self._peek() in ("ANY", "ALL", "SOME"):
            every = self._peek() == "ALL"
            self.position += 1
            self._expect("(")
            array = self._operand(0, depth)
            self._expect(")")
            if array.kind != "array":
                raise NotUnderstood
            if sign == "=" and not every:
                return Expression("in", (left, *array.parts))
            if sign in ("<>", "!=") and every:
                return Expression("not", (Expression("in", (left, *array.parts)),))
            raise NotUnderstood
        right = self._operand(0, depth)
        if sign in ("~~", "!~~"):
            return _perhaps_not(Expression("like", (left, right)), sign == "!~~")
        return Expression("compare", (left, right), name={"==": "=", "!=": "<>"}.get(sign, sign))

    def _operand(self, level: int, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise NotUnderstood
        if level == len(_TIGHTER):
            return self._primary(depth + 1)
        left = self._operand(level + 1, depth + 1)
        while self._peek() in _TIGHTER[level]:
            sign = self._tokens[self.position].text
            self.position += 1
            left = Expression("operator", (left, self._operand(level + 1, depth + 1)), name=sign)
        return left

    def _primary(self, depth: int) -> Expression:
        found = self._atom(depth)
        while self._take("::"):
            self._type()
        if self._take("COLLATE"):
            self.position += 1
        return found

    def _atom(self, depth: int) -> Expression:
        if self.position >= len(self._tokens):
            raise NotUnderstood
        token = self._tokens[self.position]
        self.position += 1
        if token.kind == "string":
            return Expression("value", value=token.text)
        if token.kind == "number":
            return Expression("value", value=_number(token.text))
        if token.text == "(" and token.kind == "sign":
            inner = self.disjunction(depth + 1)
            self._expect(")")
            return inner
        if token.text in "+-" and token.kind == "sign":
            inner = self._primary(depth + 1)
            if inner.kind != "value" or not isinstance(inner.value, int | Decimal):
                raise NotUnderstood
            return inner if token.text == "+" else Expression("value", value=-inner.value)
        if not token.is_name:
            raise NotUnderstood
        return self._named(token, depth)

    def _named(self, token: SqlToken, depth: int) -> Expression:
        word = token.upper
        if word in _CONSTANTS:
            return Expression("value", value=_CONSTANTS[word])
        if word == "CAST" and self._take("("):
            inner = self.disjunction(depth + 1)
            self._expect("AS")
            self._type()
            self._expect(")")
            return inner
        if word == "ARRAY" and self._take("["):
            return Expression("array", tuple(self._list("]", depth)))
        if self._take("("):
            parts = tuple(self._list(")", depth))
            return Expression("call", parts, name=token.text.lower())
        if token.kind == "word" and word in ("CASE", "SELECT", "EXISTS"):
            raise NotUnderstood
        while self._take("."):
            token = self._tokens[self.position] if self._peek() else token
            self.position += 1
        return Expression("column", name=token.text)

    def _list(self, end: str, depth: int) -> list[Expression]:
        parts: list[Expression] = []
        if self._take(end):
            return parts
        while True:
            parts.append(self.disjunction(depth + 1))
            if self._take(end):
                return parts
            self._expect(",")

    def _type(self) -> None:
        """Pass a type by: names, a length in brackets, brackets of arrays."""
        if self.position >= len(self._tokens) or not self._tokens[self.position].is_name:
            raise NotUnderstood
        self.position += 1
        while self._peek() in _TYPE_WORDS or self._peek() == ".":
            self.position += 2 if self._peek() == "." else 1
        if self._take("("):
            while self._peek() and not self._take(")"):
                self.position += 1
            while self._peek() in _TYPE_WORDS:
                self.position += 1
        while self._take("["):
            while self._peek() and not self._take("]"):
                self.position += 1

    def _peek(self) -> str:
        if self.position >= len(self._tokens):
            return ""
        token = self._tokens[self.position]
        return token.upper or "\0"

    def _take(self, word: str) -> bool:
        if self._peek() != word:
            return False
        self.position += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise NotUnderstood


def _perhaps_not(inner: Expression, negated: bool) -> Expression:
    return Expression("not", (inner,)) if negated else inner


def _number(text: str) -> int | Decimal:
    return int(text) if text.isdigit() and len(text) < 100 else Decimal(text)
