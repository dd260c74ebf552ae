"""Leaves a thread running."""

import threading
import time

HAZARD = "left behind"
EXPECT = ("completed",)


def attack() -> bool:
    def run() -> None:
        while True:
            time.sleep(0.01)

    threading.Thread(target=run).start()
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
