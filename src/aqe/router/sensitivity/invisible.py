"""Characters that nobody sees, and letters and digits that are written in another width or style.

Without width are those that Unicode calls default ignorable (DerivedCoreProperties, property
``Default_Ignorable_Code_Point``): soft hyphens, joiners, fillers, marks of direction, selectors of variants,
tags. Another width or style have the full-width forms and the mathematical letters and digits; every decimal
digit counts as that of ASCII.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["OTHER_FORM", "plain_character", "visible"]

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
OTHER_FORM = re.compile(f"[{_IGNORABLE}\uff01-\uff5e\U0001d400-\U0001d7ff]|(?![0-9])\\d")
"""One character that is not what it seems."""


def plain_character(character: str) -> str:
    """What is meant by such a character; nothing by one that has no width."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isascii() else ""


def visible(text: str) -> str:
    """A text as it is meant."""
    if text.isascii():
        return text
    return OTHER_FORM.sub(lambda match: plain_character(match.group()), text)
