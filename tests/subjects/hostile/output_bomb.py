"""Prints without end."""

HAZARD = "bomb"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    while True:
        print("x" * 65536)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
