"""Removes the folder that it is in."""

import os

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    os.rmdir(os.getcwd())
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
