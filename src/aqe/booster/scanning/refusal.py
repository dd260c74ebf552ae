"""What is raised where a pattern is not of the language, or does not fit its limits."""

from __future__ import annotations

from aqe.errors import BoosterError

__all__ = ["PatternRefused"]


class PatternRefused(BoosterError):
    """A text pattern is malformed, or asks for what no linear search can do."""

    slug = "pattern-refused"

    def __init__(self, pattern: str, at: int, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{pattern!r}, column {at + 1}: {reason}", hint=hint)
        self.pattern = pattern
        self.column = at + 1
        """Where, counted from 1 in characters."""
        self.reason = reason
