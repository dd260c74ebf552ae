"""Replaces and closes the standard streams."""

import sys

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    sys.stdout.close()
    sys.stdout = sys.stderr = sys.stdin = None
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
