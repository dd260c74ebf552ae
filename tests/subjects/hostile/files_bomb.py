"""Writes files without end in its own folder."""

HAZARD = "bomb"
EXPECT = ("raised", "crashed", "timeout")


def attack() -> None:
    number = 0
    while True:
        with open("bomb-%d" % number, "wb") as file:
            file.write(bytes(8 * 1024 * 1024))
        number += 1


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
