"""As much of HTTP/1.1 as the server needs (RFC 9112): requests with a length, chunked responses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

__all__ = ["Received", "Responder", "read_request"]

_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Their names in lower case."""
    body: bytes
    raw: bytes
    """All of it."""

    def json(self) -> Any:
        """The body parsed; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


async def read_request(reader: asyncio.StreamReader) -> Received | None:
    """The next request of a connection; None at its end, also where it comes in the midst of one."""
    try:
        return await _read(reader)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


async def _read(reader: asyncio.StreamReader) -> Received | None:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, path, *_ = [*lines[0].split(" "), "", ""]
    pairs = (line.partition(":") for line in lines[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = b""
    raw = head
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body, read = await _chunks(reader)
        raw += read
    elif size := int(headers.get("content-length", "0")):
        if size > _MOST_BYTES:
            return None
        body = await reader.readexactly(size)
        raw += body
    return Received(method, path, headers, body, raw)


async def _chunks(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    body, raw = b"", b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        part = await reader.readexactly(size + 2)
        raw += line + part
        body += part[:size]
        if size == 0:
            return body, raw


class Responder:
    """Writes one response."""

    def __init__(self, writer: asyncio.StreamWriter, id: str) -> None:
        self._writer = writer
        self._id = id
        self.status: int | None = None

    async def whole(
        self,
        status: int,
        body: bytes,
        *,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """A response in one piece."""
        fields = {"content-type": kind, "content-length": str(len(body))} | dict(headers or {})
        self._head(status, fields)
        self._writer.write(body)
        await self._writer.drain()

    async def json(
        self, status: int, value: object, headers: Mapping[str, str] | None = None
    ) -> None:
        """A response that is JSON."""
        await self.whole(status, json.dumps(value).encode(), headers=headers)

    async def begin(self, kind: str = "text/event-stream; charset=utf-8") -> None:
        """The head of a response in parts."""
        self._head(200, {"content-type": kind, "transfer-encoding": "chunked"})
        await self._writer.drain()

    async def part(self, data: bytes) -> None:
        """One part."""
        self._writer.write(b"%x\r\n%s\r\n" % (len(data), data))
        await self._writer.drain()

    async def end(self) -> None:
        """The end of a response in parts."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.status = status
        try:
            phrase = HTTPStatus(status).phrase
        except ValueError:
            phrase = "Overloaded"
        fields = {"date": formatdate(usegmt=True), "x-request-id": self._id, **headers}
        lines = [
            f"HTTP/1.1 {status} {phrase}",
            *(f"{name}: {value}" for name, value in fields.items()),
        ]
        self._writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
