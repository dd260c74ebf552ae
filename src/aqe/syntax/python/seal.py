"""The digest line by which a later run sees whether somebody edited a generated file."""

from __future__ import annotations

import hashlib
import re

__all__ = ["is_sealed", "is_untouched", "seal"]

_LINE = re.compile(r"^# aqe: sha256=([0-9a-f]{64})$", re.MULTILINE)


def seal(text: str) -> str:
    """The text with its digest in a comment behind the leading comment lines."""
    body = _without_line(text if text.endswith("\n") else f"{text}\n")
    lines = _lines(body)
    place = 0
    while place < len(lines) and lines[place].startswith("#"):
        place += 1
    lines.insert(place, f"# aqe: sha256={_digest(body)}\n")
    return "".join(lines)


def is_sealed(text: str) -> bool:
    """Whether a text carries a digest, edited since or not."""
    return _LINE.search(text.replace("\r\n", "\n")) is not None


def is_untouched(text: str) -> bool:
    """Whether a text carries a digest and still is what was sealed."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    found = _LINE.search(text)
    return found is not None and found[1] == _digest(_without_line(text))


def _without_line(text: str) -> str:
    return "".join(line for line in _lines(text) if not _LINE.fullmatch(line.rstrip("\n")))


def _lines(text: str) -> list[str]:
    """Lines with their ends; other characters than the newline end no line."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
