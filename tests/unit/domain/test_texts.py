"""Texts that hold much of one thing."""

from __future__ import annotations

import string

import pytest

from aqe.domain.texts import much_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (string.punctuation, "every_mark"),
        ("#" * 40, ""),
        ("\u00e9\u00df\u0130\u00b2\u0416\u65e5\u05d0\u0663", "many_scripts"),
        ("\u00e9" * 20, ""),
        ("\u00e4\u00f6\u00fc\u00df\u00c4\u00d6\u00dc\u00e9\u00e8", ""),
        ("\x01\x02\x03\x04\x05\x06", "unseen_characters"),
        ("a\nb\tc", ""),
        ("", ""),
    ],
)
def test_what_a_text_is_full_of(text: str, words: str) -> None:
    assert much_of(text) == words
