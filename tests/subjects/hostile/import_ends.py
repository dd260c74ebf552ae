"""Ends its process while it is imported."""

import os

HAZARD = "import"
EXPECT = ("import-failed",)


os._exit(0)


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
