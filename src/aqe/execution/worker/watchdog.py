"""Watches the time of running code from a thread, where the system has no interval timers.

The main thread is interrupted by the handler of an interrupt from the keyboard: the one signal that
every platform can raise inside its own process.
"""

import _thread
import signal
import time
from typing import Any, Callable, Optional

PATIENCE = 12
"""Interrupts without an answer after which the process ends: code that waits inside a C function."""

_TICK_S = 0.02
_sleep = time.sleep
_clock = time.monotonic
_processor_time = time.process_time
_interrupt = _thread.interrupt_main
_start = _thread.start_new_thread
NUMBER = int(signal.SIGINT)
"""The signal that `interrupt_main` stands for."""


class Watchdog:
    """Interrupts the main thread when the armed limits are passed, and again until it is disarmed."""

    def __init__(self) -> None:
        self._cpu_until = 0.0
        self._until = 0.0
        self._end: Optional[Callable[[], Any]] = None

    def start(self) -> None:
        """Starts the thread. Behind the walls: those of Linux want one thread only."""
        _start(self._watch, ())

    def arm(self, cpu_s: float, wall_s: float, end: Callable[[], Any]) -> None:
        """Starts the clocks; `end` is called in the other thread when nothing else helps."""
        self._cpu_until = _processor_time() + cpu_s
        self._until = _clock() + wall_s
        self._end = end

    def disarm(self) -> None:
        """Stops them."""
        self._end = None

    def is_over(self) -> bool:
        """Whether a limit is passed."""
        over = _processor_time() >= self._cpu_until or _clock() >= self._until
        return over and self._end is not None

    def _watch(self) -> None:
        watched: Optional[Callable[[], Any]] = None
        interrupts = 0
        while True:
            _sleep(_TICK_S)
            end = self._end
            if end is None or not self.is_over():
                watched = None
                continue
            if watched is not end:
                watched, interrupts = end, 0
            interrupts += 1
            if interrupts > PATIENCE:
                end()
            _interrupt()
