"""Text as a terminal may get it: names of tests and paths are other people's and may be hostile."""

from __future__ import annotations

import math
import unicodedata

__all__ = ["duration", "percent", "plural", "printable", "size"]


def printable(text: str) -> str:
    """The text with control characters (but line ends and tabs) written as escapes."""
    if text.isprintable():
        return text
    return "".join(each if _is_safe(each) else _escaped(each) for each in text)


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage, rounded down as in reports and gates, or a dash where it is unknown."""
    if share is None:
        return "-"
    unit = 10**digits
    return f"{math.floor(round(share * 100 * unit, 6)) / unit:.{digits}f}%"


def duration(seconds: float) -> str:
    """A duration in the unit that reads best."""
    if seconds < 0.0995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def plural(count: int, noun: str, many: str | None = None) -> str:
    """``1 test``, ``2 tests``."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def size(count: int) -> str:
    """A number of bytes in the unit that reads best."""
    value = float(count)
    for unit in ("bytes", "KiB", "MiB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GiB"


def _is_safe(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


def _escaped(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
