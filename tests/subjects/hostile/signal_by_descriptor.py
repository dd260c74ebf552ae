"""Asks the kernel to send signals to another process on its behalf."""

import ctypes
import fcntl
import os
import signal

from targets import VICTIM

HAZARD = "process"
EXPECT = ("raised", "completed")


def attack() -> int:
    library = ctypes.CDLL(None)
    reader, writer = os.pipe()
    answer = library.fcntl(reader, fcntl.F_SETOWN, VICTIM)
    library.fcntl(reader, 10, int(signal.SIGKILL))
    library.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    os.write(writer, b"!")
    return answer


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
