"""The private channel back to `aqe`: one JSON object a line, written at once."""

from __future__ import annotations

import json
import os
from typing import Any


class EventLog:
    """Appends events to a file that was opened before any code under test ran."""

    def __init__(self, path: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags, 0o600)
        self._owner = os.getpid()

    def write(self, event: dict[str, Any]) -> None:
        """Writes one event; a process that the tests forked writes nothing."""
        if os.getpid() != self._owner:
            return
        data = json.dumps(event, separators=(",", ":")).encode("ascii") + b"\n"
        while data:
            data = data[os.write(self._descriptor, data) :]

    @property
    def descriptor(self) -> int:
        """The open file, which the walls must leave open."""
        return self._descriptor

    def adopt(self) -> None:
        """Makes the current process the one that may write."""
        self._owner = os.getpid()
