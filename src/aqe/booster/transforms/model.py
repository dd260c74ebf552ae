"""What a transform gives back: the new text, and what it had to leave as it is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Left", "Transformed", "Unsuited"]


@dataclass(frozen=True, slots=True)
class Left:
    """A place that stays as it was."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Transformed:
    """The text after a transform."""

    text: str
    changes: int = 0
    """Classes, statements or blocks that were transformed, as the transform counts."""
    left: tuple[Left, ...] = ()
    needs: tuple[str, ...] = ()
    """What the new text needs beside pytest, in words."""
    problem: str | None = None
    """Why nothing was done."""


class Unsuited(Exception):
    """Something that a transform cannot carry over; what it belongs to is left as a whole."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.left = Left(line, reason)
