"""Texts that a Python program puts together from constants, each on the line on which it does so.

The rules look at these lines as at any text. A find in a text that was put together covers the expression,
and the literals elsewhere that it was made from: these must not stay behind either.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from aqe.domain.syntax_trees import parsed_module
from aqe.router.sensitivity.constants import Worker
from aqe.router.sensitivity.invisible import visible
from aqe.router.sensitivity.steps import UNKNOWN, Constant, plain_text

__all__ = ["Workings", "worked_out"]

_SHORTEST = 6
_LONGEST_CONTEXT = 160
_MOST_CHARACTERS = 4_000_000
"""Of all lines together; what comes behind is not looked at."""
_MOST_PARAGRAPHS = 2000
_LINE_END = re.compile(r"\r\n|\r|\n")
_NUMBERED = re.compile(r"[ \t]{0,8}\d{1,6}\| ?")
"""Before a line of source in a question."""
_FENCE = re.compile(r"\s{0,8}(?:```|~~~|<<<DATA |DATA [0-9a-f]{16}>>>)")
_QUOTES = ('"""', "'''", '"', "'")
_OPENED = re.compile(rf"[rbfuRBFU]{{0,2}}({'|'.join(_QUOTES)})")
_COMPLEX = (ast.BinOp, ast.Call, ast.JoinedStr, ast.Subscript, ast.IfExp)

_Place = tuple[int, int]


@dataclass(slots=True)
class Workings:
    """The lines, which know where everything in them comes from."""

    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where each part starts in the text of all."""
    origins: list[tuple[_Place, ...]] = field(default_factory=list)
    """Where each part comes from; nowhere, when it is ours."""
    copied: list[bool] = field(default_factory=list)
    """Whether it was copied character by character, from one place."""
    length: int = 0

    @property
    def text(self) -> str:
        """All lines."""
        return "".join(self.parts)

    def add(self, text: str, *origins: _Place, is_copied: bool = False) -> None:
        """Add a part."""
        self.parts.append(text)
        self.starts.append(self.length)
        self.origins.append(origins)
        self.copied.append(is_copied)
        self.length += len(text)

    def places(self, start: int, end: int) -> Iterator[_Place]:
        """Where what stands here comes from."""
        for number in range(bisect_right(self.starts, start) - 1, len(self.starts)):
            begin = self.starts[number]
            if begin >= end:
                break
            for first, last in self.origins[number]:
                if self.copied[number]:
                    yield max(first, first + start - begin), min(last, first + end - begin)
                else:
                    yield first, last


def worked_out(text: str) -> Workings | None:
    """The lines of all expressions that come to another text than stands there; None without any."""
    if not _may_work(text):
        return None
    found = Workings()
    for lines, tree in _modules(text):
        _collect(text, lines, tree, found)
    return found if found.parts else None


def _may_work(text: str) -> bool:
    return any(each in text for each in ('"', "'", "_", "bytes"))


_Lines = list[_Place]
"""Where the lines of a module stand in the text."""


def _modules(text: str) -> Iterator[tuple[_Lines, ast.Module]]:
    """The whole where it is one module; else the pieces of source in it."""
    lines = list(_lines(text))
    whole = _parsed(text, lines)
    if whole is not None:
        yield lines, whole
        return
    count = 0
    for run in _runs(text, lines):
        tree = _parsed(text, run)
        if tree is not None:
            yield run, tree
            continue
        for paragraph in _paragraphs(text, run):
            count += 1
            if count > _MOST_PARAGRAPHS:
                return
            tree = _parsed(text, paragraph)
            if tree is not None:
                yield paragraph, tree


def _lines(text: str) -> Iterator[_Place]:
    begin = 1 if text.startswith("\ufeff") else 0
    for match in _LINE_END.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _runs(text: str, lines: _Lines) -> Iterator[_Lines]:
    """Numbered lines without their numbers, and what stands between fences."""
    run: _Lines = []
    is_numbered = False
    for begin, end in lines:
        number = _NUMBERED.match(text, begin, end)
        if _FENCE.match(text, begin, end) or (number is not None) != is_numbered:
            yield run
            run, is_numbered = [], number is not None
            if _FENCE.match(text, begin, end):
                continue
        run.append((number.end() if number else begin, end))
    yield run


def _paragraphs(text: str, lines: _Lines) -> Iterator[_Lines]:
    paragraph: _Lines = []
    for begin, end in lines:
        if text[begin:end].strip():
            paragraph.append((begin, end))
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _parsed(text: str, lines: _Lines) -> ast.Module | None:
    """The module of some lines; indented ones stand below a line of ours, which has the number 0."""
    source = "\n".join(text[begin:end] for begin, end in lines)
    if not _may_work(source):
        return None
    first = source.lstrip("\n")
    is_indented = first[:1] in (" ", "\t")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parsed_module(f"if 1:\n{source}" if is_indented else source)
            return ast.increment_lineno(tree, -1) if is_indented else tree
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _collect(text: str, lines: _Lines, tree: ast.Module, found: Workings) -> None:
    worker = Worker(tree)
    place = _Places(text, lines)
    stack: list[ast.AST] = [tree]
    while stack and found.length < _MOST_CHARACTERS:
        node = stack.pop()
        if isinstance(node, ast.AugAssign) and id(node) in worker.sums:
            _add(text, place, node.value, worker.sums[id(node)], found)
        elif isinstance(node, ast.expr):
            constant = worker.value(node)
            shown = None if constant is None else plain_text(constant.value)
            if constant is not None and shown is not None:
                if _is_hidden(text, place, node, shown):
                    _add(text, place, node, constant, found)
                if UNKNOWN not in shown:
                    continue
        stack.extend(ast.iter_child_nodes(node))


def _is_hidden(text: str, place: _Places, node: ast.expr, shown: str) -> bool:
    """Whether an expression comes to a text that does not stand there."""
    if len(shown) < _SHORTEST or not isinstance(node, (*_COMPLEX, ast.Constant)):
        return False
    begin, end = place.span(node)
    raw = text[begin:end]
    if isinstance(node, ast.Constant):
        return shown not in raw
    return all(f"{quote}{shown}{quote}" not in raw for quote in _QUOTES)


def _add(text: str, place: _Places, node: ast.expr, constant: Constant, found: Workings) -> None:
    begin, end = place.span(node)
    hull = _within_quotes(text, begin, end)
    others = (_within_quotes(text, *place.span(each)) for each in constant.origins)
    places = (hull, *(each for each in others if not (begin <= each[0] and each[1] <= end)))
    lowest = max(0, begin - 2 * _LONGEST_CONTEXT)
    line = text.rfind("\n", lowest, begin)
    above = max(lowest, text.rfind("\n", lowest, max(line, 0)) + 1)
    stop = text.find("\n", end, end + _LONGEST_CONTEXT)
    stop = stop if stop >= 0 else min(len(text), end + _LONGEST_CONTEXT)
    found.add(text[above:begin], (above, begin), is_copied=True)
    found.add('"')
    found.add(visible(plain_text(constant.value) or ""), *places)
    found.add('"')
    found.add(text[end:stop], (end, stop), is_copied=True)
    found.add("\n")


def _within_quotes(text: str, begin: int, end: int) -> _Place:
    """An expression without the quotes at its ends, so that a literal stays one; whole without both."""
    opened = _OPENED.match(text, begin, end)
    if opened is None:
        return begin, end
    closed = next((each for each in _QUOTES if text.endswith(each, opened.end(), end)), None)
    if closed is None or len(closed) != len(opened[1]):
        return begin, end
    return opened.end(), end - len(closed)


@dataclass(slots=True)
class _Places:
    """Finds the characters of a node."""

    text: str
    lines: _Lines

    def span(self, node: ast.expr) -> _Place:
        """Where it starts and ends."""
        last = node.lineno if node.end_lineno is None else node.end_lineno
        return self._one(node.lineno, node.col_offset), self._one(last, node.end_col_offset or 0)

    def _one(self, line: int, column: int) -> int:
        """The tree counts bytes."""
        begin, end = self.lines[line - 1]
        part = self.text[begin : min(end, begin + column)]
        if part.isascii():
            return begin + len(part)
        return begin + len(part.encode("utf-8", "replace")[:column].decode("utf-8", "ignore"))
