"""The dispatcher for callers that do not run an event loop: it runs one in a thread of its own.

The thread starts with the first question and ends with `close`. Whoever waits for an answer may be
interrupted by Ctrl-C or by its face: the question is then cancelled, its request is closed and its call
settled, before the caller goes on.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future, wait
from types import TracebackType
from typing import Any, Self, TypeVar

from aqe.domain.conversation import Asker, ModelReply, ModelRequest
from aqe.domain.routing import Route
from aqe.errors import RouterError
from aqe.router.dispatch import Dispatcher
from aqe.router.ports import Watch
from aqe.router.resilience.monitor import Monitor
from aqe.router.resilience.status import RouterStatus

__all__ = ["BlockingDispatcher"]

_T = TypeVar("_T")
_LOOK_EVERY_S = 0.1
"""How often it is asked whether the caller wants to stop; some systems interrupt no longer wait."""
_SETTLE_WITHIN_S = 5.0
"""A question that is cancelled closes its request and settles its call in far less."""


class BlockingDispatcher:
    """A `Dispatcher` behind plain calls, from any thread.

    Args:
        dispatcher: Whom to ask through.
        release: Lets go of what the dispatcher's providers hold, in their event loop.
        cancelled: Whether the user asked to stop.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        release: Callable[[], Awaitable[None]],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._dispatcher = dispatcher
        self._release = release
        self._cancelled = cancelled
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._monitor: Monitor | None = None

    def ask(
        self,
        request: ModelRequest,
        route: Route,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
        on_step: Watch | None = None,
        deadline_s: float | None = None,
        is_sensitive: bool = False,
    ) -> ModelReply:
        """Ask along a route until some model answers; see `Dispatcher.ask`.

        `on_text` and `on_step` are called in the thread of the event loop.

        Raises:
            RouterError: Nobody answered, or the user asked to stop (``model-cancelled``).
            KeyboardInterrupt: The user pressed Ctrl-C.
        """
        return self._run(
            self._dispatcher.ask(
                request,
                route,
                asker,
                on_text=on_text,
                on_step=on_step,
                deadline_s=deadline_s,
                is_sensitive=is_sensitive,
            )
        )

    @property
    def is_rolled_back(self) -> bool:
        """Whether only the simple router is at work."""
        return self.status().is_rolled_back

    def status(self) -> RouterStatus:
        """How models, keys and the router are; does not start the thread."""
        if self._loop is None:
            return self._dispatcher.status()
        return self._run(self._status(), is_stoppable=False)

    def start_checks(self, providers: tuple[str, ...]) -> None:
        """Check providers again and again until `stop_checks` or `close`; for whoever runs for long.

        A sign of life lets an open breaker try at once.
        """
        self._run(self._start_checks(providers), is_stoppable=False)

    def stop_checks(self) -> None:
        """End active checks."""
        if self._loop is not None:
            self._run(self._stop_checks(), is_stoppable=False)

    def close(self) -> None:
        """End the thread; questions that are under way are cancelled and settled first."""
        with self._guard:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._wind_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, work: Coroutine[Any, Any, _T], *, is_stoppable: bool = True) -> _T:
        outcome: Future[_T] = Future()
        loop = self._started()
        tasks: list[asyncio.Task[None]] = []
        loop.call_soon_threadsafe(
            lambda: tasks.append(loop.create_task(_carry(work, outcome), name="aqe-question"))
        )
        try:
            while not wait([outcome], _LOOK_EVERY_S).done:
                if is_stoppable and self._cancelled():
                    raise RouterError("the question was cancelled", slug="model-cancelled")
        except BaseException:
            loop.call_soon_threadsafe(lambda: [each.cancel() for each in tasks])
            wait([outcome], _SETTLE_WITHIN_S)
            raise
        return outcome.result()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._guard:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # A daemon: an interpreter that ends must not wait for a provider.
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="aqe-models", daemon=True
                )
                self._thread.start()
            return self._loop

    async def _status(self) -> RouterStatus:
        return self._dispatcher.status()

    async def _start_checks(self, providers: tuple[str, ...]) -> None:
        await self._stop_checks()
        self._monitor = self._dispatcher.monitor(providers)
        self._monitor.start()

    async def _stop_checks(self) -> None:
        monitor, self._monitor = self._monitor, None
        if monitor is not None:
            await monitor.stop()

    async def _wind_up(self) -> None:
        await self._stop_checks()
        loop = asyncio.get_running_loop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._release()
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()


async def _carry(work: Coroutine[Any, Any, _T], outcome: Future[_T]) -> None:
    try:
        outcome.set_result(await work)
    except asyncio.CancelledError:
        outcome.set_exception(RouterError("the question was cancelled", slug="model-cancelled"))
        raise
    except BaseException as error:  # it is raised where somebody waits for it
        outcome.set_exception(error)
