"""How a value is written where a hole stands: literals, contents of literals, names, comments.

The same rules as in the crate (`quoting.rs`). Whatever a value holds, what is written stays inside
the literal or the comment that it stands in. Characters that no reader sees are escaped, too
(Boucher and Anderson, "Trojan Source", 2021).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

__all__ = ["HIDDEN", "Number", "Quoting", "WrongValue", "is_empty", "quoted"]


class Quoting(IntEnum):
    """How a hole is filled; the numbers are part of programs."""

    RAW = 0
    """A text or a number as it is."""
    PYTHON = 1
    """A literal, as the three that follow."""
    TYPESCRIPT = 2
    JSON = 3
    NAME = 4
    """An identifier that is not reserved."""
    NAME_PART = 5
    """The rest of an identifier."""
    DOTTED = 6
    """Identifiers with dots between them."""
    IN_PYTHON = 7
    """Inside a string, whatever its quotes."""
    IN_PYTHON_FORMAT = 8
    """Inside an f-string."""
    IN_TYPESCRIPT = 9
    IN_TYPESCRIPT_TEMPLATE = 10
    """Between backticks."""
    IN_JSON = 11
    COMMENT_PYTHON = 12
    COMMENT_TYPESCRIPT = 13
    NUMBER = 14
    """A number, or a text that is one."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written in JSON, which is how Python and TypeScript write it, too."""

    text: str


class WrongValue(Exception):
    """A value cannot stand where the hole is; the text says why."""


HIDDEN = (
    "\x00-\x1f\x7f-\xa0\xad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
"""A class of a regular expression: what is never written as it is."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PART = re.compile(r"[A-Za-z0-9_]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PYTHON_WORDS = ("None", "False", "True")
_JSON_WORDS = ("null", "false", "true")
_MISFIT = "{0} cannot stand as it is"


def _python_character(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _typescript_character(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\u{{{code:x}}}"


def _json_character(code: int) -> str:
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _escaping(
    pattern: str, character: Callable[[int], str], more: dict[str, str]
) -> Callable[[str], str]:
    """A function that replaces what the pattern finds."""
    search = re.compile(f"[{HIDDEN}]|{pattern}")
    short = _SHORT | more

    def replaced(found: re.Match[str]) -> str:
        text = found[0]
        return short.get(text) or character(ord(text))

    return lambda text: search.sub(replaced, text)


def _backslashed(characters: str) -> dict[str, str]:
    return {each: f"\\{each}" for each in characters}


_BRACES = {"{": "{{", "}": "}}"}
# What stands inside a literal or a comment of the template may be completed by its text.
_TAG = r"<(?=[/!])"
_TAG_ANYWHERE = r"<(?=[/!]|\Z)|\A[/!]"
_ESCAPE: dict[Quoting, Callable[[str], str]] = {
    Quoting.PYTHON: _escaping(r'["\\]', _python_character, _backslashed('"\\')),
    Quoting.TYPESCRIPT: _escaping(
        rf'["\\]|{_TAG}', _typescript_character, _backslashed('"\\') | {"<": "\\x3c"}
    ),
    Quoting.JSON: _escaping(
        rf'["\\]|{_TAG}', _json_character, _backslashed('"\\') | {"<": "\\u003c"}
    ),
    Quoting.IN_PYTHON: _escaping(r"[\"'\\]", _python_character, _backslashed("\"'\\")),
    Quoting.IN_PYTHON_FORMAT: _escaping(
        r"[\"'\\{}]", _python_character, _backslashed("\"'\\") | _BRACES
    ),
    Quoting.IN_TYPESCRIPT: _escaping(
        rf"[\"'\\]|{_TAG_ANYWHERE}",
        _typescript_character,
        _backslashed("\"'\\/") | {"<": "\\x3c", "!": "\\x21"},
    ),
    Quoting.IN_TYPESCRIPT_TEMPLATE: _escaping(
        rf"[`$\\]|{_TAG_ANYWHERE}",
        _typescript_character,
        _backslashed("`$\\/") | {"<": "\\x3c", "!": "\\x21"},
    ),
    Quoting.IN_JSON: _escaping(
        rf'["\\]|{_TAG_ANYWHERE}',
        _json_character,
        _backslashed('"\\/') | {"<": "\\u003c", "!": "\\u0021"},
    ),
    Quoting.COMMENT_PYTHON: _escaping(r"(?!)", _python_character, {}),
    Quoting.COMMENT_TYPESCRIPT: _escaping(
        r"(?<=\*)/|\A/|\*\Z|<(?=[/!]|\Z)|\A!",
        _typescript_character,
        {"/": "\\/", "*": "\\x2a", "<": "\\x3c", "!": "\\x21"},
    ),
}
_LITERALS = (Quoting.PYTHON, Quoting.TYPESCRIPT, Quoting.JSON)
_BASE = {
    Quoting.IN_PYTHON: Quoting.PYTHON,
    Quoting.IN_PYTHON_FORMAT: Quoting.PYTHON,
    Quoting.COMMENT_PYTHON: Quoting.PYTHON,
    Quoting.IN_TYPESCRIPT: Quoting.TYPESCRIPT,
    Quoting.IN_TYPESCRIPT_TEMPLATE: Quoting.TYPESCRIPT,
    Quoting.COMMENT_TYPESCRIPT: Quoting.TYPESCRIPT,
    Quoting.IN_JSON: Quoting.JSON,
}
"""The language in which what is no text is written inside a text."""


def is_empty(value: object) -> bool:
    """Whether a condition does not hold for a value: nothing, false, or without content."""
    if value is None or value is False:
        return True
    return isinstance(value, str | list | tuple | dict) and not value


def quoted(value: object, quoting: Quoting, reserved: Collection[str] = ()) -> str:
    """The text of a value.

    Args:
        value: Of JSON kind; numbers as they are in Python, or as `Number`.
        quoting: What the hole asks for.
        reserved: Words that are no names.

    Raises:
        WrongValue: The value cannot stand there.
    """
    if quoting in _LITERALS:
        return _literal(value, quoting)
    if quoting in _BASE:
        text = str.__str__(value) if isinstance(value, str) else _literal(value, _BASE[quoting])
        return _ESCAPE[quoting](text)
    if quoting is Quoting.RAW:
        return _raw(value)
    if quoting is Quoting.NUMBER:
        return _numeric(value)
    return _name(value, quoting, reserved)


def _literal(value: object, quoting: Quoting) -> str:
    words = _PYTHON_WORDS if quoting is Quoting.PYTHON else _JSON_WORDS
    if value is None:
        return words[0]
    if value is True or value is False:
        return words[2 if value else 1]
    if isinstance(value, str):
        return f'"{_ESCAPE[quoting](str.__str__(value))}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join([_literal(each, quoting) for each in value])}]"
    if isinstance(value, dict):
        return f"{{{', '.join([_entry(key, each, quoting) for key, each in value.items()])}}}"
    return _number(value)


def _entry(key: object, value: object, quoting: Quoting) -> str:
    if not isinstance(key, str):
        raise WrongValue(f"the key {key!r} is no text")
    text = f'"{_ESCAPE[quoting](str.__str__(key))}"'
    if key == "__proto__" and quoting is Quoting.TYPESCRIPT:
        text = f"[{text}]"  # else it would set the prototype (ECMA-262, B.3.1)
    return f"{text}: {_literal(value, quoting)}"


def _number(value: object) -> str:
    if isinstance(value, Number):
        return value.text
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise WrongValue(f"{value!r} has no literal")
        return float.__repr__(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise WrongValue(f"{value!r} has no literal")
        return str(value)
    raise WrongValue(f"{type(value).__name__} is not of JSON's kinds")


def _numeric(value: object) -> str:
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            raise WrongValue(f"{value!r} is not a number")
        return str.__str__(value)
    if value is True or value is False or value is None or isinstance(value, list | tuple | dict):
        raise WrongValue("it is not a number")
    return _number(value)


def _integer(value: int) -> str:
    try:
        return int.__repr__(value)
    except ValueError as error:  # sys.set_int_max_str_digits
        raise WrongValue("the number has more digits than Python writes") from error


def _raw(value: object) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        if not value.isascii() and _SURROGATE.search(value):
            raise WrongValue("half a character cannot be written as it is")
        return str.__str__(value)
    if value is None or isinstance(value, list | tuple | dict):
        raise WrongValue(_MISFIT.format("nothing" if value is None else "a list or an object"))
    return _number(value)


def _name(value: object, quoting: Quoting, reserved: Collection[str]) -> str:
    if not isinstance(value, str):
        if quoting is not Quoting.NAME_PART or value is True or value is False or value is None:
            raise WrongValue("it is no text, so it is no name")
        value = _number(value)
    if quoting is Quoting.NAME_PART:
        if not _PART.fullmatch(value):
            raise WrongValue("a part of a name has letters, digits and underscores only")
        return str.__str__(value)
    parts = value.split(".") if quoting is Quoting.DOTTED else [value]
    for each in parts:
        if not _NAME.fullmatch(each):
            raise WrongValue(f"{each!r} is not a name")
        if each in reserved:
            raise WrongValue(f"{each!r} is a reserved word")
    return str.__str__(value)
