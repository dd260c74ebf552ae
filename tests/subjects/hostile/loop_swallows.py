"""Loops for ever and swallows every interruption."""

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
