"""What a view wants to be seen, before somebody draws it: headings, lines, tables, diffs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = [
    "Bar",
    "Bars",
    "Block",
    "Cell",
    "Column",
    "Diff",
    "Heading",
    "Line",
    "Page",
    "Raw",
    "Table",
    "Tone",
]


class Tone(Enum):
    """How a piece of text is meant; a drawing may colour it, the words alone must say it."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    FAINT = "faint"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title above what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    text: str
    tone: Tone = Tone.PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that has a tone."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    right: bool = False
    is_optional: bool = False
    """Whether a terminal that is too narrow for the table goes without it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below titles."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, with its value in words."""

    label: str
    share: float
    """Of the longest bar, from 0 to 1."""
    value: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars, as wide as the terminal allows."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """A unified diff."""

    text: str
    indent: int = 2


@dataclass(frozen=True, slots=True)
class Raw:
    """A document in some format, to be passed on as it is."""

    text: str


Block = Heading | Line | Table | Bars | Diff | Raw
Page = tuple[Block, ...]
