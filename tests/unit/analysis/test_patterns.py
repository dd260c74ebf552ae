"""Strings for regular expressions."""

from __future__ import annotations

import re
import time

import pytest

from aqe.analysis.patterns import near_miss, samples


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d{4}-\d{2}-\d{2}",
        r"^[A-Z][a-z]+$",
        r"(?P<user>[\w.]+)@(?P<host>\w+)\.(com|org)",
        r"(a)\1b",
        r"(?i)abc",
        r"[^abc]{3}",
        r"\s*#.*$",
        r"(?:x|y){2,3}?z",
        r"\bfoo\b",
        r"a(?!b)",
    ],
)
def test_samples_match(pattern: str) -> None:
    found = samples(pattern)
    assert found
    assert all(re.search(pattern, text) for text in found)


def test_alternatives_are_taken_in_turn() -> None:
    assert set(samples("red|green|blue")) == {"red", "green", "blue"}


def test_a_near_miss_does_not_match() -> None:
    miss = near_miss(r"\d{3}")
    assert miss is not None
    assert not re.fullmatch(r"\d{3}", miss)
    assert len(miss) <= 4


@pytest.mark.parametrize("pattern", ["(", "a{99999999}", "x" * 5000, "(?<=ab)c{500}"])
def test_what_cannot_be_sampled_gives_nothing(pattern: str) -> None:
    assert samples(pattern) == ()


@pytest.mark.parametrize(
    "pattern", [r"(a|a){100}b", r"(a+)+$", r"(.*)*x{40}", r"a{50}.*.*.*.*.*.*.*.*x"]
)
def test_hostile_patterns_take_no_time(pattern: str) -> None:
    started = time.process_time()
    samples(pattern)
    near_miss(pattern)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "pattern",
    [
        "((((a{400}){400}){400}){400}){400}",
        "(a)" + "".join(rf"(\{number}\{number})" for number in range(1, 60)),
        "(" * 30 + "a" + "){0,400}" * 30,
    ],
)
def test_what_multiplies_is_given_up_at_once(pattern: str) -> None:
    started = time.process_time()
    assert all(len(each) <= 400 for each in samples(pattern))
    assert time.process_time() - started < 2
