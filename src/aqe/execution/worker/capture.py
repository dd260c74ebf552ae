"""Standard streams of code under test: bounded, in memory, never the real ones."""

import io
import sys
from typing import Any, Dict, List

_NAMES = ("stdin", "stdout", "stderr")


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

    def empty(self) -> None:
        """Forgets what was written."""
        if self.used and not self.closed:
            self.seek(0)
            self.truncate()
            self.used = False


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
        self._first = self._raw
        """What the subject writes to if it took hold of the streams when it was imported."""

    def begin(self) -> None:
        """New streams where the old ones were touched."""
        if self._raw[0].used or self._raw[1].used or self.was_asked or self._broken():
            self._fresh()
        sys.stdin, sys.stdout, sys.stderr = self._streams

    @property
    def was_asked(self) -> bool:
        """Whether anybody read the standard input."""
        return self._nothing.asked

    def harm(self, own: Dict[str, Any]) -> List[str]:
        """What a program did to the streams themselves, which whoever runs tests needs afterwards.

        They are put back first: what a program put in their place may close them when it is dropped.

        Args:
            own: Streams that the program itself had put in place for the subject, by name. A file among them
                that is still open is told, too: it would be left to the garbage collector.
        """
        found = ["%s-closed" % each for each, stream in self._named() if _is_closed(stream)]
        for name, *raws in zip(_NAMES[1:], self._raw, self._first):
            if any(map(_is_garbled, raws)):
                found.append("%s-garbled" % name)
        if self._first is not self._raw:
            for raw in self._first:
                raw.empty()
        replaced = {
            each: _is_around(getattr(sys, each, None), stream)
            for each, stream in self._named()
            if getattr(sys, each, None) is not stream
        }
        sys.stdin, sys.stdout, sys.stderr = self._streams
        for each, is_around in replaced.items():
            is_wrapped = is_around or _is_closed(getattr(sys, each))
            label = "wrapped" if is_wrapped else "replaced"
            if "%s-closed" % each not in found:
                found.append("%s-%s" % (each, label))
        return found + ["%s-open" % each for each, file in own.items() if _is_open_file(file)]

    def take(self, which: int = 0) -> str:
        """What was printed since the last call (0: output, 1: errors)."""
        raw = self._raw[which]
        if raw.closed or not raw.used:
            return ""
        data = raw.getvalue()[self._read[which] :]
        self._read[which] += len(data)
        return data.decode("utf-8", "replace")

    def _broken(self) -> bool:
        return any(map(_is_closed, self._streams))

    def _named(self) -> Any:
        return zip(_NAMES, self._streams)

    def _fresh(self) -> None:
        self._raw: List[BoundedBytes] = [BoundedBytes(self._limit_bytes) for _ in range(2)]
        self._read = [0, 0]
        self._nothing = NoBytes()
        self._streams = [
            io.TextIOWrapper(self._nothing, encoding="utf-8"),
            _writer(self._raw[0]),
            _writer(self._raw[1]),
        ]


def _is_closed(stream: Any) -> bool:
    try:
        return bool(stream.closed)
    except ValueError:  # somebody detached what it writes to
        return True


def _is_garbled(raw: BoundedBytes) -> bool:
    """Whether bytes were written that are no text, which who keeps the output of tests cannot read."""
    if raw.closed or not raw.used:
        return False
    try:
        raw.getvalue().decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason != "unexpected end of data"
    return False


def _is_around(outer: Any, stream: Any) -> bool:
    """Whether what stands in place of a stream writes to what the stream writes to."""
    try:
        held = [outer, getattr(outer, "buffer", None), *vars(outer).values()]
        return any(each is stream.buffer for each in held)
    except Exception:  # it was detached, or hostile
        return False


def _is_open_file(stream: Any) -> bool:
    is_text = isinstance(stream, io.TextIOWrapper) and not _is_closed(stream)
    return is_text and hasattr(stream, "name")


def _writer(raw: BoundedBytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
