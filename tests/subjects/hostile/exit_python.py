"""Calls `sys.exit`."""

import sys

HAZARD = "ending"
EXPECT = ("raised",)


def attack() -> None:
    sys.exit(3)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
