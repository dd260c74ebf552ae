"""Texts that hold much of one thing: nearly every mark, characters of many scripts, such as nobody sees."""

from __future__ import annotations

import string
import unicodedata

__all__ = ["much_of"]

_MARKS = frozenset(string.punctuation)
_MOST_MARKS, _MANY_SCRIPTS, _MANY_UNSEEN = 24, 5, 6
"""Marks, scripts and characters that nobody sees which a text has to hold, each counted once."""


def much_of(text: str) -> str:
    """What a text holds nearly all of, in words for a name; empty where that is nothing."""
    characters = set(text)
    if len(characters & _MARKS) >= _MOST_MARKS:
        return "every_mark"
    foreign = (each for each in characters if not each.isascii() and each.isalnum())
    if len({unicodedata.name(each, "").partition(" ")[0] for each in foreign}) >= _MANY_SCRIPTS:
        return "many_scripts"
    if sum(not each.isprintable() for each in characters) >= _MANY_UNSEEN:
        return "unseen_characters"
    return ""
