"""Writes outside along a relative path and after changing the folder."""

import os

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("refused", "raised", "completed")


def attack() -> None:
    try:
        os.chdir(os.path.dirname(OUTSIDE_FILE))
    except OSError:
        pass
    for path in (os.path.basename(OUTSIDE_FILE), os.path.relpath(OUTSIDE_FILE)):
        try:
            os.write(os.open(path, os.O_WRONLY | os.O_APPEND), b"!")
        except OSError:
            continue


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
