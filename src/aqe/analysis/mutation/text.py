"""Places in source text: from the line and UTF-8 column of a tree to offsets in characters."""

from __future__ import annotations

import ast
import re

__all__ = ["SourceText"]

_COMMENT = re.compile(r"#[^\n]*")


class SourceText:
    """A source text with its line starts. Lines end with ``\\n`` only, as everywhere in this room."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        self._lines = text.split("\n")
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._is_ascii = text.isascii()

    def offset(self, line: int, column: int) -> int:
        """Offset in characters of a 1-based line and a 0-based column in UTF-8 bytes."""
        start = self._starts[line - 1]
        if self._is_ascii:
            return start + column
        encoded = self._lines[line - 1].encode("utf-8")[:column]
        return start + len(encoded.decode("utf-8", "ignore"))

    def start(self, node: ast.stmt | ast.expr | ast.keyword | ast.arg | ast.excepthandler) -> int:
        """Offset of the first character of a node."""
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr | ast.keyword | ast.arg | ast.excepthandler) -> int:
        """Offset behind the last character of a node."""
        return self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def line_start(self, line: int) -> int:
        """Offset of the first character of a line."""
        return self._starts[line - 1]

    def line_of(self, offset: int) -> int:
        """1-based line of an offset."""
        low, high = 0, len(self._starts) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._starts[middle] <= offset:
                low = middle
            else:
                high = middle - 1
        return low + 1

    def find(self, pattern: re.Pattern[str], start: int, end: int) -> tuple[int, int] | None:
        """The span of the first match between two offsets, comments left out."""
        between = _COMMENT.sub(lambda found: " " * len(found[0]), self.text[start:end])
        found = pattern.search(between)
        return None if found is None else (start + found.start(), start + found.end())
