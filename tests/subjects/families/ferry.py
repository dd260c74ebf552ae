"""Ferries: what is wrong shows for numbers and marks that go where plainer ones go."""

from __future__ import annotations

import re
from collections.abc import Sequence


def notice(text: str, places: dict[str, str], marks: Sequence[str] = ("{", "}")) -> str:
    """The text with the names of places in it replaced, each between two marks."""
    opening, closing = (re.escape(each) for each in marks)
    pattern = re.compile(f"{opening}(\\w+){closing}")
    return pattern.sub(lambda found: places.get(found[1], found[0]), text)


def berth(number: int, side: str = "left", *, tide: float = 0.0) -> str:
    """Where a ferry lies, and how high the water is above it."""
    name = f"{side[:1].upper()}{number}"
    return f"{name} (+{tide:g} m)" if tide > 0 else name
