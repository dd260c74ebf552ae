"""Functions that change a ship."""

from harbour.ships import Ship


def load(ship: Ship, crate: str) -> None:
    if not crate:
        raise ValueError("an empty crate")
    ship.cargo.append(crate)


def rename(ship: Ship, name: str) -> None:
    ship.name = name.strip() or "nameless"


def lengthen(ship: Ship, by: int) -> None:
    if by > 10:
        ship.size += 10
    else:
        ship.size += by
