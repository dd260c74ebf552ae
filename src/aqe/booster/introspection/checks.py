"""CHECK conditions as JSON Schema of the columns they speak of; what is left over is a notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from aqe.booster.introspection.check_expressions import (
    Expression,
    NotUnderstood,
    parse_condition,
)
from aqe.booster.introspection.drafts import Schema, TableDraft, merged
from aqe.booster.introspection.sql_tokens import SqlToken, sql_text

__all__ = ["apply_check"]

_LENGTHS = frozenset(("length", "char_length", "character_length"))
_TRIMS = frozenset(("trim", "btrim"))
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_BOUNDS = {
    ">": "exclusiveMinimum",
    ">=": "minimum",
    "<": "exclusiveMaximum",
    "<=": "maximum",
}
_FOREIGN_PATTERN = re.compile(r"\[\[:|\[\.|\[=|\(\?|\\[mMyYAZ<>`']|\*\*\*|^\*")
"""What regular expressions of PostgreSQL have and those of ECMA-262 have not."""


def apply_check(table: TableDraft, tokens: list[SqlToken], notices: list[str]) -> None:
    """Narrow the columns of a table by a condition.

    What is not understood, or speaks of two columns at once, becomes a notice.
    """
    try:
        conditions = list(_conjuncts(parse_condition(tokens)))
    except NotUnderstood:
        notices.append(f"{table.name}: CHECK ({sql_text(tokens)}) was not understood")
        return
    for condition in conditions:
        try:
            column, facts = _facts(condition)
            understood = table.constrain(column, facts)
        except _NeverNull as found:
            understood = table.forbid_null(found.column)
        except NotUnderstood:
            understood = False
        if not understood:
            whole = sql_text(tokens)
            part = "" if len(conditions) == 1 else f", {_shown(condition)}"
            notices.append(f"{table.name}: CHECK ({whole}){part} is not in the schema")


def _conjuncts(tree: Expression) -> Iterator[Expression]:
    if tree.kind == "and":
        for part in tree.parts:
            yield from _conjuncts(part)
    elif tree.kind == "not" and tree.parts[0].kind == "or":
        for part in tree.parts[0].parts:
            yield from _conjuncts(Expression("not", (part,)))
    else:
        yield tree


def _facts(node: Expression) -> tuple[str, Schema]:
    """The column that a condition speaks of, and what it says."""
    if node.kind == "or":
        return _alternatives(node)
    if node.kind == "and":
        return _together(node)
    if node.kind == "not":
        return _negated(node.parts[0])
    if node.kind == "column":
        return node.name, {"const": True}
    if node.kind == "in":
        return _column(node.parts[0]), {"enum": [_plain(each) for each in node.parts[1:]]}
    if node.kind == "between":
        subject, low, high = node.parts
        column, first = _compared(subject, ">=", low)
        return column, {**first, **_compared(subject, "<=", high)[1]}
    if node.kind == "compare":
        return _comparison(node)
    if node.kind in ("like", "glob"):
        text = _text(node.parts[1])
        pattern = _like(text) if node.kind == "like" else _glob(text)
        return _column(node.parts[0]), {"pattern": pattern}
    raise NotUnderstood


def _alternatives(node: Expression) -> tuple[str, Schema]:
    """``x IS NULL OR ...``: null is allowed anyway, for a condition that is unknown is no failure."""
    parts = [each for each in node.parts if each.kind != "null"]
    found = [_facts(each) for each in parts]
    columns = {column for column, _ in found}
    columns |= {_column(each.parts[0]) for each in node.parts if each.kind == "null"}
    if len(columns) != 1 or not found:
        raise NotUnderstood
    facts = [each for _, each in found]
    column = columns.pop()
    if len(facts) == 1:
        return column, facts[0]
    if all(set(each) == {"enum"} for each in facts):
        return column, {"enum": [value for each in facts for value in each["enum"]]}
    return column, {"anyOf": facts}


def _together(node: Expression) -> tuple[str, Schema]:
    """Conditions of one column within others, as in ``n BETWEEN 1 AND 9 OR n > 90 AND n < 99``."""
    found = [_facts(each) for each in node.parts]
    columns = {column for column, _ in found}
    if len(columns) != 1:
        raise NotUnderstood
    facts: Schema = {}
    for _, each in found:
        facts = merged(facts, each)
    return columns.pop(), facts


def _negated(node: Expression) -> tuple[str, Schema]:
    if node.kind == "null":
        raise _NeverNull(_column(node.parts[0]))
    if node.kind == "not":
        return _facts(node.parts[0])
    if node.kind == "column":
        return node.name, {"const": False}
    if node.kind == "between":
        raise NotUnderstood
    if node.kind in ("and", "or"):
        raise NotUnderstood
    column, facts = _facts(node)
    if facts == {"enum": [""]}:
        return column, {"minLength": 1}
    return column, {"not": facts}


class _NeverNull(NotUnderstood):
    """``x IS NOT NULL`` as a check."""

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column


def _comparison(node: Expression) -> tuple[str, Schema]:
    left, right = node.parts
    sign = node.name
    if left.kind == "value" and right.kind != "value":
        left, right, sign = right, left, _FLIPPED.get(sign, sign)
    if left.kind == "operator" and left.name == "%" and sign == "=" and _plain(right) == 0:
        divisor = _plain(left.parts[1])
        if not isinstance(divisor, int) or divisor <= 0:
            raise NotUnderstood
        return _column(left.parts[0]), {"multipleOf": divisor}
    return _compared(left, sign, right)


def _compared(left: Expression, sign: str, right: Expression) -> tuple[str, Schema]:
    if left.kind == "call":
        return _compared_call(left, sign, right)
    column = _column(left)
    if sign == "~":
        pattern = _text(right)
        if _FOREIGN_PATTERN.search(pattern):
            raise NotUnderstood
        return column, {"pattern": pattern}
    value = _plain(right)
    if sign == "=":
        return column, {"enum": [value]}
    if sign == "<>":
        return column, ({"minLength": 1} if value == "" else {"not": {"enum": [value]}})
    if sign not in _BOUNDS or isinstance(value, bool | str) or value is None:
        raise NotUnderstood
    return column, {_BOUNDS[sign]: value}


def _compared_call(left: Expression, sign: str, right: Expression) -> tuple[str, Schema]:
    value = _plain(right)
    inner = left.parts[0] if len(left.parts) == 1 else None
    if inner is None:
        raise NotUnderstood
    trims = inner.kind == "call" and inner.name in _TRIMS and len(inner.parts) == 1
    if (left.name in _TRIMS and sign == "<>" and value == "") or (
        left.name in _LENGTHS and trims and (sign, value) in ((">", 0), (">=", 1))
    ):
        subject = inner.parts[0] if trims else inner
        return _column(subject), {"pattern": r"\S"}
    if left.name not in _LENGTHS or not isinstance(value, int) or isinstance(value, bool):
        raise NotUnderstood
    column = _column(inner)
    if sign in (">", ">="):
        return column, {"minLength": max(0, value + (sign == ">"))}
    if sign in ("<", "<=") and value - (sign == "<") >= 0:
        return column, {"maxLength": value - (sign == "<")}
    if sign == "=" and value >= 0:
        return column, {"minLength": value, "maxLength": value}
    raise NotUnderstood


def _column(node: Expression) -> str:
    if node.kind != "column":
        raise NotUnderstood
    return node.name


def _plain(node: Expression) -> Any:
    if node.kind != "value":
        raise NotUnderstood
    if isinstance(node.value, Decimal):
        if not node.value.is_finite() or abs(node.value.adjusted()) > 300:
            raise NotUnderstood
        whole = node.value == node.value.to_integral_value()
        return int(node.value) if whole and node.value.adjusted() < 30 else float(node.value)
    return node.value


def _text(node: Expression) -> str:
    if node.kind != "value" or not isinstance(node.value, str):
        raise NotUnderstood
    return node.value


def _like(text: str) -> str:
    if "\\" in text:
        raise NotUnderstood
    return "^" + "".join({"%": ".*", "_": "."}.get(each, _literal(each)) for each in text) + "$"


def _glob(text: str) -> str:
    pattern = ""
    index = 0
    while index < len(text):
        character = text[index]
        end = text.find("]", index + 2) if character == "[" else -1
        if character == "[":
            if end < 0:
                raise NotUnderstood
            inner = text[index + 1 : end].replace("\\", "\\\\")
            if "[" in inner:
                raise NotUnderstood
            pattern += f"[{inner}]"
            index = end
        else:
            pattern += {"*": ".*", "?": "."}.get(character, _literal(character))
        index += 1
    return f"^{pattern}$"


def _literal(character: str) -> str:
    return "\\" + character if character in "\\^$.|?*+()[]{}/" else character


def _shown(node: Expression) -> str:
    names = sorted({each.name for each in _walk(node) if each.kind == "column"})
    return f"the part about {', '.join(names) or 'no column'}"


def _walk(node: Expression) -> Iterator[Expression]:
    yield node
    for part in node.parts:
        yield from _walk(part)
