"""Flags that a call of ``re.compile`` names, written into the pattern itself."""

from __future__ import annotations

import ast
import re

from aqe.analysis.scopes import dotted_name

__all__ = ["with_flags"]

_LETTERS = {
    "A": "a",
    "ASCII": "a",
    "I": "i",
    "IGNORECASE": "i",
    "L": "L",
    "LOCALE": "L",
    "M": "m",
    "MULTILINE": "m",
    "S": "s",
    "DOTALL": "s",
    "X": "x",
    "VERBOSE": "x",
}
_LEADING = re.compile(r"\(\?([aiLmsux]+)\)")


def with_flags(pattern: str, flags: ast.expr) -> str:
    """The pattern with the flags in front, those that it begins with included.

    Flags that are worked out, or that are no names of `re`, are left out.
    """
    letters = dict.fromkeys(_named(flags))
    leading = _LEADING.match(pattern)
    if leading is not None and letters:
        letters.update(dict.fromkeys(leading[1]))
        pattern = pattern[leading.end() :]
    return f"(?{''.join(letters)}){pattern}" if letters else pattern


def _named(flags: ast.expr) -> list[str]:
    if isinstance(flags, ast.BinOp) and isinstance(flags.op, ast.BitOr):
        return [*_named(flags.left), *_named(flags.right)]
    name = (dotted_name(flags) or "").rpartition(".")[2]
    return [_LETTERS[name]] if name in _LETTERS else []
