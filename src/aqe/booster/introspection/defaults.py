"""Defaults of columns: the value that most rows have, where it is written as a plain literal."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from aqe.booster.introspection.sql_tokens import SqlToken

__all__ = ["literal"]

_WORDS = {"TRUE": True, "FALSE": False}
_MOST_DIGITS = 30


def literal(tokens: list[SqlToken]) -> str | int | float | bool | None:
    """The value of a text, number or truth value, a cast behind it passed over; none for all else."""
    left = list(tokens)
    while len(left) > 1 and left[0].upper == "(" and left[-1].upper == ")":
        left = left[1:-1]
    sign = -1 if left and left[0].upper == "-" else 1
    if left and left[0].upper in ("-", "+"):
        left = left[1:]
    if not left or (len(left) > 1 and left[1].upper != "::"):
        return None
    first = left[0]
    if first.kind == "number":
        return _number(first.text, sign)
    if sign < 0:
        return None
    return first.text if first.kind == "string" else _WORDS.get(first.upper)


def _number(text: str, sign: int) -> int | float | None:
    try:
        value = sign * Decimal(text)
    except InvalidOperation:
        return None
    if abs(value.adjusted()) > _MOST_DIGITS:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
