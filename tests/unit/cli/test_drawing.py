from __future__ import annotations

import io
import sys

import pytest

from aqe.cli.drawing import _fitting, draw, draws_colours, plain_text
from aqe.cli.page import Bar, Bars, Cell, Column, Diff, Heading, Line, Raw, Table, Tone

TABLE = Table(
    (Column("name"), Column("count", right=True)),
    (("first", "1"), (Cell("second one", Tone.BAD), "20")),
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


def test_tables_are_aligned() -> None:
    assert plain_text((TABLE,)) == (
        "name        count\n----------  -----\nfirst           1\nsecond one     20"
    )


def test_headings_stand_apart() -> None:
    assert plain_text((Line("a"), Heading("Title"), Line("b", indent=2))) == (
        "a\n\nTitle\n-----\n  b"
    )


def test_no_control_sequence_of_others_gets_through() -> None:
    evil = "\x1b[2Jname"
    page = (Line(evil), Heading(evil), Diff(evil), Table((Column("t"),), ((evil,),)))

    assert "\x1b" not in plain_text(page)


def test_documents_are_passed_on_as_they_are() -> None:
    assert plain_text((Raw("<a>\n</a>\n"),)) == "<a>\n</a>"


def test_what_the_output_cannot_encode_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))

    draw((Line("naïve → ✓"),))
    sys.stdout.flush()

    assert buffer.getvalue() == b"na\\xefve \\u2192 \\u2713\n"


@pytest.mark.parametrize(
    ("variables", "no_color", "expected"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], no_color: bool, expected: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert draws_colours(Terminal(), no_color=no_color) is expected
    assert draws_colours(io.StringIO(), no_color=no_color) is False


def test_a_terminal_gets_the_same_words_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stdout", stream)

    bars = Bars((Bar("\x1b[2Jlabel" + "e" * 200, 1.0, "$2", Tone.WARN), Bar("other", 0.5, "$1")))
    page = (Line("\x1b[2Jbad", Tone.BAD), TABLE, Diff("-a\n+b"), Heading("[bold]h"), Raw("{}"))
    draw((*page, bars))

    text = stream.getvalue()
    assert "█" in text
    assert len([each for each in text.splitlines() if "$" in each]) == 2
    assert "\x1b[" in text
    assert "\x1b[2J" not in text
    for word in ("\\x1b[2Jbad", "second one", "20", "[bold]h", "{}"):
        assert word in text


def test_a_narrow_terminal_goes_without_the_last_optional_columns() -> None:
    columns = (
        Column("module"),
        Column("calls", right=True, is_optional=True),
        Column("cost", right=True),
        Column("accepted", right=True, is_optional=True),
    )
    table = Table(columns, (("shop.frames", "13", "$0.0079", "-"), ("x", "1", "$0", "3")))

    def titles(width: int) -> list[str]:
        return [each.title for each in _fitting(table, width).columns]

    assert titles(100) == ["module", "calls", "cost", "accepted"]
    assert titles(34) == ["module", "calls", "cost"]
    assert titles(25) == titles(5) == ["module", "cost"]
    assert _fitting(table, 25).rows == (("shop.frames", "$0.0079"), ("x", "$0"))
