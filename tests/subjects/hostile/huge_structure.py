"""Returns a list of millions of lists."""

HAZARD = "bomb"
EXPECT = ("completed", "crashed", "timeout", "raised")


def attack() -> list:
    return [[number] for number in range(2_000_000)]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
