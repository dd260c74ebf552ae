"""What a mutation operator is, and what it makes of a place in a source text."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Operator", "Patch"]


@dataclass(frozen=True, slots=True)
class Operator:
    """One kind of change, as documented in ``docs/reference/mutation-operators.md``."""

    name: str
    description: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Patch:
    """A replacement of the characters from `start` to `end`."""

    operator: str
    start: int
    end: int
    replacement: str
