"""How much is asked with one key at once and in a minute, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aqe.errors import RouterError
from aqe.router.ports import Ticker

__all__ = ["KeyLimits", "TokenBucket"]

_BURST_S = 10.0
"""A bucket holds what comes in so many seconds: a pause may be made up for, a minute not."""


class TokenBucket:
    """Lets so many through in a minute, and a few at once after a pause.

    Whoever comes takes a token at once, if need be one that is yet to come, and waits for it: nobody
    is overtaken.
    """

    def __init__(self, a_minute: int) -> None:
        self._a_second = a_minute / 60
        self._size = max(1.0, self._a_second * _BURST_S)
        self._tokens = self._size
        self._filled_at_s: float | None = None

    def take(self, now_s: float) -> float:
        """Take a token; gives the seconds until it is there."""
        if self._filled_at_s is not None:
            gained = (now_s - self._filled_at_s) * self._a_second
            self._tokens = min(self._size, self._tokens + gained)
        self._filled_at_s = now_s
        self._tokens -= 1
        return max(0.0, -self._tokens / self._a_second)

    def give_back(self) -> None:
        """A token that was taken is not used."""
        self._tokens = min(self._size, self._tokens + 1)


class KeyLimits:
    """The limits of one key."""

    def __init__(
        self,
        concurrency: int,
        a_minute: int,
        ticker: Ticker,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.concurrency = concurrency
        self.a_minute = a_minute
        self.running = 0
        self._places = asyncio.Semaphore(concurrency)
        self._bucket = TokenBucket(a_minute)
        self._ticker = ticker
        self._sleep = sleep

    @asynccontextmanager
    async def place(self, deadline_s: float) -> AsyncIterator[None]:
        """Wait for a turn and hold a place.

        Args:
            deadline_s: Nobody waits beyond it.

        Raises:
            RouterError: The turn would come after it.
        """
        wait = self._bucket.take(self._ticker())
        try:
            if self._ticker() + wait > deadline_s:
                raise RouterError(
                    f"{self.a_minute} questions in a minute are under way already",
                    hint="`aqe config set router.requests_a_minute N` allows more with each key",
                    slug="model-crowded",
                )
            if wait > 0:
                await self._sleep(wait)
            await self._places.acquire()
        except BaseException:
            self._bucket.give_back()
            raise
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
            self._places.release()
