"""Writes a file without end in its own folder."""

HAZARD = "bomb"
EXPECT = ("refused", "raised", "crashed")


def attack() -> None:
    with open("bomb", "wb") as file:
        while True:
            file.write(bytes(1024 * 1024))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
