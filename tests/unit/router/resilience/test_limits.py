"""How much is asked with one key at once and in a minute."""

from __future__ import annotations

import asyncio

import pytest
from asking import run

from aqe.errors import RouterError
from aqe.router.resilience.limits import KeyLimits, TokenBucket
from aqe.testing import SimulatedTime


def test_a_bucket_lets_a_burst_through_and_then_a_steady_stream() -> None:
    bucket = TokenBucket(60)
    waits = [bucket.take(0) for _ in range(13)]
    assert waits == [0] * 10 + [1, 2, 3]


def test_a_bucket_fills_with_time_up_to_its_size() -> None:
    bucket = TokenBucket(60)
    for _ in range(10):
        bucket.take(0)
    assert bucket.take(5) == 0
    assert [bucket.take(10_000) for _ in range(11)] == [0] * 10 + [1]


def test_a_token_that_is_given_back_is_there_for_others() -> None:
    bucket = TokenBucket(6)
    assert bucket.take(0) == 0
    assert bucket.take(0) == 10
    bucket.give_back()
    assert bucket.take(0) == 10


def test_a_slow_bucket_lets_one_through() -> None:
    assert TokenBucket(1).take(0) == 0


def test_no_more_than_the_places_are_taken_at_once() -> None:
    time = SimulatedTime()
    most = 0

    async def work() -> None:
        limits = KeyLimits(3, 600_000, time.ticker, time.sleep)
        running = 0

        async def ask() -> None:
            nonlocal most, running
            async with limits.place(1000):
                running += 1
                most = max(most, running)
                assert limits.running == running
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                running -= 1

        await asyncio.gather(*(ask() for _ in range(12)))
        assert limits.running == 0

    run(work())
    assert most == 3


def test_a_minute_has_only_so_many_questions() -> None:
    time = SimulatedTime()

    async def work() -> None:
        limits = KeyLimits(100, 60, time.ticker, time.sleep)
        for _ in range(40):
            async with limits.place(1000):
                pass

    run(work())
    assert time.ticker() == 30


def test_nobody_waits_for_a_turn_that_comes_too_late() -> None:
    time = SimulatedTime()

    async def work() -> None:
        limits = KeyLimits(1, 6, time.ticker, time.sleep)
        async with limits.place(5):
            pass
        with pytest.raises(RouterError) as caught:
            async with limits.place(5):
                pass
        assert caught.value.slug == "model-crowded"
        # The turn was given back.
        async with limits.place(10):
            pass

    run(work())
    assert time.ticker() == 10


def test_a_place_is_given_back_whatever_happens() -> None:
    time = SimulatedTime()

    async def work() -> None:
        limits = KeyLimits(1, 600_000, time.ticker, time.sleep)
        with pytest.raises(ValueError, match="oh"):
            async with limits.place(5):
                raise ValueError("oh")
        waiting = asyncio.ensure_future(_hold(limits))
        await asyncio.sleep(0)
        late = asyncio.ensure_future(_hold(limits))
        await asyncio.sleep(0)
        late.cancel()
        waiting.cancel()
        await asyncio.wait([late, waiting])
        async with limits.place(5):
            assert limits.running == 1

    run(work())


async def _hold(limits: KeyLimits) -> None:
    async with limits.place(1000):
        await asyncio.Event().wait()
