"""Reads a private key."""

from targets import SECRET_FILE

HAZARD = "secret"
EXPECT = ("refused",)


def attack() -> str:
    with open(SECRET_FILE) as file:
        return file.read()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
