"""Reads records: a JSON value (RFC 8259) on each line, numbers as they were written.

Stricter than `json`: no name twice in an object (RFC 7493), no `NaN`, and nesting has a limit, which
is what makes failures the same in each engine.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from aqe.booster.ports import FailureCode
from aqe.booster.reference.quoting import Number

__all__ = ["MOST_DEPTH", "UnreadableLine", "line_value"]

MOST_DEPTH = 64
"""Lists and objects within one another."""


class UnreadableLine(Exception):
    """A line is not a record; the code says which kind of failure that is."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code)
        self.code = code


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


_DECODER = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=_no_constant, object_pairs_hook=_unique
)
_TOKEN = re.compile(
    r'[ \t\r]*(?:([\[\]{},:])|("[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")'
    r"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)"
)


def line_value(line: str) -> object:
    """The value of a line that is not blank.

    Raises:
        UnreadableLine: It is malformed, or nested too deeply.
    """
    if line.count("[") + line.count("{") > MOST_DEPTH:
        _require_shallow(line)
    try:
        return _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableLine(FailureCode.MALFORMED_INPUT) from error


def _require_shallow(line: str) -> None:
    """Walk over the tokens until the nesting is too deep, the first thing is wrong, or the end."""
    at = 0
    closing: list[str] = []
    wanted = "value"
    while wanted:
        token = _TOKEN.match(line, at)
        if token is None:
            return
        at = token.end()
        mark, text = token[1], token[2]
        if mark in ("[", "{"):
            if wanted not in ("value", "first value"):
                return
            closing.append("]" if mark == "[" else "}")
            if len(closing) > MOST_DEPTH:
                raise UnreadableLine(FailureCode.DEPTH_LIMIT)
            wanted = "first value" if mark == "[" else "first key"
        elif mark in ("]", "}"):
            may_close = wanted in ("more", "first value" if mark == "]" else "first key")
            if not may_close or closing.pop() != mark:
                return
            wanted = "more" if closing else ""
        elif mark == ",":
            if wanted != "more":
                return
            wanted = "value" if closing[-1] == "]" else "key"
        elif mark == ":":
            if wanted != "colon":
                return
            wanted = "value"
        elif wanted in ("key", "first key"):
            if text is None:
                return
            wanted = "colon"
        elif wanted in ("value", "first value"):
            wanted = "more" if closing else ""
        else:
            return
