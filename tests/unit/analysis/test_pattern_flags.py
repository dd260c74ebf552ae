"""Flags of patterns, as a call names them."""

from __future__ import annotations

import ast
import re

import pytest

from aqe.analysis.pattern_flags import with_flags


@pytest.mark.parametrize(
    ("pattern", "flags", "expected"),
    [
        (" a b # c", "re.VERBOSE", "(?x) a b # c"),
        ("a", "re.I | re.MULTILINE", "(?im)a"),
        ("(?s)a", "re.X", "(?xs)a"),
        ("(?s)a", "0", "(?s)a"),
        ("a", "FLAGS", "a"),
    ],
)
def test_flags_stand_in_front_of_the_pattern(pattern: str, flags: str, expected: str) -> None:
    made = with_flags(pattern, ast.parse(flags, mode="eval").body)
    assert made == expected
    re.compile(made)
