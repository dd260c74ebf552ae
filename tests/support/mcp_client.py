"""The SDK's client before a server that was just started."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
from mcp.client import Client


@contextmanager
def serving(
    command: Sequence[str], environ: Mapping[str, str], folder: Path, *, is_silent: bool = True
) -> Iterator[str]:
    """The address of a server over HTTP, which ends with the block; a silent one prints nothing."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(environ),
        cwd=folder,
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r"serving on (http://127\.0\.0\.1:\d+/mcp)", line)
        assert found, line + process.stderr.read()
        yield found[1]
    finally:
        process.terminate()
        printed, _ = process.communicate(timeout=60)
    assert not (is_silent and printed), printed


def converse(place: Any, conversation: Callable[[Client], Awaitable[Any]]) -> Any:
    """What a conversation with the server at a place comes to."""

    async def main() -> Any:
        with anyio.fail_after(300):
            async with Client(place) as client:
                await client.list_tools()  # so that the client checks results against schemas
                return await conversation(client)

    return anyio.run(main)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that is sure to come."""
    with anyio.fail_after(90):
        while not condition():
            await anyio.sleep(0.02)
