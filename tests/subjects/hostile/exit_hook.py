"""Leaves an exit hook that writes outside."""

import atexit

from targets import OUTSIDE_FILE

HAZARD = "left behind"
EXPECT = ("completed",)


def attack() -> bool:
    atexit.register(write)
    return True


def write() -> None:
    with open(OUTSIDE_FILE, "a") as file:
        file.write("!")


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
