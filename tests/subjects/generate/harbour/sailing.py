"""More functions that change a ship."""

from harbour.ships import Ship


def sail(ship: Ship, port: str) -> None:
    if port == "nowhere":
        raise ValueError("there is no way")
    ship.port = port


def beach(ship: Ship) -> None:
    ship.port = "beach"


def lose(ship: Ship, crates: int) -> None:
    if crates > 0:
        ship.cargo = ["salvage"]
    else:
        ship.size -= 1
