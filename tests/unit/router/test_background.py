"""Plain calls from any thread: the loop starts late, ends cleanly, and can be interrupted."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import ASKER, Script, World, model, request, route

from aqe.domain.conversation import CallOutcome, FinishReason
from aqe.domain.model import TokenUsage
from aqe.errors import RouterError
from aqe.router.background import BlockingDispatcher
from aqe.router.ports import Finished, Piece

GOOD: list[Any] = [Piece("Hello"), Finished(FinishReason.STOP, TokenUsage(10, 2))]
SMALL = model("one/small")


class Released:
    """Counts releases and the thread that they happen in."""

    def __init__(self) -> None:
        self.threads: list[str] = []

    async def __call__(self) -> None:
        self.threads.append(threading.current_thread().name)


def model_threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "aqe-models"]


def blocking(
    world: World, released: Released | None = None, cancelled: Callable[[], bool] = lambda: False
) -> BlockingDispatcher:
    return BlockingDispatcher(world.dispatcher, release=released or Released(), cancelled=cancelled)


def test_the_thread_lives_from_the_first_question_to_the_end() -> None:
    world, released = World(Script("one", GOOD)), Released()
    with blocking(world, released) as dispatcher:
        assert dispatcher.status().models == ()
        assert not dispatcher.is_rolled_back
        assert model_threads() == []
        assert dispatcher.ask(request(), route(SMALL), ASKER).text == "Hello"
        assert dispatcher.ask(request(), route(SMALL), ASKER).text == "Hello"
        assert model_threads() == ["aqe-models"]
        assert dispatcher.status().models[0].answered == 2
    assert model_threads() == []
    assert released.threads == ["aqe-models"]
    dispatcher.close()
    assert released.threads == ["aqe-models"]


def test_errors_come_to_whoever_asked() -> None:
    world = World(Script("one", [RouterError("no", slug="model-refused")]))
    with blocking(world) as dispatcher, pytest.raises(RouterError, match="no model answered: no"):
        dispatcher.ask(request(), route(SMALL), ASKER)


def test_pieces_come_while_the_answer_does() -> None:
    shown: list[str] = []
    with blocking(World(Script("one", GOOD))) as dispatcher:
        dispatcher.ask(request(), route(SMALL), ASKER, on_text=shown.append)
    assert shown == ["Hello"]


def test_several_threads_ask_at_once() -> None:
    meet = threading.Barrier(3)

    async def wait() -> None:
        await asyncio.to_thread(meet.wait, 60)

    world = World(Script("one", [wait, *GOOD]))
    texts: list[str] = []
    with blocking(world) as dispatcher:

        def ask() -> None:
            texts.append(dispatcher.ask(request(), route(SMALL), ASKER).text)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert texts == ["Hello"] * 3


def test_who_asks_to_stop_gets_a_settled_call_first() -> None:
    begun = threading.Event()

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    world = World(Script("one", [Piece("Hel"), hang]))
    with blocking(world, cancelled=begun.is_set) as dispatcher:
        with pytest.raises(RouterError) as caught:
            dispatcher.ask(request(), route(SMALL), ASKER)
        # Before anything is closed.
        (call,) = world.ledger.calls()
        assert call.outcome is CallOutcome.CANCELLED
        assert world.providers["one"].ended == 1
    assert caught.value.slug == "model-cancelled"


def test_closing_settles_what_is_under_way() -> None:
    begun = threading.Event()
    ended: list[str] = []

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    world = World(Script("one", [hang]))
    dispatcher = blocking(world)

    def ask() -> None:
        try:
            dispatcher.ask(request(), route(SMALL), ASKER)
        except RouterError as error:
            ended.append(error.slug)

    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(60)
    dispatcher.close()
    thread.join(60)
    assert ended == ["model-cancelled"]
    assert world.ledger.calls()[0].outcome is CallOutcome.CANCELLED


def test_checks_run_between_start_and_stop() -> None:
    script = Script("one", GOOD)
    checked = threading.Event()

    async def check() -> None:
        script.checked += 1
        checked.set()

    script.check = check  # type: ignore[method-assign]
    world = World(script)
    never = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await never.wait()

    world.dispatcher._sleep = sleep
    with blocking(world) as dispatcher:
        dispatcher.stop_checks()
        assert model_threads() == []
        dispatcher.start_checks(("one",))
        assert checked.wait(60)
        dispatcher.stop_checks()
        assert dispatcher.status().keys[0].is_alive is True
        assert script.checked == 1
        dispatcher.start_checks(("one",))
    assert model_threads() == []


PROGRAM = """
    import asyncio, sys
    sys.path[:0] = {paths!r}
    from asking import ASKER, Script, World, model, request, route
    from aqe.router.background import BlockingDispatcher
    from aqe.router.ports import Piece

    async def hang():
        print("asking", flush=True)
        await asyncio.Event().wait()

    async def release():
        print("released", flush=True)

    world = World(Script("one", [Piece("Hel"), hang]))
    try:
        with BlockingDispatcher(world.dispatcher, release=release) as dispatcher:
            dispatcher.ask(request(), route(model("one/small")), ASKER)
    except KeyboardInterrupt:
        (call,) = world.ledger.calls()
        print("interrupted", call.outcome.value, world.providers["one"].ended, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for one process")
def test_ctrl_c_ends_the_question_and_settles_its_call(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    paths = [str(root / "src"), str(root / "tests" / "support")]
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM).format(paths=paths), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "asking\n"
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert out.splitlines() == ["released", "interrupted cancelled 1"]
    assert (process.returncode, err) == (0, "")
