"""Which lines of one file run, and which of its functions are entered."""

from __future__ import annotations

import os
import sys
import threading
from types import CodeType, FrameType
from typing import Any


class LineWatch:
    """A trace function for one file, for all threads that start while it is on."""

    def __init__(self, path: str) -> None:
        self._path = os.path.realpath(path)
        self._names: dict[str, bool] = {}
        self.lines: set[int] = set()
        self.entered: set[CodeType] = set()
        self.filenames: set[str] = set()

    def start(self) -> None:
        """Starts to watch."""
        threading.settrace(self._called)
        sys.settrace(self._called)

    def stop(self) -> None:
        """Stops to watch."""
        sys.settrace(None)
        threading.settrace(None)

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        name = code.co_filename
        wanted = self._names.get(name)
        if wanted is None:
            wanted = self._names[name] = os.path.realpath(name) == self._path
            if wanted:
                self.filenames.add(name)
        if not wanted:
            return None
        self.entered.add(code)
        return self._stepped

    def _stepped(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            self.lines.add(frame.f_lineno)
        return self._stepped
