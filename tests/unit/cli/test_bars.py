"""Bars fit the width, tell nothing from little, and can do without blocks."""

from __future__ import annotations

import pytest

from aqe.cli.bars import bar_lines, takes_blocks
from aqe.cli.drawing import plain_text
from aqe.cli.page import Bar, Bars, Tone

CHART = Bars(
    (
        Bar("openrouter/large", 1.0, "$1.0000", Tone.BAD),
        Bar("small", 0.5, "$0.5000"),
        Bar("tiny", 0.0001, "$0.0001"),
        Bar("free", 0.0, "$0"),
    )
)


def texts(width: int, *, ascii_only: bool = False, chart: Bars = CHART) -> list[str]:
    return [text for text, _ in bar_lines(chart, width, ascii_only=ascii_only)]


def test_bars_are_as_long_as_their_share() -> None:
    large, small, tiny, free = texts(79)
    assert large.count("█") == 2 * small.count("█") > 20
    assert "▏" in tiny
    assert not set(free) & set("▏▎▍▌▋▊▉█")
    assert [each.index("$") for each in (large, small, tiny)] == [large.index("$")] * 3


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_lines_fit_the_width(width: int, ascii_only: bool) -> None:
    chart = Bars((*CHART.bars, Bar("a-very-long-name-" * 9 + "end", 1.0, "$9.0000")))
    found = texts(width, ascii_only=ascii_only, chart=chart)
    assert max(map(len, found)) <= width
    assert found[-1].partition("  ")[0].endswith("end")
    assert len({len(each) for each in found}) == 1


def test_without_blocks_there_are_marks() -> None:
    large, small, tiny, free = texts(60, ascii_only=True)
    assert "".join((large, small, tiny, free)).isascii()
    assert large.count("#") == pytest.approx(2 * small.count("#"), abs=1)
    assert (tiny.count("#"), free.count("#")) == (1, 0)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", True), ("ascii", False), ("latin-1", False), (None, False), ("nonsense", False)],
)
def test_the_encoding_decides(encoding: str | None, expected: bool) -> None:
    assert takes_blocks(encoding) is expected


def test_hostile_labels_stay_on_their_line() -> None:
    (text,) = texts(80, chart=Bars((Bar("\x1b[2Ja\nb", 2.0, "$1"),)))
    assert "\x1b" not in text
    assert "\n" not in text


def test_an_empty_chart_is_nothing_and_a_page_may_hold_one() -> None:
    assert texts(80, chart=Bars(())) == []
    page = (CHART,)
    assert plain_text(page, width=60, ascii_only=True).splitlines() == texts(60, ascii_only=True)
    assert next(tone for _, tone in bar_lines(CHART, 80, ascii_only=False)) is Tone.BAD
