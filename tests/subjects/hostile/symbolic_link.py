"""Writes outside through a symbolic link in its own folder."""

import os

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("refused",)


def attack() -> None:
    os.symlink(OUTSIDE_FILE, "link")
    with open("link", "a") as file:
        file.write("!")


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
