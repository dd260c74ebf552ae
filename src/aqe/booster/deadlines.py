"""Lets time pass for a runtime that counts epochs: one thread ticks while anything runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Ticker"]


class Ticker:
    """Calls a function at a steady pace, in a thread that ends when nobody has needed it for a while.

    Args:
        tick: What to call; it must be safe to call from another thread.
        every_s: Seconds between two calls.
    """

    def __init__(self, tick: Callable[[], object], every_s: float = 0.05) -> None:
        self._tick = tick
        self.every_s = every_s
        self._lock = threading.Lock()
        self._running = 0
        self._thread: threading.Thread | None = None
        self._idle_ticks = 0

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Let it tick at least as long as the block lasts."""
        with self._lock:
            self._running += 1
            self._idle_ticks = 0
            # A process that was forked has none of the threads of its parent.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._go, name="aqe-ticker", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1

    def _go(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(self.every_s)
            self._tick()
            with self._lock:
                self._idle_ticks = 0 if self._running else self._idle_ticks + 1
                if self._idle_ticks > _IDLE:
                    self._thread = None
                    return


_IDLE = 20
