"""A small pretty printer: documents of text, groups and possible line breaks, fitted to a width.

After Wadler, "A prettier printer" (1998), with the two additions that Python's formatters need:
brackets that may break inside a group that counts as fitting (`FitsExpanded`), and parentheses that
are only added where they help (`Parenthesize`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

__all__ = [
    "ConditionalGroup",
    "Document",
    "FitsExpanded",
    "Group",
    "IfBroken",
    "Indent",
    "IndentIfBroken",
    "Line",
    "Parenthesize",
    "Sequenced",
    "render",
    "text_width",
]

_INDENT = 4


class Line(Enum):
    """A place where a line may end."""

    SOFT = "soft"
    """Nothing, or a line break."""
    SPACE = "space"
    """A space, or a line break."""


@dataclass(frozen=True, slots=True)
class Indent:
    """Content one level deeper."""

    content: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Group:
    """Content that goes on one line if that fits, else breaks at all its own breaks."""

    content: Sequence[Document]
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ConditionalGroup:
    """A group if the group `id` is broken, else plain content."""

    content: Sequence[Document]
    id: int


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Content that is there only when its group (or the group `id`) is broken, or only when not."""

    content: Sequence[Document]
    id: int | None = None
    is_broken: bool = True


@dataclass(frozen=True, slots=True)
class IndentIfBroken:
    """Content that is one level deeper when the group `id` is broken."""

    content: Sequence[Document]
    id: int


@dataclass(frozen=True, slots=True)
class FitsExpanded:
    """Brackets that do not keep an enclosing group from fitting, if each of their lines fits."""

    content: Sequence[Document]
    id: int
    """Only while this group fits on its line."""


@dataclass(frozen=True, slots=True)
class Parenthesize:
    """Content that gets parentheses and a line of its own only when it fits there and not without."""

    content: Sequence[Document]
    id: int


@dataclass(frozen=True, slots=True)
class Sequenced:
    """Content as it is."""

    content: Sequence[Document]


Document = (
    str
    | Line
    | Indent
    | Group
    | ConditionalGroup
    | IfBroken
    | IndentIfBroken
    | FitsExpanded
    | Parenthesize
    | Sequenced
)


@dataclass(frozen=True, slots=True)
class _Context:
    indent: int
    is_flat: bool
    all_lines: bool = False
    """While measuring: whether every line has to fit, or only the first."""
    may_overflow: bool = False
    """While measuring: whether texts that are too long for any line do not count."""

    def flat(self, is_flat: bool) -> _Context:
        return _Context(self.indent, is_flat, self.all_lines, self.may_overflow)

    def deeper(self) -> _Context:
        return _Context(self.indent + _INDENT, self.is_flat, self.all_lines, self.may_overflow)


_Entry = tuple[Document, _Context]


def text_width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def render(document: Sequence[Document], *, width: int, indent: int = 0, column: int = 0) -> str:
    """The document as text of at most `width` columns, where that is possible.

    Args:
        document: What to print.
        width: Columns of a line.
        indent: Indentation of lines that follow the first.
        column: Columns that are taken on the first line.
    """
    printer = _Renderer(width, column)
    printer.render(document, _Context(indent, is_flat=False))
    return "".join(printer.output)


class _Renderer:
    def __init__(self, width: int, column: int) -> None:
        self._width = width
        self._column = column
        self._pending_indent = 0
        self._measured_fits = False
        self._broken: dict[int, bool] = {}
        self.output: list[str] = []

    def render(self, document: Sequence[Document], context: _Context) -> None:
        stack: list[_Entry] = []
        _push(stack, document, context)
        while stack:
            element, context = stack.pop()
            self._element(element, context, stack)

    def _element(self, element: Document, context: _Context, stack: list[_Entry]) -> None:
        match element:
            case str():
                self._text(element)
            case Line():
                self._line(element, context)
            case Indent(content):
                _push(stack, content, context.deeper())
            case Sequenced(content):
                _push(stack, content, context)
            case Group(content, id):
                self._group(content, id, context, stack)
            case ConditionalGroup(content, id):
                if self._broken.get(id):
                    self._group(content, None, context, stack)
                else:
                    _push(stack, content, context)
            case FitsExpanded(content, id):
                if self._broken.get(id):
                    _push(stack, content, context)
                else:
                    self._measured_fits = False
                    _push(stack, content, context.flat(False))
            case Parenthesize(content, id):
                self._parenthesize(content, id, context, stack)
            case IfBroken() | IndentIfBroken():
                _push_conditional(element, context, stack, self._broken)

    def _text(self, text: str) -> None:
        if self._pending_indent:
            self.output.append(" " * self._pending_indent)
            self._column += self._pending_indent
            self._pending_indent = 0
        self.output.append(text)
        self._column += text_width(text)

    def _line(self, line: Line, context: _Context) -> None:
        if context.is_flat:
            if line is Line.SPACE:
                self._text(" ")
            return
        self._newline(context.indent)

    def _newline(self, indent: int) -> None:
        self._measured_fits = False
        self.output.append("\n")
        self._column = 0
        self._pending_indent = indent

    def _group(
        self, content: Sequence[Document], id: int | None, context: _Context, stack: list[_Entry]
    ) -> None:
        is_flat = True
        if not (context.is_flat and self._measured_fits):
            is_flat = self._fits_flat(content, id, context, stack)
        if id is not None:
            self._broken[id] = not is_flat
        _push(stack, content, context.flat(is_flat))

    def _fits_flat(
        self, content: Sequence[Document], id: int | None, context: _Context, stack: list[_Entry]
    ) -> bool:
        self._measured_fits = True
        if id is not None:
            self._broken[id] = False
        inner: list[_Entry] = []
        _push(inner, content, context.flat(True))
        return self._fits(inner, stack)

    def _parenthesize(
        self, content: Sequence[Document], id: int, context: _Context, stack: list[_Entry]
    ) -> None:
        if self._fits_flat(content, id, context, stack):
            _push(stack, content, context.flat(True))
            return
        self._broken[id] = True
        inner: list[_Entry] = []
        wrapped: list[Document] = ["(", Indent([Line.SOFT, *content]), Line.SOFT, ")"]
        _push(inner, wrapped, _Context(context.indent, is_flat=False, all_lines=True))
        if self._fits(inner, stack):
            _push(stack, wrapped, context.flat(False))
            return
        self._broken[id] = False
        _push(stack, content, context.flat(True))

    def _fits(self, inner: list[_Entry], rest: list[_Entry]) -> bool:
        """Whether the content, and what follows it up to the next line break, fits."""
        column, pending = self._column, self._pending_indent
        broken = dict(self._broken)
        position = len(rest)
        is_first_line = True
        while inner or position:
            if inner:
                element, context = inner.pop()
            else:
                position -= 1
                element, context = rest[position]
            match element:
                case str():
                    column += pending + text_width(element)
                    pending = 0
                    if column > self._width and (is_first_line or not context.may_overflow):
                        return False
                case Line():
                    if context.is_flat:
                        column += element is Line.SPACE
                        if column > self._width:
                            return False
                    elif context.all_lines:
                        column, pending, is_first_line = 0, context.indent, False
                    else:
                        return True
                case Indent(content):
                    _push(inner, content, context.deeper())
                case Group(content, id):
                    if id is not None:
                        broken[id] = not context.is_flat
                    _push(inner, content, context)
                case ConditionalGroup(content, _) | Parenthesize(content, _):
                    _push(inner, content, context)
                case Sequenced(content):
                    _push(inner, content, context)
                case FitsExpanded(content, id):
                    if context.is_flat and not broken.get(id):
                        context = _Context(context.indent, False, all_lines=True, may_overflow=True)
                    _push(inner, content, context)
                case IfBroken() | IndentIfBroken():
                    _push_conditional(element, context, inner, broken)
        return True


def _push(stack: list[_Entry], content: Sequence[Document], context: _Context) -> None:
    stack.extend((each, context) for each in reversed(content))


def _push_conditional(
    element: IfBroken | IndentIfBroken,
    context: _Context,
    stack: list[_Entry],
    broken: dict[int, bool],
) -> None:
    is_broken = not context.is_flat if element.id is None else broken.get(element.id, False)
    if isinstance(element, IndentIfBroken):
        _push(stack, element.content, context.deeper() if is_broken else context)
    elif is_broken == element.is_broken:
        inner = context if element.id is None else context.flat(not is_broken)
        _push(stack, element.content, inner)
