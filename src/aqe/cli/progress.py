"""Progress on standard error: a live line per module on a terminal, one line per finished one else."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from typing import TextIO

from aqe.cli.pipes import unread
from aqe.cli.text import duration, percent, plural, printable
from aqe.domain.progress import Progress

__all__ = ["LiveProgress", "LoggedProgress", "progress_line"]

_WAIT_EVERY_S = 15.0
"""How often it is told that the same is still waited for."""
_FINISHED = frozenset({"done", "failed", "unchanged", "interrupted", "no-tests"})


def progress_line(progress: Progress, width: int | None = None) -> str:
    """One line about one subject."""
    parts = []
    if progress.index is not None and progress.total is not None and progress.total > 1:
        parts.append(f"[{progress.index}/{progress.total}]")
    parts += [printable(progress.subject), progress.phase]
    if progress.tests is not None:
        parts.append(plural(progress.tests, "test"))
    if progress.coverage is not None:
        parts.append(f"coverage {percent(progress.coverage, 0)}")
    if progress.mutants is not None:
        parts.append(f"mutants {percent(progress.mutants, 0)}")
    if progress.message:
        parts.append(printable(progress.message).replace("\n", " "))
    if progress.elapsed_s:
        parts.append(duration(progress.elapsed_s))
    line = "  ".join(parts)
    return line if width is None or len(line) <= width else line[: width - 1] + "…"


class LoggedProgress:
    """For streams that are no terminal: says what ended and what takes long; `verbose`: every phase."""

    def __init__(self, stream: TextIO, *, verbose: bool = False) -> None:
        self._stream = stream
        self._verbose = verbose
        self._phases: dict[str, str] = {}
        self._waits: dict[str, Progress] = {}
        """What was last told of the models that a subject waits for."""
        self._lock = threading.Lock()

    def __call__(self, progress: Progress) -> None:
        """Take note of one step."""
        with self._lock:
            if self._is_worth_a_line(progress):
                with unread(self._stream):
                    self._stream.write(progress_line(progress) + "\n")
                    self._stream.flush()

    def _is_worth_a_line(self, progress: Progress) -> bool:
        if progress.phase == "model" and progress.message:
            told = self._waits.get(progress.subject)
            waited_s = 0.0 if told is None else progress.elapsed_s - told.elapsed_s
            if told and told.message == progress.message and 0 <= waited_s < _WAIT_EVERY_S:
                return False
            self._waits[progress.subject] = progress
            return True
        if self._phases.get(progress.subject) == progress.phase:
            return False
        self._phases[progress.subject] = progress.phase
        return self._verbose or progress.phase in _FINISHED

    def close(self) -> None:
        """Nothing is pending."""


class LiveProgress:
    """For terminals: a line per subject at work, redrawn in place; finished ones stay above."""

    def __init__(
        self,
        stream: TextIO,
        *,
        least_interval_s: float = 0.08,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._least_interval_s = least_interval_s
        self._monotonic = monotonic
        self._drawn_at = float("-inf")
        self._active: dict[str, Progress] = {}
        self._lines = 0
        self._lock = threading.Lock()

    def __call__(self, progress: Progress) -> None:
        """Take note of one step."""
        with self._lock:
            if progress.phase in _FINISHED:
                self._active.pop(progress.subject, None)
                self._redraw(finished=progress)
                return
            fresh = progress.subject not in self._active
            self._active[progress.subject] = progress
            now = self._monotonic()
            if fresh or now - self._drawn_at >= self._least_interval_s:
                self._drawn_at = now
                self._redraw()

    def close(self) -> None:
        """Wipe the lines of what is still at work."""
        with self._lock:
            self._active.clear()
            self._redraw()

    def _redraw(self, finished: Progress | None = None) -> None:
        width = max(20, shutil.get_terminal_size().columns - 1)
        wipe = ("\x1b[1A\x1b[2K" * self._lines) + "\r"
        lines = [progress_line(finished, width)] if finished else []
        lines += [progress_line(each, width) for each in self._active.values()]
        self._lines = len(self._active)
        with unread(self._stream):
            self._stream.write(wipe + "".join(line + "\n" for line in lines))
            self._stream.flush()
