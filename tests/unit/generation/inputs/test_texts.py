"""Where a word stands in a text, however it is spelled there."""

from __future__ import annotations

import pytest

from aqe.generation.inputs.texts import span_spelled


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("charset=ISO-8859-4;", "iso8859-4", "ISO-8859-4"),
        ("Utf 8", "utf-8", "Utf 8"),
        ("a, BCD", "bcd", "BCD"),
        ("abc", "abd", None),
        ("a-b", "ab", None),
        ("", "abc", None),
        ("\u0130abc", "abc", None),
    ],
    ids=[
        "punctuation",
        "blank",
        "case",
        "another",
        "too short to be told from chance",
        "empty",
        "case changes its length",
    ],
)
def test_other_spellings_of_a_word_are_found(text: str, word: str, found: str | None) -> None:
    span = span_spelled(text, word)
    assert (None if span is None else text[slice(*span)]) == found
