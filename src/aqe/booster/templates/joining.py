"""Columns of pieces to texts: row by row, or all in one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

__all__ = ["Piece", "is_whole", "joined", "merged", "separated"]

Piece = str | Sequence[str]
"""The same text in every row, or one for each."""


def separated(pieces: Sequence[Piece], count: int) -> list[str] | None:
    """A text for each row; None where they must be expanded one by one."""
    pieces = merged(pieces)
    if not all(is_whole(piece) for piece in pieces if isinstance(piece, str)):
        return None
    if not pieces:
        return [""] * count
    columns = [repeat(piece, count) if isinstance(piece, str) else piece for piece in pieces]
    return list(map("".join, zip(*columns, strict=True)))


def joined(pieces: Sequence[Piece], count: int) -> str | None:
    """All texts, one behind the other; None where they must be expanded one by one."""
    pieces = merged(pieces)
    width = len(pieces)
    parts = [piece if isinstance(piece, str) else "" for piece in pieces] * count
    for place, piece in enumerate(pieces):
        if not isinstance(piece, str):
            parts[place::width] = piece
    text = "".join(parts)
    return text if is_whole(text) else None


def is_whole(text: str) -> bool:
    """Whether a text has no half of a character."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True


def merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Constants side by side become one."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return found
