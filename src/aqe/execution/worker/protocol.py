"""Frames on a pipe: four bytes of length, then JSON in ASCII.

Frames from a batch to its parent carry one more byte: `NEW` when the result reached something new,
`RETIRE` when the process is spent and the rest of the batch needs another one, `FAULT` when the worker's own
code failed there, `PROGRESS` when it is no result but says what happens next.
"""

import json
import os
import struct
from typing import Any, Callable, List, Optional, Tuple

NEW = 1
RETIRE = 2
FAULT = 4
PROGRESS = 8
LIMIT_BYTES = 256 * 1024 * 1024

Tell = Callable[[bytes, int], None]
"""Takes one result with its flags."""

_LENGTH = struct.Struct(">I")
_HEADER = struct.Struct(">IB")
_read = os.read
_write = os.write
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def encode(message: Any) -> bytes:
    """JSON in ASCII."""
    return _encode(message).encode("ascii")


def read_exactly(descriptor: int, size: int) -> Optional[bytes]:
    """`size` bytes, or None where the other side is gone."""
    pieces = []
    while size:
        piece = _read(descriptor, min(size, 1 << 20))
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def read_message(descriptor: int) -> Any:
    """The next message, or None where the other side is gone."""
    header = read_exactly(descriptor, _LENGTH.size)
    if header is None:
        return None
    size = _LENGTH.unpack(header)[0]
    if size > LIMIT_BYTES:
        raise ValueError("message of %d bytes" % size)
    body = read_exactly(descriptor, size)
    return None if body is None else json.loads(body)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes everything."""
    view = memoryview(data)
    while view:
        view = view[_write(descriptor, view) :]


def write_message(descriptor: int, body: bytes) -> None:
    """Sends one message that is encoded already."""
    write_all(descriptor, _LENGTH.pack(len(body)) + body)


def write_result(descriptor: int, body: bytes, flags: int) -> None:
    """Sends one result of a batch to its parent."""
    write_all(descriptor, _HEADER.pack(len(body), flags) + body)


class ResultReader:
    """Cuts what arrives from a batch into results."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> List[Tuple[int, bytes]]:
        """(flags, body) of every result that is complete now."""
        pending = self._pending
        pending += data
        results = []
        while len(pending) >= _HEADER.size:
            size, flags = _HEADER.unpack_from(pending)
            end = _HEADER.size + size
            if size > LIMIT_BYTES:
                raise ValueError("result of %d bytes" % size)
            if len(pending) < end:
                break
            results.append((flags, bytes(pending[_HEADER.size : end])))
            del pending[:end]
        return results
