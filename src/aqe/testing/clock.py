"""A clock that moves only when it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["ManualClock"]


class ManualClock:
    """Stands still until `advance`; fulfils `aqe.telemetry.Clock`."""

    def __init__(self, start: datetime = datetime(2030, 1, 1, tzinfo=UTC)) -> None:
        self._now = start
        self._elapsed_s = 0.0

    def now(self) -> datetime:
        """The current time."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since this clock was made."""
        return self._elapsed_s

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        self._now += timedelta(seconds=seconds)
        self._elapsed_s += seconds
