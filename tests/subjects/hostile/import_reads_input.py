"""Reads standard input while it is imported."""

HAZARD = "import"
EXPECT = ("import-failed", "completed")


try:
    name = input("Your name? ")
except EOFError:
    name = "nobody"


def attack() -> str:
    return name


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
