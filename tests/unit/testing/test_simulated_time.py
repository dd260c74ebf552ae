"""Time jumps when everybody waits, and no earlier."""

from __future__ import annotations

import asyncio

from asking import run

from aqe.testing import SimulatedTime


def test_waiting_takes_no_time() -> None:
    time = SimulatedTime(5)
    run(time.sleep(3600))
    assert time.ticker() == 3605
    time.advance(5)
    assert time.ticker() == 3610


def test_workers_wake_in_the_order_of_their_moments() -> None:
    time = SimulatedTime()
    woken: list[tuple[str, float]] = []

    async def work(name: str, *waits: float) -> None:
        with time.worker():
            for each in waits:
                await time.sleep(each)
                woken.append((name, time.ticker()))

    async def all_of_them() -> None:
        await asyncio.gather(work("a", 10, 10), work("b", 3, 4, 5), work("c", 15))

    run(all_of_them())
    assert woken == [("b", 3), ("b", 7), ("a", 10), ("b", 12), ("c", 15), ("a", 20)]


def test_time_stands_while_somebody_works() -> None:
    time = SimulatedTime()
    seen: list[float] = []

    async def busy() -> None:
        with time.worker():
            for _ in range(5):
                await asyncio.sleep(0)
                seen.append(time.ticker())

    async def patient() -> None:
        with time.worker():
            await time.sleep(7)

    async def both() -> None:
        await asyncio.gather(patient(), busy())

    run(both())
    assert seen == [0] * 5
    assert time.ticker() == 7


def test_who_is_cancelled_is_not_waited_for() -> None:
    time = SimulatedTime()

    async def work() -> None:
        with time.worker(), time.worker():
            gone = asyncio.ensure_future(time.sleep(1))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.wait([gone])
        await time.sleep(4)

    run(work())
    assert time.ticker() == 4
