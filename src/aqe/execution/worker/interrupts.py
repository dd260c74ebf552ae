"""Ends code that runs or waits too long, from inside its own process."""

import os
import signal
import time
from typing import Any, Callable, Optional

REPEATS = 8
"""Interrupts that code may swallow before its process ends."""

_PAUSE_S = 0.05
_AVAILABLE = hasattr(signal, "setitimer")
_setitimer = getattr(signal, "setitimer", None)
_exit = os._exit
_clock = time.monotonic


class Interrupt(BaseException):
    """Raised inside code that used up its time. Never leaves the worker."""


class Timer:
    """Interrupts the running program when its processor time or its elapsed time is used up.

    Code that swallows the interrupt gets it again; after `REPEATS` times `give_up` is called and the
    process ends.
    """

    def __init__(self, cpu_s: float, wall_s: float) -> None:
        self.cpu_s = cpu_s
        self.wall_s = wall_s
        self.fired = 0
        self.give_up: Optional[Callable[[], None]] = None
        self._armed = False
        self._until = 0.0

    def install(self) -> None:
        """Takes over the timer signals of this process."""
        if _AVAILABLE:
            for number in (signal.SIGPROF, signal.SIGALRM):
                if signal.getsignal(number) != self._expired:
                    signal.signal(number, self._expired)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGPROF, signal.SIGALRM))

    def arm(self) -> None:
        """Starts the clocks of one program."""
        self.fired = 0
        self._armed = True
        self._until = _clock() + self.wall_s
        if _setitimer is not None:
            _setitimer(signal.ITIMER_PROF, self.cpu_s, _PAUSE_S)
            _setitimer(signal.ITIMER_REAL, self.wall_s, _PAUSE_S)

    def disarm(self) -> None:
        """Stops them."""
        self._armed = False
        if _setitimer is not None:
            _setitimer(signal.ITIMER_PROF, 0)
            _setitimer(signal.ITIMER_REAL, 0)

    def left_s(self) -> float:
        """Elapsed time that the program may still use."""
        return self._until - _clock()

    def interrupt(self) -> None:
        """Ends the program now, because it would wait for longer than it may."""
        if self._armed:
            self.fired += 1
            raise Interrupt

    def _expired(self, number: int, frame: Any) -> None:
        if not self._armed:
            return
        self.fired += 1
        if self.fired > REPEATS:
            self._armed = False
            if self.give_up is not None:
                self.give_up()
            _exit(1)
        raise Interrupt
