"""What a key may look like, wherever it lies: one word that fits into a header of HTTP."""

from __future__ import annotations

from aqe.errors import RouterError

__all__ = ["MAX_KEY_CHARACTERS", "checked_key"]

MAX_KEY_CHARACTERS = 4096


def checked_key(value: str, place: str) -> str:
    """A key without the white space around it.

    Raises:
        RouterError: It cannot be one (slug ``key-malformed``); the message names the place, never the key.
    """
    key = value.strip()
    if not key or len(key) > MAX_KEY_CHARACTERS or not all("!" <= each <= "~" for each in key):
        raise RouterError(
            f"what lies in {place} cannot be a key: {_why(key)}",
            hint="A key is one word of ASCII characters; store it again, without quotes and line breaks.",
            slug="key-malformed",
        )
    return key


def _why(key: str) -> str:
    if not key:
        return "it is empty"
    if len(key) > MAX_KEY_CHARACTERS:
        return f"it has {len(key)} characters"
    return "it holds white space, control characters or characters outside ASCII"
