"""Writes outside with `os.open`."""

import os

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("refused",)


def attack() -> None:
    os.write(os.open(OUTSIDE_FILE, os.O_WRONLY | os.O_APPEND), b"!")


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
