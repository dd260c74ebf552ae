"""What goes where in a hold, and what the papers say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CODE = re.compile(r"[A-Z0-9_-]{2,9}")


def is_sealed(kind: str, *, inspected: bool = False, opened: bool = False) -> bool:
    """Whether a piece may go below: of a kind that is closed, seen by somebody, and not opened since."""
    return kind in ("crate", "barrel", "drum") and inspected and not opened


def same_owner(first: str, second: str) -> bool:
    """Whether two names on labels are those of one owner."""
    return first.strip().casefold() == second.strip().casefold()


def marked(line: str) -> tuple[str, str]:
    """The mark of a piece, and the remark behind the first colon."""
    mark, _, remark = line.partition(":")
    return mark.strip(), remark.strip()


def load(weights: Iterable[float], limit: float | None = None) -> float:
    """What pieces weigh together, but no more than the limit where there is one."""
    total = sum(weights)
    if limit is not None:
        total = min(total, limit)
    return total


def order(pieces: list[str]) -> list[str]:
    """Pieces as they are stowed: long names first, and alike ones by the alphabet whatever their case."""
    return sorted(sorted(pieces, key=str.lower), key=len, reverse=True)


def columns(row: str) -> list[str]:
    """The first two columns of a row, and the rest as it is."""
    return [each.strip() for each in row.split(",", 2)]


def weight(value: object) -> float:
    """A weight as a number.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, (int, float, str)):
        raise TypeError(f"not a weight: {value!r}")
    return round(float(value), 1)


def is_code(text: str) -> bool:
    """Whether a text is the code of a place in the hold."""
    return _CODE.fullmatch(text) is not None


def entry(piece: dict[str, object]) -> str:
    """The line of a piece in the book; what has no owner is of the line."""
    owner = piece.get("owner", "the line")
    return f"{piece['mark']} of {owner}"
