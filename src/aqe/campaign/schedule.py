"""Work on several subjects, some of which have to wait for others, one or more at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from aqe.errors import InternalError

__all__ = ["in_turn"]

T = TypeVar("T")

_LEAVE_S = 5.0
"""How long work may take to end after a second Ctrl-C."""
_POLL_S = 0.1
"""How often a wait is left. The system may hand Ctrl-C to any thread, but Python's handler runs in the main
one, and only when that is not asleep in a lock."""


def in_turn(
    work: Callable[[int], T],
    needs: Sequence[frozenset[int]],
    jobs: int,
    aborted: threading.Event,
) -> list[T]:
    """Do all pieces of work, each after those that it needs; the first that may start goes first.

    Args:
        work: does the piece of that number; what it raises ends everything.
        needs: for each piece the numbers of those that have to be done before; no circles.
        jobs: pieces at the same time.
        aborted: set when the user wants an end at once.

    Returns:
        The results in the order of the numbers.

    Raises:
        InternalError: pieces wait for each other.
    """
    results: dict[int, T] = {}
    waiting = list(range(len(needs)))

    def take(*, is_idle: bool) -> int | None:
        for number in waiting:
            if needs[number] <= results.keys():
                waiting.remove(number)
                return number
        if waiting and is_idle:
            raise InternalError(f"work waits in a circle: {waiting}")
        return None

    if jobs <= 1 or len(needs) == 1:
        while (number := take(is_idle=True)) is not None:
            results[number] = work(number)
        return [results[number] for number in range(len(needs))]
    pool = ThreadPoolExecutor(max_workers=jobs)
    running: dict[Future[T], int] = {}
    try:
        while waiting or running:
            while len(running) < jobs and (number := take(is_idle=not running)) is not None:
                running[pool.submit(work, number)] = number
            done, _ = wait(running, timeout=_POLL_S, return_when=FIRST_COMPLETED)
            for each in done:
                results[running.pop(each)] = each.result()
    except BaseException:
        aborted.set()
        pool.shutdown(wait=False, cancel_futures=True)
        wait(running, timeout=_LEAVE_S)
        raise
    finally:
        pool.shutdown(wait=False)
    return [results[number] for number in range(len(needs))]
