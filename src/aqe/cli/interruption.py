"""Ctrl-C: asked once, work ends with what is verified; asked twice, it ends at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

__all__ = ["Interruption"]

_NOTE = b"\naqe: stopping; what is verified so far will be reported. Press Ctrl-C again to abort.\n"


class Interruption:
    """A context in which SIGINT and SIGTERM ask for an orderly end."""

    def __init__(self, *, announce: Callable[[bytes], None] | None = None) -> None:
        self.is_asked = False
        self._announce = announce if announce is not None else _to_standard_error
        self._before: dict[int, Any] = {}

    def __call__(self) -> bool:
        """Whether the user asked to stop."""
        return self.is_asked

    def __enter__(self) -> Interruption:
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(ValueError):  # only the main thread may set handlers
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True
        self._announce(_NOTE)


def _to_standard_error(text: bytes) -> None:
    """Write below Python's buffers, which a handler may have interrupted."""
    with suppress(OSError):
        os.write(2, text)
