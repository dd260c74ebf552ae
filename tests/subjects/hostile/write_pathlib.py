"""Writes outside with `pathlib`."""

from pathlib import Path

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("refused",)


def attack() -> None:
    Path(OUTSIDE_FILE).write_text("!")
    Path(OUTSIDE_FILE).with_name("new").touch()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
