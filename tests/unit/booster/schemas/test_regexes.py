from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.booster.schemas.regexes import ExpressionError, lengths, parse, search


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a+$", "aaa", True),
        ("^a+$", "aab", False),
        ("b", "abc", True),
        ("^[^a-c]$", "d", True),
        ("^[^a-c]$", "b", False),
        (r"^\d{2,3}$", "12", True),
        (r"^\d{2,3}$", "1", False),
        (r"^\d$", "٣", False),
        (r"^\w$", "é", False),
        (r"^\s$", "\u00a0", True),
        (r"^\S$", "\u2003", False),
        (r"^\cC$", "\x03", True),
        (r"^\u{1F600}$", "😀", True),
        (r"^\uD83D\uDE00$", "😀", True),
        (r"^\x41\u0042$", "AB", True),
        (r"^\p{Lu}$", "É", True),
        (r"^\P{L}$", "é", False),
        (r"^(?:a|bc)*$", "abcbca", True),
        (r"^(?<year>\d{4})$", "2024", True),
        (r"^(?=.*\d)[a-z\d]+$", "ab1", True),
        (r"^(?=.*\d)[a-z\d]+$", "abc", False),
        (r"^(?!no).*$", "nono", False),
        (r"\bcat\b", "a cat.", True),
        (r"\bcat\b", "concat", False),
        ("^.$", "\n", False),
        ("^[\\]\\-a]$", "-", True),
        ("^a{,2}$", "a{,2}", True),
        ("^$", "a\n", False),
    ],
)
def test_expressions_match_as_ecma_262_says(pattern: str, text: str, found: bool) -> None:
    assert search(pattern, text) is found


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[a",
        "a{3,2}",
        "*a",
        r"(a)\1",
        r"\k<n>",
        r"\p{Nope}",
        "[z-a]",
        "\\",
        r"\Z",
        "(?P=x)",
    ],
)
def test_what_is_malformed_or_refers_back_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionError):
        parse(pattern)


def test_a_look_behind_without_a_width_is_refused() -> None:
    with pytest.raises(ExpressionError):
        search("(?<=a*)b", "ab")


def test_lengths_are_known() -> None:
    assert lengths(parse("^ab{2,4}(c|de)$")) == (4, 7)
    assert lengths(parse("a+b*")) == (1, None)
    assert lengths(parse("(?=abc)")) == (0, 0)


def test_nested_repetitions_do_not_hang() -> None:
    assert search("^(a+)+$", "a" * 15)
    with pytest.raises(ExpressionError, match="may hang"):
        search("^(a+)+$", "a" * 40 + "b")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert isinstance(search(text, "abc"), bool)
