"""Patterns that a run was seen to try."""

from __future__ import annotations

import pytest

from aqe.generation.inputs.tried_patterns import (
    TriedPattern,
    pattern_of,
    texts_in_place,
    tried_pattern,
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("re.compile('(?x) a b')", TriedPattern("(?x) a b", False)),
        ("re.compile(b'\\xe9')", TriedPattern("\xe9", True)),
        ("re.compile('a+').search('baa')", TriedPattern("a+", False, "baa")),
        ("re.compile('a').search(<str>)", None),
        ("re.compile(", None),
        ("'abc'", None),
        ("<function re:match>", None),
    ],
)
def test_a_pattern_is_read_from_an_operand(source: str, expected: TriedPattern | None) -> None:
    assert tried_pattern(source) == expected


def test_only_patterns_for_texts_are_patterns_of_a_table() -> None:
    assert pattern_of("re.compile('a')") == "a"
    assert pattern_of("re.compile(b'a')") is None


def test_a_text_is_put_where_the_one_that_was_tried_stands() -> None:
    assert list(texts_in_place("<x>", ["x"], ["a", "b"], longest=9)) == ["<a>", "<b>"]
    assert list(texts_in_place("<x>", ["y"], ["a"], longest=9)) == ["a"]
    assert list(texts_in_place("x", ["x"], ["a"], longest=9)) == ["a"]
