"""The two clocks that `aqe` reads, as one argument so that tests can bring their own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["Clock", "SystemClock", "iso"]


class Clock(Protocol):
    """Tells the time of day and the time that passed."""

    def now(self) -> datetime:
        """The current time, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The clocks of the machine."""

    def now(self) -> datetime:
        """The current time, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        return time.monotonic()


def iso(moment: datetime) -> str:
    """A moment as UTC in ISO 8601 with milliseconds, which sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
