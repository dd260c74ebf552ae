"""Starts threads without end."""

import threading
import time

HAZARD = "bomb"
EXPECT = ("raised", "crashed", "timeout")


def attack() -> None:
    threading.stack_size(64 * 1024)
    while True:
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
