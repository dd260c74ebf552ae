"""Allocates memory without end."""

HAZARD = "bomb"
EXPECT = ("raised", "crashed", "timeout")


def attack() -> int:
    kept = []
    while True:
        kept.append(bytearray(64 * 1024 * 1024))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
