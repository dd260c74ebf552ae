"""Reads a wild address."""

import ctypes

HAZARD = "ending"
EXPECT = ("crashed",)


def attack() -> bytes:
    return ctypes.string_at(8)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
