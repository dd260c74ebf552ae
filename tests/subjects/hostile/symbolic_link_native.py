"""Writes outside through a symbolic link to a folder, past Python."""

import ctypes
import os

from targets import OUTSIDE_FILE

HAZARD = "file"
EXPECT = ("raised", "completed")


def attack() -> int:
    library = ctypes.CDLL(None)
    library.symlink(os.path.dirname(OUTSIDE_FILE).encode(), b"folder")
    path = b"folder/" + os.path.basename(OUTSIDE_FILE).encode()
    number = library.open(path, os.O_WRONLY | os.O_APPEND)
    return library.write(number, b"!", 1)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
