"""Draws pages: plain text for pipes and files, rich for terminals."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, TextIO

from aqe.cli.bars import bar_lines, takes_blocks
from aqe.cli.page import Bars, Block, Cell, Column, Diff, Heading, Line, Page, Raw, Table, Tone
from aqe.cli.text import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["draw", "draws_colours", "plain_text"]


def draws_colours(stream: TextIO, *, no_color: bool) -> bool:
    """Whether a stream is a terminal that takes colours, and nobody asked for none."""
    if no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def draw(page: Page, *, no_color: bool = False) -> None:
    """Print a page on standard output."""
    if draws_colours(sys.stdout, no_color=no_color):
        _draw_rich(page)
    else:
        width = shutil.get_terminal_size().columns
        text = plain_text(page, width=width, ascii_only=not takes_blocks(sys.stdout.encoding))
        if text:
            _write(text + "\n")


def plain_text(page: Page, *, width: int = 80, ascii_only: bool = False) -> str:
    """A page as text without any control sequence.

    Args:
        page: What to show.
        width: Columns that a chart may take.
        ascii_only: Whether bars are drawn with ASCII characters.
    """
    parts: list[str] = []
    for position, block in enumerate(page):
        if isinstance(block, Heading) and position:
            parts.append("")
        if isinstance(block, Bars):
            parts.extend(line for line, _ in bar_lines(block, width, ascii_only=ascii_only))
        else:
            parts.extend(_plain_block(block))
    return "\n".join(parts)


def _write(text: str) -> None:
    """Write even what the encoding of the output cannot hold."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _plain_block(block: Heading | Line | Table | Diff | Raw) -> list[str]:
    if isinstance(block, Heading):
        text = printable(block.text)
        return [text, "-" * len(text)]
    if isinstance(block, Line):
        return [" " * block.indent + each for each in printable(block.text).split("\n")]
    if isinstance(block, Diff):
        return [" " * block.indent + each for each in printable(block.text).splitlines()]
    if isinstance(block, Raw):
        return [block.text.removesuffix("\n")]
    return _plain_table(block)


def _plain_table(table: Table) -> list[str]:
    rows = [[column.title for column in table.columns]]
    rows += [[_cell_text(cell) for cell in row] for row in table.rows]
    widths = [max(len(row[index]) for row in rows) for index in range(len(table.columns))]
    lines = [_plain_row(row, table.columns, widths) for row in rows]
    if any(column.title for column in table.columns):
        lines.insert(1, "  ".join("-" * width for width in widths))
        return lines
    return lines[1:]


def _plain_row(row: list[str], columns: tuple[Column, ...], widths: list[int]) -> str:
    cells = [
        text.rjust(width) if column.right else text.ljust(width)
        for text, column, width in zip(row, columns, widths, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _cell_text(cell: Cell | str) -> str:
    text = cell.text if isinstance(cell, Cell) else cell
    return printable(text).replace("\n", " ").replace("\t", " ")


def _style(tone: Tone) -> str:
    return {
        Tone.PLAIN: "",
        Tone.GOOD: "green",
        Tone.BAD: "bold red",
        Tone.WARN: "yellow",
        Tone.FAINT: "dim",
        Tone.STRONG: "bold",
    }[tone]


def _draw_rich(page: Page) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    for position, block in enumerate(page):
        if isinstance(block, Heading) and position:
            console.print()
        _rich_block(console, block)


def _rich_block(console: Console, block: Block) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if isinstance(block, Heading):
        console.print(Text(printable(block.text), style="bold"))
    elif isinstance(block, Line):
        text = Text(printable(block.text), style=_style(block.tone))
        console.print(Padding(text, (0, 0, 0, block.indent)))
    elif isinstance(block, Diff):
        console.print(Padding(_rich_diff(block), (0, 0, 0, block.indent)))
    elif isinstance(block, Bars):
        ascii_only = not takes_blocks(console.encoding)
        for line, tone in bar_lines(block, console.width, ascii_only=ascii_only):
            console.print(
                Text(line, style=_style(tone)), no_wrap=True, overflow="ignore", crop=True
            )
    elif isinstance(block, Raw):
        console.out(block.text.removesuffix("\n"), highlight=False)
    else:
        _rich_table(console, block)


def _rich_diff(block: Diff) -> Text:
    from rich.text import Text

    styles = {"+": "green", "-": "red", "@": "cyan"}
    lines = [Text(each, styles.get(each[:1], "")) for each in printable(block.text).splitlines()]
    return Text("\n").join(lines)


def _fitting(table: Table, width: int) -> Table:
    """The table without the last optional columns, as far as it is wider than the terminal."""
    texts = [[_cell_text(cell) for cell in row] for row in table.rows]
    widths = [
        max(len(column.title), *(len(row[place]) for row in texts), 0)
        for place, column in enumerate(table.columns)
    ]
    kept = list(range(len(widths)))
    for place in reversed(range(len(widths))):
        if sum(widths[each] + 2 for each in kept) <= width:
            break
        if table.columns[place].is_optional:
            kept.remove(place)
    return Table(
        tuple(table.columns[each] for each in kept),
        tuple(tuple(row[each] for each in kept) for row in table.rows),
    )


def _rich_table(console: Console, block: Table) -> None:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    block = _fitting(block, console.width)
    titled = any(column.title for column in block.columns)
    table = RichTable(box=box.SIMPLE_HEAD if titled else None, show_header=titled, pad_edge=False)
    for column in block.columns:
        table.add_column(column.title, justify="right" if column.right else "left")
    for row in block.rows:
        cells = (each if isinstance(each, Cell) else Cell(each) for each in row)
        table.add_row(*(Text(_cell_text(each), _style(each.tone)) for each in cells))
    console.print(table)
