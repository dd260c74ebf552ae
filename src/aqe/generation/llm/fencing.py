"""Walls in a prompt: what is data stands between marks that the data cannot hold.

Source, comments, error messages and earlier answers come from others. Each piece stands between two lines
that carry a mark; the mark is derived from all pieces and occurs in none of them, so that no piece can end
its own fence. The same pieces always get the same mark.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Piece", "fenced", "mark_of"]

_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of data with a title of ours."""

    title: str
    text: str


def mark_of(pieces: Sequence[Piece]) -> str:
    """A mark that occurs in no piece, the same for the same pieces."""
    content = "\0".join(f"{each.title}\0{each.text}" for each in pieces)
    for number in itertools.count():
        digest = hashlib.sha256(f"{number}\0{content}".encode("utf-8", "replace")).hexdigest()
        mark = digest[:_LENGTH]
        if all(mark not in each.text for each in pieces):
            return mark
    raise AssertionError("unreachable: counting does not end")


def fenced(piece: Piece, mark: str) -> str:
    """A piece between its marks."""
    text = piece.text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    return f"<<<DATA {mark}: {piece.title}\n{text}\nDATA {mark}>>>"
