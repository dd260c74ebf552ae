"""One tool call: the operation runs in a thread, its progress goes to the client, and a cancelled
request tells the operation to stop and waits until it has."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from aqe.domain.progress import Progress

__all__ = ["ReportProgress", "run_cancellable"]

ReportProgress = Callable[[float, float | None, str], Awaitable[None]]
"""Sends (progress, total, message) to the client."""

Result = TypeVar("Result")
_WAITING = 64


async def run_cancellable(
    work: Callable[[Callable[[Progress], None], Callable[[], bool]], Result],
    report: ReportProgress,
    limiter: anyio.CapacityLimiter,
) -> Result:
    """Run work in a thread.

    Args:
        work: Takes a function to tell progress to and one that says whether to stop.
        report: Sends progress to the client; steps that it cannot keep up with are dropped.
        limiter: Bounds how many calls work at once.
    """
    stop = threading.Event()
    sender, receiver = anyio.create_memory_object_stream[Progress](_WAITING)

    loop = asyncio.get_running_loop()

    def progress(step: Progress) -> None:
        loop.call_soon_threadsafe(_offer, sender, step)  # operations may use threads of their own

    async with _told(stop), anyio.create_task_group() as tasks:
        tasks.start_soon(_forward, receiver, report)
        with sender:
            return await anyio.to_thread.run_sync(work, progress, stop.is_set, limiter=limiter)
    raise AssertionError("unreachable")


@asynccontextmanager
async def _told(stop: threading.Event) -> AsyncIterator[None]:
    """Set the event as soon as the surrounding request is cancelled.

    The thread itself is shielded from cancellation, so something else has to notice.
    """
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_notice, stop)
        try:
            yield
        finally:
            tasks.cancel_scope.cancel()


async def _notice(stop: threading.Event) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        stop.set()


def _offer(sender: MemoryObjectSendStream[Progress], step: Progress) -> None:
    try:
        sender.send_nowait(step)
    except (anyio.WouldBlock, anyio.BrokenResourceError, anyio.ClosedResourceError):
        return


async def _forward(receiver: MemoryObjectReceiveStream[Progress], report: ReportProgress) -> None:
    count = 0
    async with receiver:
        async for step in receiver:
            count += 1
            await report(float(count), None, _message(step))


def _message(step: Progress) -> str:
    facts: list[Any] = [f"{step.subject}: {step.phase}"]
    if step.index is not None and step.total is not None:
        facts.append(f"{step.index} of {step.total}")
    if step.tests is not None:
        facts.append(f"{step.tests} tests")
    if step.coverage is not None:
        facts.append(f"about {int(step.coverage * 100)}% of the goals reached")
    if step.mutants is not None:
        facts.append(f"{int(step.mutants * 100)}% of the mutants killed")
    if step.message:
        facts.append(step.message)
    return ", ".join(facts)
