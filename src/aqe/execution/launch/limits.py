"""Pytest plug-in that interrupts a test that takes too long; `aqe` watches from outside as well.

Where the system has no interval timers, a thread raises an interrupt from the keyboard: the one signal
that every platform can raise inside its own process.
"""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

_REPEAT_S = 1.0


class TestTimeout(BaseException):
    """The test took longer than it may."""

    __test__ = False


class Alarm:
    """Raises in the test when the timer rings, and again every second until it gives way."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s

    def _ring(self, _number: int, _frame: Any) -> None:
        raise TestTimeout("took longer than %g s" % self._timeout_s)

    def _watched(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # signals reach the main thread only
        elif hasattr(signal, "setitimer"):
            yield from self._timed()
        else:
            yield from self._guarded()

    def _guarded(self) -> Iterator[None]:
        before: Any = signal.signal(signal.SIGINT, self._ring)
        is_over = threading.Event()
        guard = threading.Thread(target=self._guard, args=[is_over], daemon=True)
        guard.start()
        try:
            yield
        finally:
            is_over.set()
            guard.join()
            signal.signal(signal.SIGINT, before)

    def _guard(self, is_over: threading.Event) -> None:
        wait_s = self._timeout_s
        while not is_over.wait(wait_s):
            _thread.interrupt_main()
            wait_s = _REPEAT_S

    def _timed(self) -> Iterator[None]:
        before: Any = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._timeout_s, _REPEAT_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        yield from self._watched()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        yield from self._watched()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        yield from self._watched()
