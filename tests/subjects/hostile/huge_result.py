"""Returns a result of a hundred million characters."""

HAZARD = "bomb"
EXPECT = ("completed", "crashed", "timeout", "raised")


def attack() -> str:
    return "x" * 100_000_000


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
