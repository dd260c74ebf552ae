"""Writes outside with `open`."""

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("refused",)


def attack() -> None:
    with open(OUTSIDE_FILE, "a") as file:
        file.write("!")


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
