"""What is a pattern, what is refused, and in which words."""

from __future__ import annotations

import re

import pytest

from aqe.booster.scanning.nodes import (
    Assertion,
    Assertions,
    Characters,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
)
from aqe.booster.scanning.parser import MOST_CHARACTERS, MOST_DEPTH, MOST_GROUPS, Flags, parse
from aqe.booster.scanning.refusal import PatternRefused

A, B = (Characters(((point, point),)) for point in (0x61, 0x62))
PLAIN = Flags()


def tree(pattern: str, flags: Flags = PLAIN) -> Node:
    return parse(pattern, flags).tree


def refusal(pattern: str) -> PatternRefused:
    with pytest.raises(PatternRefused) as caught:
        parse(pattern, PLAIN)
    return caught.value


def test_a_pattern_becomes_a_tree() -> None:
    assert tree("ab") == Sequence((A, B))
    assert tree("a|bb") == Choice((A, Sequence((B, B))))
    assert tree("(?P<x>a)$") == Sequence((Group(1, A), Assertions(Assertion.LINE_END)))
    assert tree("a*?b") == Sequence((Repeat(A, 0, None, is_greedy=False), B))


def test_alternatives_of_one_character_are_a_class() -> None:
    assert tree("a|b") == Characters(((0x61, 0x62),))


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("*", 0, None),
        ("+", 1, None),
        ("?", 0, 1),
        ("{3}", 3, 3),
        ("{2,}", 2, None),
        ("{,4}", 0, 4),
        ("{2,4}", 2, 4),
        ("{,}", 0, None),
    ],
)
def test_quantifiers(written: str, low: int, high: int | None) -> None:
    assert tree(f"ba{written}") == Sequence((B, Repeat(A, low, high, is_greedy=True)))
    assert tree(f"ba{written}?") == Sequence((B, Repeat(A, low, high, is_greedy=False)))


@pytest.mark.parametrize("pattern", ["a{", "a{}", "a{x}", "a{1", "a{1,2,3}", "{a", "a}"])
def test_braces_that_count_nothing_are_characters(pattern: str) -> None:
    assert re.fullmatch(pattern, pattern)
    points = [item.ranges[0][0] for item in tree(pattern).items]  # type: ignore[union-attr]
    assert "".join(map(chr, points)) == pattern


def test_flags() -> None:
    both = Characters(((0x41, 0x41), (0x61, 0x61)))
    everything = Characters(((0, 0x10FFFF),))
    assert tree("a", Flags(ignore_case=True)) == both
    assert tree("(?i)a") == both
    assert tree("(?i)(?s)a.") == Sequence((both, everything))
    assert tree("(?is:a.)a") == Sequence((Sequence((Sequence((both, everything)),)), A))
    assert tree("(?i)(?-i:a)") == Sequence((A,))
    assert tree("(?m)a(?a:b)") == Sequence((A, Sequence((B,))))
    assert tree(".") == Characters(((0, 9), (11, 0x10FFFF)))


def test_classes() -> None:
    assert tree("[]a-c-]") == Characters(((0x2D, 0x2D), (0x5D, 0x5D), (0x61, 0x63)))
    assert tree("[^\\d\\x3a-\U0010ffff]") == Characters(((0, 0x2F),))
    assert tree("(?i)[^a-y]") == Characters(((0, 0x40), (0x5A, 0x60), (0x7A, 0x10FFFF)))
    assert tree(r"[\b\n]") == Characters(((8, 8), (10, 10)))


def test_names_and_numbers_of_groups() -> None:
    parsed = parse("(a)(?P<second>b(c))(?:d)", PLAIN)
    assert (parsed.groups, parsed.names) == (3, {"second": 2})


@pytest.mark.parametrize(
    ("pattern", "column", "what"),
    [
        (r"a(?=b)", 2, "a look-ahead"),
        (r"a(?!b)", 2, "a negative look-ahead"),
        (r"(?<=a)b", 1, "a look-behind"),
        (r"(?<!a)b", 1, "a negative look-behind"),
        (r"(?>a)", 1, "an atomic group"),
        (r"(a)(?(1)b|c)", 4, "a condition on a group"),
        (r"(?P<x>a)(?P=x)", 9, "a back-reference"),
        (r"(a)\1", 4, "a back-reference"),
        (r"a\12", 2, "a back-reference"),
        (r"a(?#b)", 2, "a comment"),
        (r"ab++", 4, "a possessive quantifier"),
        (r"a{2}{3}", 5, "multiple repeat"),
        (r"a**", 3, "multiple repeat"),
        (r"b(a*)*", 6, "a repetition of what can be empty"),
        (r"b(?:a|b*){2}", 10, "a repetition of what can be empty"),
        (r"a*", 1, "the pattern can match the empty text"),
        (r"", 1, "the pattern can match the empty text"),
        (r"a|\b", 1, "the pattern can match the empty text"),
        (r"*a", 1, "nothing to repeat"),
        (r"{2}a", 1, "nothing to repeat"),
        (r"a\b+", 4, "nothing to repeat"),
        (r"a{1001}", 2, "1001 repetitions"),
        (r"a{3,2}", 2, "the bounds are the wrong way round"),
        (r"(ab", 1, "the group is not closed"),
        (r"ab)", 3, "unbalanced parenthesis"),
        (r"a[bc", 2, "the class is not closed"),
        (r"[b-a]", 2, "the range is the wrong way round"),
        (r"[\d-z]", 2, "a range needs a character at each end"),
        (r"a\q", 2, r"unknown escape \q"),
        (r"a\x1", 2, "incomplete escape"),
        (r"\U00110000", 1, "no character has the number 00110000"),
        ("a\\", 2, "nothing behind the backslash"),
        (r"\777", 1, "the octal number 777 is above 377"),
        (r"a(?x:b)", 4, "unknown flag 'x'"),
        (r"a(?i)b", 2, "flags behind the start"),
        (r"(?-m:a)", 4, "^ and $ are always those of lines"),
        (r"(?i-i:a)", 5, "a flag switched on and off at once"),
        (r"(?P<1>a)", 5, "'1' is no name of a group"),
        (r"(?P<a>a)(?P<a>b)", 13, "a second group 'a'"),
        (r"(?<a>a)", 1, "an unknown kind of group"),
    ],
)
def test_what_is_refused(pattern: str, column: int, what: str) -> None:
    error = refusal(pattern)
    assert (error.column, error.reason) == (column, what)
    assert str(error) == f"{pattern!r}, column {column}: {what}"


def test_refusals_say_what_to_write_instead() -> None:
    for pattern in (r"(?=a)", r"\1", "a*", "a**", "(a*)*", "a++", "[a", "(?x:a)", r"\q"):
        assert refusal(pattern).hint, pattern


def test_limits() -> None:
    deep = "(?:" * MOST_DEPTH + "a" + ")" * MOST_DEPTH
    assert parse(deep, PLAIN).groups == 0
    assert "within one another" in refusal(f"(?:{deep})").reason
    assert parse("(a)" * MOST_GROUPS, PLAIN).groups == MOST_GROUPS
    assert "groups" in refusal("(a)" * (MOST_GROUPS + 1)).reason
    assert parse("a" * MOST_CHARACTERS, PLAIN).groups == 0
    assert "characters" in refusal("a" * (MOST_CHARACTERS + 1)).reason
    assert "nothing" not in refusal("(?:" * 100_000).reason


@pytest.mark.parametrize(
    "pattern",
    [
        r"\x41\u00e9\U0001f600",
        r"\a\f\n\r\t\v\\\.",
        r"\0\01\012",
        r"\101",
        r"[\1\12\101]",
        "é€",
        r"\é",
        r"[\]\-\^]",
        r"[a\-z]",
        r"[\x00-\x1f]",
        r"\Aab\Z",
        r"\bab\B",
    ],
)
def test_escapes_mean_what_they_mean_in_re(pattern: str) -> None:
    node = tree(pattern)
    items = node.items if isinstance(node, Sequence) else (node,)
    pieces = [each for each in items if isinstance(each, Characters)]
    text = "".join(chr(each.ranges[0][0]) for each in pieces)
    assert re.match(pattern + ("c" if pattern.endswith("B") else ""), text + "c" * ("B" in pattern))
