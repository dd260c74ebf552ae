"""Source text of Python atoms, written as the usual formatters write them."""

from __future__ import annotations

import math
import re

__all__ = ["literal_text", "needs_call", "pattern_text", "repeated_text", "string_text"]

_MAX_DECIMAL_BITS = 13_000
"""Longer integers are written in hexadecimal: the interpreter refuses more than 4300 digits."""

_LONG, _LONGEST_UNIT = 40, 6
"""Characters of a text that nobody counts, and of what it repeats."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\u0300-\u036f\U000e0100-\U000e01ef]"
)
"""Characters that Python prints as they are, but that no reader sees or can tell from a letter with
an accent: fillers, variation selectors, combining accents."""

_ESCAPE_OR_QUOTE = re.compile(r"\\(.)|\"", re.DOTALL)


def string_text(value: str) -> str:
    """A string literal: double quotes unless single quotes need fewer escapes."""
    single = repr('"' + value)[2:-1]  # the extra quote forces single quotes, every ' is escaped
    text = _quoted(single, value.count('"'), value.count("'"))
    return _UNSEEN.sub(_escaped, text)


def repeated_text(value: str) -> str | None:
    """A long text that repeats a short one as a product of it; None for any other."""
    if len(value) <= _LONG:
        return None
    for width in range(1, _LONGEST_UNIT + 1):
        count, rest = divmod(len(value), width)
        if not rest and value == value[:width] * count:
            return f"{string_text(value[:width])} * {count}"
    return None


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def pattern_text(pattern: str) -> str:
    """A regular expression as a literal: a raw string where it has backslashes."""
    if "\\" not in pattern or pattern.endswith("\\"):
        return string_text(pattern)
    if not pattern.isprintable() or _UNSEEN.search(pattern):
        return string_text(pattern)
    if '"' not in pattern:
        return f'r"{pattern}"'
    return f"r'{pattern}'" if "'" not in pattern else string_text(pattern)


def _bytes_text(value: bytes) -> str:
    single = repr(b'"' + value)[3:-1]
    return "b" + _quoted(single, value.count(b'"'), value.count(b"'"))


def _quoted(single: str, double_quotes: int, single_quotes: int) -> str:
    if double_quotes > single_quotes:
        return f"'{single}'"
    if not double_quotes and not single_quotes:
        return f'"{single}"'

    def swap(found: re.Match[str]) -> str:
        if found[0] == '"':
            return '\\"'
        return "'" if found[1] == "'" else found[0]

    return '"' + _ESCAPE_OR_QUOTE.sub(swap, single) + '"'


def _int_text(value: int) -> str:
    if value.bit_length() <= _MAX_DECIMAL_BITS:
        return int.__repr__(value)
    sign = "-" if value < 0 else ""
    return f"{sign}0x{abs(value):X}"


def _float_text(value: float) -> str:
    if math.isnan(value):
        return 'float("nan")'
    if math.isinf(value):
        return 'float("inf")' if value > 0 else 'float("-inf")'
    return float.__repr__(value)


def _complex_text(value: complex) -> str:
    is_plain = value.real == 0 and math.copysign(1, value.real) > 0
    if is_plain and math.isfinite(value.imag) and math.copysign(1, value.imag) > 0:
        return complex.__repr__(value)
    return f"complex({_float_text(value.real)}, {_float_text(value.imag)})"


def literal_text(value: object) -> str:
    """Source of an atom; evaluates to an equal value of the same type.

    Raises:
        TypeError: The value is not None, a bool, a number, a string or bytes.
    """
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, str):
        return string_text(str(value))
    if isinstance(value, int):
        return _int_text(value)
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, bytes):
        return _bytes_text(value)
    if isinstance(value, complex):
        return _complex_text(value)
    raise TypeError(f"not a literal: {value!r}")


def needs_call(text: str) -> bool:
    """Whether the text of a literal is a call such as ``float("nan")``."""
    return text.endswith(")")
