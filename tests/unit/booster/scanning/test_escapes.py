"""Escapes one by one; patterns that hold them are in the tests of the parser."""

from __future__ import annotations

import pytest

from aqe.booster.scanning.escapes import character_escape, set_escape
from aqe.booster.scanning.refusal import PatternRefused


def test_sets_are_those_of_ascii() -> None:
    assert set_escape("d") == ((0x30, 0x39),)
    assert set_escape("s") == ((9, 13), (32, 32))
    assert set_escape("W") == (
        (0, 0x2F),
        (0x3A, 0x40),
        (0x5B, 0x5E),
        (0x60, 0x60),
        (0x7B, 0x10FFFF),
    )
    assert set_escape("b") is None


@pytest.mark.parametrize(
    ("written", "in_set", "point", "length"),
    [
        (r"\n", False, 10, 2),
        (r"\b", True, 8, 2),
        (r"\x4a9", False, 0x4A, 4),
        (r"\U0001F6001", False, 0x1F600, 10),
        (r"\0", False, 0, 2),
        (r"\0123", False, 0o12, 4),
        (r"\1234", False, 0o123, 4),
        (r"\18", True, 1, 2),
        (r"\-", False, 0x2D, 2),
    ],
)
def test_characters(written: str, in_set: bool, point: int, length: int) -> None:
    assert character_escape(f"ab{written}", 2, in_set=in_set) == (point, 2 + length)


@pytest.mark.parametrize("written", [r"\8", r"\b", r"\12", r"\y", r"\u12g4"])
def test_no_characters(written: str) -> None:
    with pytest.raises(PatternRefused):
        character_escape(written, 0, in_set=False)
