"""Raises an exception that cannot be shown."""

HAZARD = "object"
EXPECT = ("completed", "raised", "timeout")


class Hostile(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__

    @property
    def args(self) -> tuple:
        raise RuntimeError("no")


def attack() -> None:
    raise Hostile


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
