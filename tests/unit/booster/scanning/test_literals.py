"""Which literals are required, and that they are."""

from __future__ import annotations

import random
import re

import pytest
from text_patterns import drawn_pattern, drawn_text

from aqe.booster.scanning.literals import required_literals
from aqe.booster.scanning.parser import Flags, parse
from aqe.booster.scanning.refusal import PatternRefused


def literals(pattern: str) -> set[str]:
    return {each.decode() for each in required_literals(parse(pattern, Flags()).tree)}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"time\.sleep\(\d+\)", {"time.sleep("}),
        (r"\bfoo\b|^bar$", {"foo", "bar"}),
        (r"\w+foo\s*quux\d", {"quux"}),
        (r"https?://", {"http://", "https://"}),
        (r"(?:get|post)\(x", {"get(x", "post(x"}),
        (r"(ab){2,}c", {"abab"}),
        (r"(ab){2}c", {"ababc"}),
        (r"a{3}é", {"aaaé"}),
        (r"(?i)ab", {"ab", "Ab", "aB", "AB"}),
        (r"ba[rz]+x", {"ba"}),
        # `foobar` holds `foo` anyhow.
        (r"foobar|foo", {"foo"}),
        (r"a\d+b", set()),
        (r"foo|\d+", set()),
        (r"(?:foo)?\d", set()),
        (r"(?:foo)*x\d", set()),
        (r"(?:abc){0}x\d", set()),
        (r"[^a]\w", set()),
        (r"é\d", {"é"}),
        (r"\ud800\ud800", set()),
    ],
)
def test_required_literals(pattern: str, expected: set[str]) -> None:
    assert literals(pattern) == expected


def test_a_literal_stays_short_and_a_set_small() -> None:
    assert max(map(len, literals("a" * 100))) == 32
    assert len(literals(r"(?i)abcdefghij")) <= 16


def test_every_match_holds_one_of_them() -> None:
    chance = random.Random(7)
    held = 0
    for _ in range(3000):
        pattern = drawn_pattern(chance)
        try:
            required = literals(pattern)
        except PatternRefused:
            continue
        text = drawn_text(chance)
        for found in re.finditer(pattern, text, re.ASCII | re.MULTILINE) if required else ():
            assert any(each in found.group() for each in required), (pattern, text)
            held += 1
    assert held > 30
