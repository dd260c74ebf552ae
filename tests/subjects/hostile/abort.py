"""Calls `os.abort`."""

import os

HAZARD = "ending"
EXPECT = ("crashed",)


def attack() -> None:
    os.abort()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
