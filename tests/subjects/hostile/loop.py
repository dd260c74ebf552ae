"""Loops for ever."""

HAZARD = "endless"
EXPECT = ("timeout",)


def attack() -> None:
    while True:
        pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
