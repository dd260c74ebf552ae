"""Carriers of the protocol: standard input and output for one client, HTTP for several.

On standard input and output, descriptor 1 carries the protocol and nothing else: it is moved away
before a client is served, so that a library or a child that prints reaches standard error. Over HTTP
the server listens on the loopback interface and checks the ``Host`` and ``Origin`` of every request,
so that no web page can talk to it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from aqe.errors import UsageError

__all__ = ["HOST", "run_http", "run_stdio"]

HOST = "127.0.0.1"
_GRACE_S = 3


def run_stdio(server: Server[Any]) -> None:
    """Serve the client at the other end of standard input and output until it leaves."""
    anyio.run(_serve_stdio, server)


def run_http(server: Server[Any], port: int) -> None:
    """Serve clients of this machine at ``/mcp`` until a signal arrives.

    Args:
        server: What to serve.
        port: Where to listen; 0 takes a free port. The address is told on standard error.

    Raises:
        UsageError: The port is taken.
        KeyboardInterrupt: It was interrupted.
        SystemExit: Another signal ended it.
    """
    listener = _listen(port)
    address = f"http://{HOST}:{listener.getsockname()[1]}/mcp"
    config = uvicorn.Config(
        server.streamable_http_app(host=HOST),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_no_cancellation)
    print(f"aqe: serving on {address}", file=sys.stderr, flush=True)
    if sys.platform == "win32":
        uvicorn.Server(config).run(sockets=[listener])
    else:
        _raise(anyio.run(_serve_http, _Server(config), listener))


class _Server(uvicorn.Server):
    """Leaves signals to us: by itself it would end while calls are at work, their record unfinished."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def _serve_http(server: _Server, listener: socket.socket) -> signal.Signals | None:
    """Serve until a signal arrives and calls have ended; a second signal does not wait for clients."""
    received: list[signal.Signals] = []

    async def end_on_signal() -> None:
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async for each in signals:
                server.force_exit = bool(received)
                server.should_exit = True
                received.append(each)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(end_on_signal)
        await server.serve(sockets=[listener])
        tasks.cancel_scope.cancel()
    return next(iter(received), None)


def _raise(received: signal.Signals | None) -> None:
    """End the process as a signal asked it to."""
    if received is signal.SIGINT:
        raise KeyboardInterrupt
    if received is not None:
        raise SystemExit(128 + received)


def _is_no_cancellation(record: logging.LogRecord) -> bool:
    """Whether an entry is worth reading: calls that a signal cuts short are no error of the server."""
    kind = record.exc_info[0] if record.exc_info else None
    if kind is not None and issubclass(kind, asyncio.CancelledError):
        return False
    return "asyncio.exceptions.CancelledError" not in record.getMessage()


async def _serve_stdio(server: Server[Any]) -> None:
    printed = sys.stdout
    received: list[signal.Signals] = []
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_cancel_on_signal, tasks.cancel_scope, received)
        async with stdio_server() as (reading, writing):
            sys.stdout = sys.stderr
            try:
                await server.run(reading, writing, server.create_initialization_options())
            finally:
                sys.stdout = printed
                if received:
                    _leave(received[0])
        tasks.cancel_scope.cancel()


async def _cancel_on_signal(scope: anyio.CancelScope, received: list[signal.Signals]) -> None:
    """Turn a signal into a cancellation, so that running operations stop their processes."""
    if sys.platform == "win32":
        return
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for each in signals:
            received.append(each)
            scope.cancel()
            return


def _leave(received: signal.Signals) -> None:
    """End the process once all work has stopped.

    A thread still waits for a line from the client and nothing can wake it, so an orderly end would
    wait for the client.
    """
    sys.stderr.flush()
    os._exit(128 + received)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise UsageError(
            f"cannot listen on port {port}: {error.strerror}",
            hint="take another with --port, or --port 0 for a free one",
            slug="port-taken",
        ) from error
    return listener
