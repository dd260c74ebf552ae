"""Reads a private key through the C library."""

import ctypes
import os

from targets import SECRET_FILE

HAZARD = "secret"
EXPECT = ("raised", "completed")


def attack() -> bytes:
    library = ctypes.CDLL(None)
    buffer = ctypes.create_string_buffer(256)
    library.read(library.open(SECRET_FILE.encode(), os.O_RDONLY), buffer, 255)
    return buffer.value


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
