"""Edits of a text: which of them stand in each other's way, and the text after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Edit", "Proposal", "apply_edits", "settle"]


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Puts `text` in the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The edits that one pattern wants at one place; all of them or none."""

    pattern: int
    priority: int
    start: int
    end: int
    edits: tuple[Edit, ...]
    claims: tuple[tuple[int, int], ...]
    """Characters that have to stay as they are, the edited ones among them."""
    imports: tuple[str, ...] = ()


def settle(proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[tuple[Proposal, Proposal]]]:
    """Proposals that can be carried out together, and pairs of a kept one and one that had to yield.

    The higher priority wins, then the earlier pattern, then the outer place.
    """
    ranked = sorted(
        proposals, key=lambda each: (-each.priority, each.pattern, each.start, -each.end)
    )
    kept: list[Proposal] = []
    lost: list[tuple[Proposal, Proposal]] = []
    for each in ranked:
        winner = next((other for other in kept if _collide(each, other)), None)
        if winner is None:
            kept.append(each)
        else:
            lost.append((winner, each))
    return kept, lost


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not overlap; those at one place stand in the order given."""
    parts: list[str] = []
    end = len(text)
    numbered = sorted(enumerate(edits), key=lambda pair: (pair[1].start, pair[1].end, pair[0]))
    for _, edit in reversed(numbered):
        parts += (text[edit.end : end], edit.text)
        end = edit.start
    parts.append(text[:end])
    return "".join(reversed(parts))


def _collide(one: Proposal, other: Proposal) -> bool:
    if one.end < other.start or other.end < one.start:
        return False
    return any(_overlap(mine, theirs) for mine in one.claims for theirs in other.claims)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    if one[0] == one[1] and other[0] == other[1]:
        return False  # two insertions
    if one[0] == one[1]:
        return other[0] < one[0] < other[1]
    if other[0] == other[1]:
        return one[0] < other[0] < one[1]
    return one[0] < other[1] and other[0] < one[1]
