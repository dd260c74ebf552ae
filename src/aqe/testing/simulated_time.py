"""Time in which waiting takes none: for what waits, backs off and pauses."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

__all__ = ["SimulatedTime"]


class SimulatedTime:
    """A monotonic clock that jumps to the next moment for which somebody waits.

    It jumps when all workers wait, so that none is late for another one's sake. Work that is done
    between two waits takes no time. Without workers it jumps at once.
    """

    def __init__(self, start_s: float = 0.0) -> None:
        self._now_s = start_s
        self._workers = 0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._turns = count()

    def ticker(self) -> float:
        """Seconds."""
        return self._now_s

    def advance(self, seconds: float) -> None:
        """Let time pass without anybody waiting."""
        self._now_s += seconds

    async def sleep(self, seconds: float) -> None:
        """Wait for a moment."""
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self._now_s + seconds, next(self._turns), woken))
        self._jump_soon()
        await woken

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Counts the caller among those that must wait before time jumps."""
        self._workers += 1
        try:
            yield
        finally:
            self._workers -= 1
            self._jump_soon()

    def _jump_soon(self) -> None:
        # Workers that were started together are all counted before the first one's wait ends.
        asyncio.get_running_loop().call_soon(self._jump)

    def _jump(self) -> None:
        self._waiting = [each for each in self._waiting if not each[2].done()]
        heapq.heapify(self._waiting)
        if self._waiting and len(self._waiting) >= self._workers:
            moment_s, _, woken = heapq.heappop(self._waiting)
            self._now_s = max(self._now_s, moment_s)
            woken.set_result(None)
