"""Forks without end while it is imported."""

import os

HAZARD = "import"
EXPECT = ("import-failed", "import-hung")


while True:
    try:
        os.fork()
    except OSError:
        continue


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
