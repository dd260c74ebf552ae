"""Blocks in native code for ever, where no exception can be raised."""

import ctypes

HAZARD = "endless"
EXPECT = ("timeout", "crashed")


def attack() -> None:
    library = ctypes.PyDLL(None)  # keeps the interpreter's lock
    while True:
        library.sleep(3600)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
