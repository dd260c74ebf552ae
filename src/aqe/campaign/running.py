"""Runs tasks in threads while the caller can still be interrupted, and keeps what was done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

__all__ = ["Cancelled", "run_tasks"]

T = TypeVar("T")

Cancelled = Callable[[], bool]
"""Asked now and then whether to give up."""

_POLL_S = 0.1


def run_tasks(
    tasks: Iterable[Callable[[Cancelled], T]],
    *,
    jobs: int,
    cancelled: Cancelled,
    on_done: Callable[[T], None],
) -> bool:
    """Runs the tasks, `jobs` at a time, and hands each result on in the caller's thread.

    Ctrl-C and `cancelled` stop the tasks that run; their results, cut short, are handed on too.

    Returns:
        Whether it was interrupted.
    """
    stop = threading.Event()
    waiting = iter(tasks)
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        running = set(_submit(pool, waiting, max(1, jobs), stop))
        while running:
            try:
                done, running = wait(running, timeout=_POLL_S, return_when=FIRST_COMPLETED)
                if cancelled():
                    stop.set()
            except KeyboardInterrupt:
                stop.set()
                continue
            try:
                for each in done:
                    on_done(each.result())
            except BaseException:
                stop.set()
                raise
            if not stop.is_set():
                running |= set(_submit(pool, waiting, len(done), stop))
    return stop.is_set()


def _submit(
    pool: ThreadPoolExecutor,
    waiting: Iterator[Callable[[Cancelled], T]],
    count: int,
    stop: threading.Event,
) -> Iterator[Future[T]]:
    for _ in range(count):
        task = next(waiting, None)
        if task is None:
            return
        yield pool.submit(task, stop.is_set)
