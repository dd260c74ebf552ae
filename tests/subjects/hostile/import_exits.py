"""Calls `sys.exit` while it is imported."""

import sys

HAZARD = "import"
EXPECT = ("import-failed",)


sys.exit(0)


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
