"""Starts a process with `multiprocessing`."""

import multiprocessing

HAZARD = "program"
EXPECT = ("refused", "raised")


def attack() -> None:
    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()
    process.join()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
