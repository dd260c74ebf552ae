"""Reads a wild address while it is imported."""

import ctypes

HAZARD = "import"
EXPECT = ("import-failed",)


ctypes.string_at(8)


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
