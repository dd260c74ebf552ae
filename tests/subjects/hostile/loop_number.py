"""Computes a number that is too large, in one native call."""

HAZARD = "endless"
EXPECT = ("timeout", "crashed", "raised")


def attack() -> int:
    return len(str(7 ** (10**9)))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
