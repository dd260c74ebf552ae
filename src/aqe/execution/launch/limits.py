"""Pytest plug-in that interrupts a test that takes too long; `aqe` watches from outside as well."""

from __future__ import annotations

import signal
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

    @staticmethod
    def is_available() -> bool:
        """Whether this platform has interval timers."""
        return hasattr(signal, "setitimer")

    def _ring(self, _number: int, _frame: Any) -> None:
        raise TestTimeout("took longer than %g s" % self._timeout_s)

    def _watched(self) -> Iterator[None]:
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
