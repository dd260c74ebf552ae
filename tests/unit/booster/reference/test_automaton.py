"""All matches of one pattern in a stretch of a text."""

from __future__ import annotations

import random

import pytest

from aqe.booster.reference.automaton import Automaton
from aqe.booster.reference.instructions import read_patterns
from aqe.booster.scanning import TextPattern, compile_patterns


def automaton(pattern: str, most_words: int = 500_000) -> Automaton:
    (read,) = read_patterns(compile_patterns([TextPattern(pattern)]).encoded)
    return Automaton(read, most_words)


def spans(pattern: str, text: str) -> list[tuple[int, ...]]:
    data = text.encode()
    return list(automaton(pattern).matches(data, 0, len(data)))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a|ab", "ab", [(0, 1)]),
        ("ab|a", "ab", [(0, 2)]),
        ("a+?", "aa", [(0, 1), (1, 2)]),
        ("(a|b)+", "abc", [(0, 2, 1, 2)]),
        ("(?:(a)|b)+", "ab", [(0, 2, 0, 1)]),
        ("(a)?b", "ab b", [(0, 2, 0, 1), (3, 4, -1, -1)]),
        ("^a$", "a\na\nab", [(0, 1), (2, 3)]),
        (r"\Aa|b\Z", "a\na\nbb", [(0, 1), (5, 6)]),
        (r"\bé?a\b", "a éa aé b_a", [(0, 1), (4, 5), (6, 7)]),
        ("é.", "éa😀é😀", [(0, 3), (7, 13)]),
        (r"a\n", "a\n\na\n", [(0, 2), (3, 5)]),
    ],
)
def test_matches(pattern: str, text: str, expected: list[tuple[int, ...]]) -> None:
    assert spans(pattern, text) == expected


def test_a_stretch_knows_what_stands_around_it() -> None:
    text = b"xx\nab\nyy"
    assert list(automaton("^ab$").matches(text, 3, 5)) == [(3, 5)]
    assert list(automaton(r"\Aab|ab\Z").matches(text, 3, 5)) == []
    assert list(automaton(r"yy\Z").matches(text, 6, 8)) == [(6, 8)]
    assert list(automaton(r"\Axx$").matches(text, 0, 2)) == [(0, 2)]


@pytest.mark.parametrize("size", [1023, 1024, 1025, 2048, 5000])
def test_long_texts_are_gone_through_in_blocks(size: int) -> None:
    assert spans("a+", "a" * size) == [(0, size)]
    assert spans("é+", "é" * size) == [(0, 2 * size)]
    assert spans("(a)", "a" * size) == [(at, at + 1, at, at + 1) for at in range(size)]


def test_states_that_take_too_much_are_forgotten_and_found_again() -> None:
    searched = automaton("b[ab]{30}a", most_words=100_000)
    text = "".join(random.Random(1).choices("ab", k=20_000)).encode()
    first = searched.generation
    found = list(searched.matches(text, 0, len(text)))
    assert searched.generation > first + 2
    assert found[0][0] < 40
    assert all(text[start] == 0x62 and text[start + 31] == 0x61 for start, _ in found)
    assert list(searched.matches(text, 0, len(text))) == found


def test_a_long_way_to_look_ahead_is_gone_once() -> None:
    # A search that begins anew behind each match would read two billion characters.
    assert len(spans(".*[^A-Z]|[A-Z]", "A" * 60_000)) == 60_000
