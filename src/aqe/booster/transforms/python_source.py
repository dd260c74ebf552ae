"""A Python file as text, tree and tokens with offsets in characters."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from aqe.booster.patterns.imports import parsed
from aqe.booster.patterns.lines import indentation_at, lines_of, newline_of
from aqe.booster.transforms.model import Unsuited

__all__ = ["Arguments", "PythonSource", "Token", "refuse"]

_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE})


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it stands."""

    kind: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Arguments:
    """The places of what stands between the parentheses of a call."""

    open: int
    """Behind the opening parenthesis."""
    close: int
    """Before the closing one."""
    spans: tuple[tuple[int, int], ...]
    """Of each argument, with its name and its own parentheses."""
    commas: tuple[int, ...]


class PythonSource:
    """A file that parses."""

    def __init__(self, text: str) -> None:
        """Reads the file.

        Raises:
            SyntaxError: It is not valid, or a lone carriage return ends a line.
        """
        if "\r" in text.replace("\r\n", ""):
            raise SyntaxError("a lone carriage return ends a line")
        self.text = text
        self.tree = parsed(text)
        self._lines = lines_of(text)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self.tokens = list(self._read_tokens())
        self._token_starts = [each.start for each in self.tokens]
        self.newline = newline_of(text)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place of the tree, whose columns count bytes."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="replace"))
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Where a node begins and ends; decorators stand before a definition."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )

    def code(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_of(self, offset: int) -> int:
        """The number of the line of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def indentation(self, node: ast.stmt) -> str:
        """The blanks before a statement."""
        return indentation_at(self.text, self.span(node)[0])

    def stands_alone(self, node: ast.stmt) -> bool:
        """Whether nothing but a comment shares the lines of a statement."""
        start, end = self.span(node)
        head = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        line_end = self.text.find("\n", end)
        tail = self.text[end : line_end if line_end >= 0 else len(self.text)].strip()
        return not head.strip() and (not tail or tail.startswith("#"))

    def arguments(self, call: ast.Call) -> Arguments:
        """The places of a call's arguments."""
        index = bisect_left(self._token_starts, self.span(call.func)[1])
        while self.tokens[index].text != "(":
            index += 1
        opened, depth, start, end = self.tokens[index].end, 1, -1, -1
        spans: list[tuple[int, int]] = []
        commas: list[int] = []
        while True:
            index += 1
            token = self.tokens[index]
            if token.kind in _LAYOUT:
                continue
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            at_end = depth == 0
            if at_end or (depth == 1 and token.text == ","):
                if start >= 0:
                    spans.append((start, end))
                if at_end:
                    return Arguments(opened, token.start, tuple(spans), tuple(commas))
                commas.append(token.start)
                start = -1
                continue
            start = token.start if start < 0 else start
            end = token.end

    def name_token(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Token:
        """The token of a definition's name."""
        index = bisect_left(self._token_starts, self.span(node)[0])
        while self.tokens[index].text not in ("class", "def"):
            index += 1
        return self.tokens[index + 1]

    def header_tokens(
        self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    ) -> list[Token]:
        """The tokens from a definition's name to the colon before its body."""
        index = bisect_left(self._token_starts, self.name_token(node).start)
        depth, found = 0, []
        while True:
            token = self.tokens[index]
            found.append(token)
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            if depth == 0 and token.text == ":":
                return found
            index += 1

    def _read_tokens(self) -> Iterator[Token]:
        try:
            for each in tokenize.generate_tokens(io.StringIO(self.text, newline="").readline):
                start = self._starts[each.start[0] - 1] + each.start[1]
                end = self._starts[min(each.end[0], len(self._starts)) - 1] + each.end[1]
                if each.type not in (tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
                    yield Token(each.type, each.string, start, end)
        except (tokenize.TokenError, IndentationError) as error:
            raise SyntaxError(str(error)) from error


def refuse(node: ast.AST, reason: str) -> Unsuited:
    """The refusal of a node, to be raised."""
    return Unsuited(getattr(node, "lineno", 1), reason)
