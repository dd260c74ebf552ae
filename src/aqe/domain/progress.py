"""Progress of long work, as plain values that any face can draw."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of one subject."""

    subject: str
    phase: str
    """``analyse``, ``import``, ``seed``, ``search``, ``choose``, ``assert``, ``mutants``,
    ``write``, ``verify``, ``done`` ... in the words of the campaign."""
    tests: int | None = None
    coverage: float | None = None
    """Share of goals reached so far, 0 to 1 (an estimate until verified)."""
    mutants: float | None = None
    """Share of mutants killed so far, 0 to 1."""
    elapsed_s: float = 0.0
    total: int | None = None
    """Number of subjects, where several are worked on."""
    index: int | None = None
    message: str = ""
