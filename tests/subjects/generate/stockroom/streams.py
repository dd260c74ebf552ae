"""Async code, generators (endless ones too), context managers."""

import asyncio
from contextlib import contextmanager


async def fetch(key: str, retries: int = 2) -> str:
    for attempt in range(retries):
        await asyncio.sleep(0)
        if attempt == 1 and key == "late":
            return "second"
    if key:
        return key.upper()
    raise LookupError("no key")


async def countdown(start: int):
    while start > 0:
        yield start
        start -= 1


def multiples(step: int):
    value = 0
    while True:
        yield value
        value += step


def pairs(items: list):
    previous = None
    for item in items:
        if previous is not None:
            yield previous, item
        previous = item


class Journal:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.is_open = False

    def __enter__(self) -> "Journal":
        self.is_open = True
        return self

    def __exit__(self, kind, error, trace) -> bool:
        self.is_open = False
        return kind is KeyError

    def write(self, line: str) -> int:
        if not self.is_open:
            raise RuntimeError("journal is closed")
        self.lines.append(line)
        return len(self.lines)


@contextmanager
def indented(depth: int):
    if depth > 3:
        raise ValueError("too deep")
    yield " " * depth
