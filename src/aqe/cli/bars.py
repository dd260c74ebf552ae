"""A chart of horizontal bars as lines of text that fit a width."""

from __future__ import annotations

from aqe.cli.page import Bars, Tone
from aqe.cli.text import printable

__all__ = ["bar_lines", "takes_blocks"]

_FULL = "█"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_LEAST_WIDTH = 4
_GAP = "  "


def takes_blocks(encoding: str | None) -> bool:
    """Whether an encoding has the characters that fine bars are drawn with."""
    try:
        (_EIGHTHS + _FULL).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def bar_lines(chart: Bars, width: int, *, ascii_only: bool) -> list[tuple[str, Tone]]:
    """One line a bar: label, bar, value. Long labels are cut so that a bar can be seen.

    Args:
        chart: What to draw.
        width: Columns that there are.
        ascii_only: Whether bars are made of ``#``, for outputs that take nothing else.
    """
    if not chart.bars:
        return []
    labels = [printable(each.label).replace("\n", " ").replace("\t", " ") for each in chart.bars]
    values = max(len(each.value) for each in chart.bars)
    rest = max(width - values - 2 * len(_GAP), 2 * _LEAST_WIDTH)
    room = min(max(map(len, labels)), max(rest // 2, rest - 40))
    length = min(rest - room, 60)
    return [
        (
            (
                f"{_cut(label, room, ascii_only):<{room}}{_GAP}"
                f"{_drawn(each.share, length, ascii_only):<{length}}{_GAP}{each.value:>{values}}"
            ),
            each.tone,
        )
        for label, each in zip(labels, chart.bars, strict=True)
    ]


def _cut(label: str, room: int, ascii_only: bool) -> str:
    """The end of a long label: names differ there, after the provider and the package."""
    if len(label) <= room:
        return label
    mark = "~" if ascii_only else "…"
    return mark + label[len(label) - room + 1 :]


def _drawn(share: float, length: int, ascii_only: bool) -> str:
    """A bar; a share above zero is never drawn as nothing."""
    size = max(0.0, min(1.0, share)) * length
    if ascii_only:
        return "#" * max(round(size), 1 if share > 0 else 0)
    eighths = max(round(size * 8), 1 if share > 0 else 0)
    return (_FULL * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()
