"""What a hostile server can do to the connection: drip, never end, pack a lot into little."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asking import model, request

from aqe.catalog import load_providers
from aqe.errors import RouterError
from aqe.router.providers import Providers, Timeouts
from aqe.testing import ManualClock

Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"


class NoKeys:
    def key(self, provider: str) -> None:
        return None


async def with_server(serve: Serve, work: Callable[[Providers], Awaitable[Any]]) -> Any:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await serve(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    providers = Providers(
        load_providers(),
        {"OPENAI_COMPATIBLE_URL": f"http://127.0.0.1:{port}/v1"},
        NoKeys(),
        now=ManualClock().now,
        timeouts=Timeouts(connect_s=60, silence_s=60, check_s=0.4),
    )
    try:
        return await work(providers)
    finally:
        await providers.close()
        server.close()


def failure(serve: Serve, *, is_check: bool = False) -> RouterError:
    async def work(providers: Providers) -> None:
        provider = providers("compatible")
        if is_check:
            await provider.check()
        else:
            async for _ in provider.answer(request(), model("compatible/small")):
                pass

    with pytest.raises(RouterError) as caught:
        asyncio.run(with_server(serve, work))
    return caught.value


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless_line(writer: asyncio.StreamWriter) -> None:
    writer.write(EVENTS + b"\r\ndata: ")
    while True:
        writer.write(b"x" * 1_000_000)
        await writer.drain()


async def endless_comments(writer: asyncio.StreamWriter) -> None:
    writer.write(EVENTS + b"\r\n")
    while True:
        writer.write(b": nothing to say\n\n" * 50_000)
        await writer.drain()


async def packed(writer: asyncio.StreamWriter) -> None:
    writer.write(EVENTS + b"Content-Encoding: gzip\r\n\r\n")
    writer.write(gzip.compress(b"data: " + b"0" * 300_000_000, 1))
    await writer.drain()


async def long_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Long: " + b"x" * 4000 + b"\r\n")
        await writer.drain()


def test_a_sign_of_life_that_drips_meets_a_limit() -> None:
    error = failure(drip, is_check=True)
    assert (error.slug, error.retryable) == ("model-unreachable", True)
    assert "no whole answer within 0.4 s" in error.message


@pytest.mark.parametrize("serve", [endless_line, endless_comments])
def test_an_answer_without_an_end_meets_a_limit(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aqe.router.providers.connection._MOST_BYTES", 3_000_000)
    error = failure(serve)
    assert error.slug == "model-malformed"
    assert "it has no end" in error.message


def test_what_is_packed_is_not_unpacked() -> None:
    assert failure(packed).slug in ("model-malformed", "model-cut")


def test_headers_have_a_limit() -> None:
    assert failure(long_headers).slug == "model-cut"


async def slow_events(writer: asyncio.StreamWriter) -> None:
    writer.write(EVENTS + b"\r\n")
    while True:
        writer.write(b": wait\n\n")
        await writer.drain()
        await asyncio.sleep(0.02)


def test_an_answer_that_drips_meets_the_deadline_of_the_question() -> None:
    async def work(providers: Providers) -> None:
        async with asyncio.timeout(0.5):
            async for _ in providers("compatible").answer(request(), model("compatible/small")):
                pass

    with pytest.raises(TimeoutError):
        asyncio.run(with_server(slow_events, work))
