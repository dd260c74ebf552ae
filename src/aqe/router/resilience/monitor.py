"""Active checks of providers, for as long as somebody wants them; otherwise nothing is ever asked unasked.

Whoever runs for long starts them and stops them; nothing in this package does so by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from aqe.errors import RouterError
from aqe.router.ports import Provider

__all__ = ["Monitor"]


class Monitor:
    """Asks providers for a sign of life, at once and then again and again, until it is stopped.

    Args:
        providers: Names of those that are watched.
        find: The provider of a name; raises `RouterError` where there is none.
        report: Is told what each check saw: None, or why there was no sign of life.
        sleep: Waits.
        every_s: Seconds between two rounds.
    """

    def __init__(
        self,
        providers: Sequence[str],
        find: Callable[[str], Provider],
        report: Callable[[str, RouterError | None], None],
        *,
        sleep: Callable[[float], Awaitable[None]],
        every_s: float,
    ) -> None:
        self._providers = tuple(providers)
        self._find = find
        self._report = report
        self._sleep = sleep
        self._every_s = every_s
        self._running: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it checks."""
        return self._running is not None and not self._running.done()

    def start(self) -> None:
        """Begin, in the running event loop; a monitor that runs goes on."""
        if not self.is_running:
            self._running = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self) -> None:
        """End; a check that is under way is broken off."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.wait([running])

    async def check(self) -> None:
        """One round."""
        for name in self._providers:
            try:
                await self._find(name).check()
            except RouterError as error:
                self._report(name, error)
            else:
                self._report(name, None)

    async def _watch(self) -> None:
        while True:
            await self.check()
            await self._sleep(self._every_s)
