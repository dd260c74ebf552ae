"""Text patterns: places come from a scanner whose time grows with the text alone.

Which scanner that is decides who composes: the booster's engine, or another that keeps the promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["TextScanner"]


class TextScanner(Protocol):
    """Finds expressions in a text."""

    def __call__(self, expressions: Sequence[str], text: str) -> Sequence[tuple[int, int, int]]:
        """Triples of the number of an expression, and the first and last offset (in characters) of
        a place where it matches; places of one expression do not overlap.

        Raises:
            BoosterError: An expression cannot be used.
        """
