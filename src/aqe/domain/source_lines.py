"""Lines of source text, numbered as Python numbers them."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["source_lines", "source_lines_with_ends"]

_END = re.compile(r"\r\n|\r|\n")


def source_lines(source: str) -> list[str]:
    """The lines of a source text, without their ends: line ``n`` of a syntax tree is at ``n - 1``.

    `str.splitlines` also ends a line at a form feed, a vertical tab and six other characters that are
    part of a line to Python; what is looked up by number is then off by one for each of them (Python
    Language Reference, 2.1.2, "Physical lines").
    """
    lines = _END.split(source)
    return lines if lines[-1] else lines[:-1]


def source_lines_with_ends(source: str) -> list[str]:
    """The same lines, each with its end; joined they are the text again."""
    ends = [0, *(each.end() for each in _END.finditer(source)), len(source)]
    return [source[first:last] for first, last in pairwise(ends) if last > first]
