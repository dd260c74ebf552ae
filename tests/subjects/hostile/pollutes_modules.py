"""Replaces modules by strings."""

import sys

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    for name in list(sys.modules):
        sys.modules[name] = "polluted"
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
