"""Names of files and places, made of whatever a title holds."""

from __future__ import annotations

import re
import unicodedata

_KEPT = re.compile(r"[A-Za-z0-9._~-]")
_DIVIDING = re.compile(r"[\s/\\:|,;]+")


def quoted(text: str) -> str:
    """The text with each character that needs it as two digits for each of its bytes."""
    return "".join(
        each if _KEPT.match(each) else "".join(f"%{byte:02X}" for byte in each.encode())
        for each in text
    )


def label(title: str) -> str:
    """A title in small letters and digits, with a dash between its words."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[^\w-]+", "-", plain).strip("-")


def words(line: str) -> list[str]:
    """The words of a line, without what divides them."""
    return [each for each in _DIVIDING.split(line) if each]


def shown(text: str) -> str:
    """The text as a terminal may show it: what moves the cursor or has no width is left out."""
    return "".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cf", "Mn"))


def written(text: str) -> str:
    """The text for a file of settings: what may not stand in it as it is gets its number."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def centred(text: str, width: int) -> str:
    """The text in the middle of a line; where it cannot be, it stands further to the right."""
    left = (width - len(text) + 1) // 2
    return " " * left + text
