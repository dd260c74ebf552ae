"""JSON values as canonical text: equal values have equal text, whatever their spelling."""

from __future__ import annotations

import json
import re
from fractions import Fraction

__all__ = ["escaped", "exact", "kind_of", "rendered", "same", "spelled"]

_SURROGATE = re.compile("[\ud800-\udfff]")


def escaped(text: str) -> bytes:
    """A text as it stands between the quotes of JSON."""
    body = json.dumps(text, ensure_ascii=False)[1:-1]
    return _SURROGATE.sub(lambda each: f"\\u{ord(each[0]):04x}", body).encode()


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    return repr(value)


def rendered(value: object, *, ordered: bool = False) -> bytes:
    """A value as JSON; `ordered` sorts members, so that the text can stand for the value."""
    if value is None or value is True or value is False:
        return {None: b"null", True: b"true", False: b"false"}[value]
    if isinstance(value, str):
        return b'"' + escaped(value) + b'"'
    if isinstance(value, (int, float)):
        return _number(value).encode()
    if isinstance(value, list):
        return b"[" + b",".join(rendered(each, ordered=ordered) for each in value) + b"]"
    if isinstance(value, dict):
        members = sorted(value.items()) if ordered else value.items()
        texts = (
            b'"' + escaped(name) + b'":' + rendered(each, ordered=ordered) for name, each in members
        )
        return b"{" + b",".join(texts) + b"}"
    raise TypeError(f"{value!r} is no JSON value")


def spelled(value: object) -> bytes:
    """The canonical text that stands for a value in comparisons."""
    return rendered(value, ordered=True)


def same(left: object, right: object) -> bool:
    """Whether two values are equal as JSON Schema sees it: 1 is 1.0, and true is not 1."""
    if isinstance(left, str) or isinstance(right, str):
        return isinstance(left, str) and left == right
    return spelled(left) == spelled(right)


def exact(value: float) -> Fraction:
    """The number that a text of JSON says, not its nearest binary fraction."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def kind_of(value: object) -> str:
    """The type of a value; `integer` is not one of them, but a property of a number."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
