"""Mutants made by hand, whose fate a test knows."""

from __future__ import annotations

from aqe.domain.mutant import Mutant

__all__ = ["known_mutant"]


def known_mutant(source: str, original: str, replacement: str) -> Mutant:
    """The mutant that has another text in the place of the first one of these."""
    start = source.index(original)
    line = source.count("\n", 0, start) + 1
    name = f"{line} {replacement}"
    return Mutant(name, "known", "", line, start, start + len(original), original, replacement)
