"""Standard streams of code under test: bounded, in memory, never the real ones."""

import io
import sys
from typing import List


class BoundedBytes(io.BytesIO):
    """Keeps the first bytes that are written and drops the rest."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__()
        self._limit_bytes = limit_bytes
        self.used = False

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        """Writes what still fits; claims to have written everything."""
        self.used = True
        room = self._limit_bytes - self.tell()
        size = len(memoryview(data).cast("B"))
        if room > 0:
            super().write(memoryview(data).cast("B")[:room])
        return size


class NoBytes(io.BytesIO):
    """Holds nothing, and knows whether anybody asked for it."""

    asked = False

    def read(self, size=-1):  # type: ignore[no-untyped-def]
        """Nothing."""
        self.asked = True
        return b""

    read1 = read


class Capture:
    """Puts fresh streams in place of `sys.stdin`, `sys.stdout` and `sys.stderr`."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._read = [0, 0]
        self._fresh()

    def begin(self) -> None:
        """New streams where the old ones were touched."""
        if self._raw[0].used or self._raw[1].used or self.was_asked or self._broken():
            self._fresh()
        sys.stdin, sys.stdout, sys.stderr = self._streams

    @property
    def was_asked(self) -> bool:
        """Whether anybody read the standard input."""
        return self._nothing.asked

    def take(self, which: int = 0) -> str:
        """What was printed since the last call (0: output, 1: errors)."""
        raw = self._raw[which]
        if raw.closed or not raw.used:
            return ""
        data = raw.getvalue()[self._read[which] :]
        self._read[which] += len(data)
        return data.decode("utf-8", "replace")

    def _broken(self) -> bool:
        return any(stream.closed for stream in self._streams)

    def _fresh(self) -> None:
        self._raw: List[BoundedBytes] = [BoundedBytes(self._limit_bytes) for _ in range(2)]
        self._read = [0, 0]
        self._nothing = NoBytes()
        self._streams = [
            io.TextIOWrapper(self._nothing, encoding="utf-8"),
            _writer(self._raw[0]),
            _writer(self._raw[1]),
        ]


def _writer(raw: BoundedBytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
