"""Rewrites that may lie within one another: what is kept of the old text gets its own rewrites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Piece", "Rewrite", "rendered"]

Piece = str | tuple[int, int]
"""New text, or the place of old text that is kept."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Puts pieces in the place of the characters from `start` to `end`."""

    start: int
    end: int
    pieces: tuple[Piece, ...]


def rendered(text: str, rewrites: Iterable[Rewrite]) -> str:
    """The text after rewrites each of which lies within, before or behind every other one.

    Raises:
        ValueError: Two of them overlap in part.
    """
    ordered = sorted(rewrites, key=lambda each: (each.start, each.end > each.start, -each.end))
    return "".join(_render(text, 0, len(text), ordered))


def _render(text: str, start: int, end: int, rewrites: Sequence[Rewrite]) -> list[str]:
    parts, at, index = [], start, 0
    while index < len(rewrites):
        each = rewrites[index]
        index += 1
        first = index
        while index < len(rewrites) and rewrites[index].start < each.end:
            if rewrites[index].end > each.end:
                raise ValueError(f"two rewrites overlap at {rewrites[index].start}")
            index += 1
        inner = rewrites[first:index]
        parts.append(text[at : each.start])
        for piece in each.pieces:
            if isinstance(piece, str):
                parts.append(piece)
            else:
                begin, stop = piece
                within = [one for one in inner if begin <= one.start and one.end <= stop]
                parts += _render(text, begin, stop, within)
        at = each.end
    parts.append(text[at:end])
    return parts
