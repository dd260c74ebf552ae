"""Ends code that runs or waits too long, from inside its own process."""

import importlib
import os
import signal
import time
from typing import Any, Callable, Optional, Tuple

from . import watchdog as watchdogs
from .watchdog import Watchdog

REPEATS = 8
"""Interrupts that code may swallow before its process ends."""

HUNG = 124
"""Exit status of a process that gave up on code which ignores interrupts."""

_PAUSE_S = 0.05
_signal: Any = importlib.import_module("_signal")
"""The functions below `signal`, without its conversions to enumerations."""
_setitimer = getattr(_signal, "setitimer", None)
_getsignal = _signal.getsignal
_PROF = getattr(_signal, "ITIMER_PROF", 0)
_REAL = getattr(_signal, "ITIMER_REAL", 0)
_TIMERS: Tuple[int, ...] = ()
if _setitimer is not None:
    _TIMERS = (int(signal.SIGPROF), int(signal.SIGALRM))
_unblock = getattr(signal, "pthread_sigmask", None)
_exit = os._exit
_clock = time.monotonic


class Interrupt(BaseException):
    """Raised inside code that used up its time. Never leaves the worker."""


def has_timers() -> bool:
    """Whether this system has interval timers."""
    return _setitimer is not None


class Timer:
    """Interrupts the running program when its processor time or its elapsed time is used up.

    Code that swallows the interrupt gets it again; after `REPEATS` times `give_up` is called and the
    process ends.

    Args:
        cpu_s: Processor time.
        wall_s: Elapsed time.
        watchdog: Watches the time in place of interval timers.
    """

    def __init__(self, cpu_s: float, wall_s: float, watchdog: Optional[Watchdog] = None) -> None:
        self.cpu_s = cpu_s
        self.wall_s = wall_s
        self._least = (cpu_s / 3, wall_s / 3)
        self.fired = 0
        self.give_up: Optional[Callable[[], None]] = None
        self._armed = False
        self._until = 0.0
        self._handler = self._expired
        self._watchdog = watchdog
        self._numbers = _TIMERS if watchdog is None else (watchdogs.NUMBER,)
        self.threads = 0 if watchdog is None else 1
        """Threads of the worker's own."""

    def shorten(self) -> None:
        """Allows less time from now on, but not less than a third of what it was at first."""
        least_cpu_s, least_wall_s = self._least
        self.cpu_s = max(self.cpu_s * 0.6, least_cpu_s)
        self.wall_s = max(self.wall_s * 0.6, least_wall_s)

    def install(self) -> None:
        """Takes over the timer signals of this process, also from code that took them over."""
        for number in self._numbers:
            if _getsignal(number) is not self._handler:
                _signal.signal(number, self._handler)
                if _unblock is not None:
                    _unblock(signal.SIG_UNBLOCK, [number])

    def arm(self) -> None:
        """Starts the clocks of one program."""
        self.fired = 0
        self._armed = True
        self._until = _clock() + self.wall_s
        if self._watchdog is not None:
            self._watchdog.arm(self.cpu_s, self.wall_s, self._end)
        elif _setitimer is not None:
            _setitimer(_PROF, self.cpu_s, _PAUSE_S)
            _setitimer(_REAL, self.wall_s, _PAUSE_S)

    def disarm(self) -> None:
        """Stops them."""
        self._armed = False
        if self._watchdog is not None:
            self._watchdog.disarm()
        elif _setitimer is not None:
            _setitimer(_PROF, 0)
            _setitimer(_REAL, 0)

    def left_s(self) -> float:
        """Elapsed time that the program may still use."""
        return self._until - _clock()

    def interrupt(self) -> None:
        """Ends the program now, because it would wait for longer than it may."""
        if self._armed:
            self.fired += 1
            raise Interrupt

    def _expired(self, number: int, frame: Any) -> None:
        if not self._armed or (self._watchdog is not None and not self._watchdog.is_over()):
            return
        self.fired += 1
        if self.fired > REPEATS:
            self._end()
        raise Interrupt

    def _end(self) -> None:
        """Ends the process; the worker goes on with another one."""
        self._armed = False
        if self.give_up is not None:
            self.give_up()
        _exit(HUNG)
