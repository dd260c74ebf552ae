"""Active checks run between start and stop, and at no other time."""

from __future__ import annotations

import asyncio

from asking import Script, World, run

from aqe.errors import RouterError
from aqe.router.resilience import Monitor

GONE = RouterError("gone", slug="model-unreachable", retryable=True)


class Rounds:
    """A sleep that counts, and lets a test run after so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.waits: list[float] = []
        self.rounds = rounds
        self.done = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        if len(self.waits) == self.rounds:
            self.done.set()
            await asyncio.Event().wait()


def test_it_checks_at_once_and_then_every_five_minutes() -> None:
    first, second = Script("one", []), Script("two", [])
    seen: list[tuple[str, str]] = []

    async def work() -> None:
        rounds = Rounds(3)
        monitor = Monitor(
            ["one", "two"],
            {"one": first, "two": second}.__getitem__,
            lambda name, error: seen.append((name, "" if error is None else error.slug)),
            sleep=rounds.sleep,
            every_s=300,
        )
        assert not monitor.is_running
        monitor.start()
        monitor.start()
        assert monitor.is_running
        await rounds.done.wait()
        assert rounds.waits == [300, 300, 300]
        await monitor.stop()
        assert not monitor.is_running
        await monitor.stop()

    second.checks = [GONE]
    run(work())
    assert (first.checked, second.checked) == (3, 3)
    assert seen[:4] == [("one", ""), ("two", "model-unreachable"), ("one", ""), ("two", "")]


def test_what_it_sees_is_part_of_the_status() -> None:
    script = Script("openai", [])
    world = World(script)
    script.checks = [GONE]
    run(world.dispatcher.monitor(("openai", "missing")).check())
    keys = {each.provider: each.is_alive for each in world.dispatcher.status().keys}
    assert keys == {"openai": False, "missing": False}
    run(world.dispatcher.monitor(("openai",)).check())
    assert world.dispatcher.status().keys[1].is_alive is True


def test_nothing_is_checked_unasked() -> None:
    script = Script("openai", [])
    World(script).dispatcher.monitor(("openai",))
    assert script.checked == 0
