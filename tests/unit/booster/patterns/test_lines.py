from __future__ import annotations

import pytest

from aqe.booster.patterns.lines import indentation_at, lines_of, newline_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\nb\n", ["a\n", "b\n"]),
        ("a\r\nb\rc", ["a\r\n", "b\r", "c"]),
        ("a\x0cb\u2028c\x1dd\n", ["a\x0cb\u2028c\x1dd\n"]),
    ],
)
def test_lines_end_where_parsers_end_them(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines
    assert "".join(lines_of(text)) == text


@pytest.mark.parametrize(
    ("text", "end"),
    [("", "\n"), ("a", "\n"), ("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("\n", "\n")],
)
def test_the_first_line_says_how_lines_end(text: str, end: str) -> None:
    assert newline_of(text) == end


@pytest.mark.parametrize(
    ("text", "at", "blanks"),
    [
        ("  a", 2, "  "),
        ("a\n\t b", 4, "\t "),
        ("a\n\t b", 0, ""),
        ("  \n a", 1, "  "),
        ("x\n", 2, ""),
    ],
)
def test_indentation(text: str, at: int, blanks: str) -> None:
    assert indentation_at(text, at) == blanks
