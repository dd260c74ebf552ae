from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.booster.schemas import regexes
from aqe.booster.schemas.regexes import ExpressionError, lengths, parse
from aqe.booster.schemas.searching import search


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
        ("^a{1,10000000000}$", "aaa", True),
        ("^a{00000000000002}$", "aa", True),
        ("^a{0," + "9" * 5_000 + "}$", "aaa", True),
        ("^a{٣}$", "aaa", False),
        (r"^(?:\uD83D|b)\u0041$", "bA", True),
        (r"^[\uD83D\u0041]$", "A", True),
        (r"^(?:^)*a(?:$)+$", "a", True),
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


@pytest.mark.parametrize(
    "pattern",
    ["a" * 10_001, r"\p{L}" * 2_000, r"\p{Luu}", r"\p{Xx}"],
    ids=["long", "large", "a", "b"],
)
def test_what_would_take_long_to_read_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionError):
        parse(pattern)


def test_a_property_is_looked_up_once_whatever_it_is_called() -> None:
    before = regexes._of_category.cache_info().misses
    for number in range(100):
        parse(rf"\p{{spelling{number}=Lt}}")
    assert regexes._of_category.cache_info().misses <= before + 1


def test_lengths_are_known() -> None:
    assert lengths(parse("^ab{2,4}(c|de)$")) == (4, 7)
    assert lengths(parse("a+b*")) == (1, None)
    assert lengths(parse("(?=abc)")) == (0, 0)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert isinstance(search(text, "abc"), bool)
