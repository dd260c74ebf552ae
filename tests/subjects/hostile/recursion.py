"""Recurses without end."""

HAZARD = "recursion"
EXPECT = ("raised",)


def attack(depth: int = 0) -> int:
    return attack(depth + 1) + 1


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
