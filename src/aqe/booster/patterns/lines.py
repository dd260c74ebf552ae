"""Lines of a text as parsers count them; a form feed or a line separator ends none."""

from __future__ import annotations

import io
import re

__all__ = ["indentation_at", "lines_of", "newline_of"]

_BLANKS = re.compile(r"[ \t\f]*")


def lines_of(text: str) -> list[str]:
    """The lines with their ends."""
    return io.StringIO(text, newline="").readlines()


def newline_of(text: str) -> str:
    """What ends the first line."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def indentation_at(text: str, at: int) -> str:
    """The blanks at the beginning of the line of an offset."""
    found = _BLANKS.match(text, text.rfind("\n", 0, at) + 1)
    return found.group() if found is not None else ""
