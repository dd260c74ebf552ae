from __future__ import annotations

from pathlib import Path

from aqe.analysis.subjects import analyse
from aqe.domain.interruption import Interruption
from aqe.domain.recipe import Symbol

SOURCE = """\
import asyncio
from contextlib import contextmanager


class Storm(Exception):
    pass


class Harbour:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return issubclass(kind, (Storm, KeyError, Harbour))

    def plain(self):
        try:
            return open("a")
        except OSError:
            return None


@contextmanager
def guarded():
    try:
        yield 1
    except (ValueError, Storm):
        pass


def with_block(lock):
    with lock:
        yield 1


def bare():
    yield 1


def outer():
    def inner():
        try:
            yield 1
        finally:
            print("end")
    return inner


def echo():
    heard = yield
    return heard


async def waits(event):
    try:
        await event.wait()
    except asyncio.CancelledError:
        return 1


async def hurries(event):
    await event.wait()
"""


def test_where_code_reacts_to_being_broken_off(tmp_path: Path) -> None:
    path = tmp_path / "demo.py"
    path.write_text(SOURCE)
    found = analyse(path, module="demo", import_root=tmp_path).interruptions
    storm, key = Symbol("demo", "Storm"), Symbol("builtins", "KeyError")
    assert {each.callable: each for each in found} == {
        "Harbour.__exit__": Interruption("Harbour.__exit__", (storm, key), True),
        "guarded": Interruption("guarded", (Symbol("builtins", "ValueError"), storm), True),
        "with_block": Interruption("with_block", (), True),
        "echo": Interruption("echo", (), False, True),
        "waits": Interruption("waits", (Symbol("asyncio", "CancelledError"),), True),
    }
