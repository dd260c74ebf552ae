"""Messages between `aqe` and the process of a local model: JSON with its length before it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, Protocol

__all__ = ["MalformedFrame", "read_frame", "write_frame"]

_LENGTH = struct.Struct(">I")
_MOST_BYTES = 64 * 1024 * 1024


class MalformedFrame(ValueError):
    """What came is no message."""


class _Source(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class _Sink(Protocol):
    def write(self, data: bytes, /) -> int | None: ...

    def flush(self) -> None: ...


def write_frame(sink: _Sink, message: Mapping[str, Any]) -> None:
    """Write one message at once."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    sink.write(_LENGTH.pack(len(body)) + body)
    sink.flush()


def read_frame(source: _Source) -> dict[str, Any] | None:
    """Read one message; None where the other side closed.

    Raises:
        MalformedFrame: It is cut, too long, or no JSON table.
    """
    head = _exactly(source, _LENGTH.size)
    if not head:
        return None
    (size,) = _LENGTH.unpack(head)
    if size > _MOST_BYTES:
        raise MalformedFrame(f"a message of {size} bytes")
    body = _exactly(source, size)
    try:
        message = json.loads(body)
    except ValueError as error:
        raise MalformedFrame("a message that is no JSON") from error
    if not isinstance(message, dict):
        raise MalformedFrame("a message that is no table")
    return message


def _exactly(source: _Source, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        piece = source.read(size - len(received))
        if not piece:
            if received:
                raise MalformedFrame("a message that is cut")
            return b""
        received += piece
    return bytes(received)
