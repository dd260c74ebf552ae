"""Maps memory without end through the C library."""

import ctypes

HAZARD = "bomb"
EXPECT = ("raised", "crashed", "timeout", "completed")


def attack() -> int:
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    size = 64 * 1024 * 1024
    blocks = 0
    while True:
        block = library.malloc(ctypes.c_size_t(size))
        if not block:
            return blocks
        ctypes.memset(block, 1, size)
        blocks += 1


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
