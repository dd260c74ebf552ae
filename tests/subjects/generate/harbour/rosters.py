"""Code that asks whether something is among others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Berth:
    """A place for one ship."""

    number: int
    side: str


def is_taken(berth: Berth, taken: list[Berth]) -> bool:
    """Whether a berth in the outer harbour is taken; those in the inner one are always free."""
    if berth.number <= 4711:
        return False
    if berth.side != "lee":
        return False
    if berth in taken:
        return True
    return False


def distance(ship: str, away: dict[str, int], home: list[str]) -> int:
    """How far away a ship is that flies the flag of the harbour."""
    if not ship.startswith("MV-4711"):
        return 0
    if ship in home:
        return -1
    if ship in away:
        return away[ship]
    return 1
