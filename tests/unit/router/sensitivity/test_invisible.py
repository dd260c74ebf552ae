"""Characters without width, and other forms of letters and digits."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity import find_sensitive, scrub
from aqe.router.sensitivity.invisible import plain_character, visible

KEY = drawn("ghp_{{base62:36}}")


@pytest.mark.parametrize(
    "character", "\u00ad\u034f\u115f\u180e\u200b\u2060\u2062\u2064\u3164\ufe0f\ufeff\U000e0041"
)
def test_characters_without_width_hide_nothing(character: str) -> None:
    text = f"x = '{character.join(KEY)}'"
    assert visible(text) == f"x = '{KEY}'"
    assert [each.rule for each in find_sensitive(text).spans] == ["github-token"]
    assert KEY[-6:] not in visible(scrub(text)[0])


def test_all_format_characters_that_unicode_ignores_are_known() -> None:
    """Format characters (Cf) that show are signs of numbers, of verses, and of shorthand and music."""
    shown = {each for each in map(chr, range(sys.maxunicode)) if unicodedata.category(each) == "Cf"}
    left = {each for each in shown if visible(f"a{each}") != "a"}
    names = {unicodedata.name(each, "").split()[0] for each in left}
    assert names <= {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "INTERLINEAR"}


@pytest.mark.parametrize(
    ("character", "plain"),
    [("\uff11", "1"), ("\uff21", "A"), ("\uff3f", "_"), ("\U0001d7d9", "1"), ("\u0667", "7")],
)
def test_other_forms_are_those_of_ascii(character: str, plain: str) -> None:
    assert plain_character(character) == plain
    assert visible(f"é{character}") == f"é{plain}"


def test_other_letters_stay() -> None:
    text = "größe = 'naïve — 東京'"
    assert visible(text) == text
