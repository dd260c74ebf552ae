"""The words that names of properties are made of."""

from __future__ import annotations

import re

__all__ = ["tokens"]

_BORDER = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def tokens(name: str) -> list[str]:
    """The words of a name: `shipToAddress` and `ship_to_address` alike."""
    return [part.lower() for part in _BORDER.split(name) if part]
