"""Lifts the limit of recursion and exhausts the stack."""

import sys

HAZARD = "recursion"
EXPECT = ("crashed", "raised", "timeout")


def attack() -> None:
    sys.setrecursionlimit(2**31 - 1)

    class Nested:
        def __getattr__(self, name: str) -> object:
            return getattr(self, name + "x")

    list(map(getattr, [Nested()], ["x"]))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
