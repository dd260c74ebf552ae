"""Deletes a file outside."""

import os

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("refused",)


def attack() -> None:
    os.remove(OUTSIDE_FILE)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
