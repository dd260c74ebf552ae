"""JSON: one record a line, or one array; the bytes of the records are passed on as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from aqe.booster.writing.rows import Written, lines_of

__all__ = ["write_json_array", "write_ndjson"]


def write_ndjson(chunks: Iterable[bytes], stream: BinaryIO) -> Written:
    """Write chunks of whole lines; a last line without an end gets one."""
    rows, end = 0, b"\n"
    for chunk in chunks:
        if chunk:
            stream.write(chunk)
            rows += chunk.count(b"\n")
            end = chunk[-1:]
    if end != b"\n":
        stream.write(b"\n")
        rows += 1
    return Written(rows)


def write_json_array(chunks: Iterable[bytes], stream: BinaryIO, *, indent: str = "") -> Written:
    """Write one array with a record a line.

    Args:
        chunks: NDJSON.
        stream: Where to.
        indent: What stands before each record.
    """
    rows = 0
    stream.write(b"[")
    start = b"\n" + indent.encode()
    for line in lines_of(chunks):
        stream.write((b"," if rows else b"") + start + line)
        rows += 1
    stream.write(b"\n" + indent.encode()[2:] + b"]" if rows else b"]")
    return Written(rows)
