"""Messages as regular expressions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.generation.observing.messages import message_pattern, warning_parts


@pytest.mark.parametrize(
    ("message", "pattern"),
    [
        ("", None),
        ("  ", None),
        ("value is too small", "^value is too small$"),
        ("f(a.b) [c]", r"^f\(a\.b\) \[c\]$"),
        ("cannot use <Box object at 0x7f00aa>", "cannot use"),
        ("0x7f00aa", None),
        ("no file /tmp/pytest-1/data.txt here to be read", "here to be read"),
        ("choose one of {'a', 'b'}, please", "choose one of"),
        (
            "<lambda>() got an unexpected keyword argument 'a'",
            "got an unexpected keyword argument 'a'",
        ),
        ("handler <lambda> is not known", "is not known"),
        ("no <function <lambda> at 0x7f00aa>, sorry", "no <function"),
        ("shop.<locals>.<lambda>() failed", r"^shop\.<locals>\.<lambda>\(\) failed$"),
        ("first line\nsecond line", r"^first line\nsecond line$"),
        ("first line\n" + "more " * 20, "^first line"),
        ("word " * 40, "^" + "word " * 15 + "word"),
    ],
)
def test_message_pattern(message: str, pattern: str | None) -> None:
    assert message_pattern(message) == pattern


@given(st.text())
def test_pattern_matches_its_message(message: str) -> None:
    pattern = message_pattern(message)
    if pattern is not None:
        assert re.search(pattern, message)
        assert len(pattern) < 200


@pytest.mark.parametrize(
    ("warning", "parts"),
    [
        ("DeprecationWarning", ("DeprecationWarning", "")),
        ("UserWarning: careful: it burns", ("UserWarning", "careful: it burns")),
        ("shop.errors:ShopWarning: no", ("ShopWarning", "no")),
        ("not a warning at all!", ("", "not a warning at all!")),
    ],
)
def test_warning_parts(warning: str, parts: tuple[str, str]) -> None:
    assert warning_parts(warning) == parts


@pytest.mark.parametrize(
    "message", ["[Errno 2] No such file or directory: 'abc'", "[WinError 5] Access is denied"]
)
def test_what_the_operating_system_says_is_no_pattern(message: str) -> None:
    assert message_pattern(message) is None


def test_a_message_that_goes_on_is_matched_by_its_beginning() -> None:
    assert message_pattern("too many (2):", goes_on=True) == r"^too many \(2\):"
    assert message_pattern("at", goes_on=True) is None
    assert message_pattern("", goes_on=True) is None
