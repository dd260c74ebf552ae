"""Starts a program with `system`, `fork` and `execve` of the C library."""

import ctypes

from targets import MARKER

HAZARD = "program"
EXPECT = ("raised", "completed", "crashed")


def attack() -> int:
    library = ctypes.CDLL(None)
    words = [b"sh", b"-c", b"echo > " + MARKER.encode(), None]
    library.system(words[2])
    library.fork()
    return library.execve(b"/bin/sh", (ctypes.c_char_p * 4)(*words), None)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
