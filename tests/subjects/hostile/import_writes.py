"""Writes outside while it is imported."""

from targets import OUTSIDE_FILE

HAZARD = "import"
EXPECT = ("import-failed",)


with open(OUTSIDE_FILE, "a") as file:
    file.write("!")


def attack() -> None:
    pass


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
