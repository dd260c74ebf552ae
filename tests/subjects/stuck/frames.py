"""Binary frames with a magic number, a length, and a checksum at the end."""

from __future__ import annotations

import struct
import zlib

MAGIC = b"FRM2"


class FrameError(ValueError):
    """No frame."""


def framed(kind: int, body: bytes) -> bytes:
    """A frame; its name does not promise that `unpack` undoes it."""
    head = MAGIC + struct.pack(">BH", kind, len(body))
    return head + body + struct.pack(">I", zlib.crc32(head + body))


def unpack(data: bytes) -> dict:
    """What a frame holds."""
    if len(data) < 11:
        raise FrameError("short")
    if data[:4] != MAGIC:
        raise FrameError("magic")
    kind, length = struct.unpack(">BH", data[4:7])
    if len(data) != 11 + length:
        raise FrameError("length")
    (checksum,) = struct.unpack(">I", data[-4:])
    if zlib.crc32(data[:-4]) != checksum:
        raise FrameError("checksum")
    body = data[7:-4]
    if kind == 1:
        return {"text": body.decode("utf-8", "replace")}
    if kind == 2:
        count, rest = divmod(len(body), 4)
        if rest:
            raise FrameError("numbers")
        return {"numbers": list(struct.unpack(f">{count}i", body))}
    if kind == 3:
        inner = zlib.decompress(body)
        found = unpack(inner)
        found["depth"] = found.get("depth", 0) + 1
        if found["depth"] > 2:
            raise FrameError("depth")
        return found
    if kind >= 128:
        return {"private": kind - 128, "size": length}
    raise FrameError("kind")
