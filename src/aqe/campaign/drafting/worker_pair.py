"""Two workers of one subject, in surroundings that differ in all that must not matter."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from aqe.analysis.locate import Located
from aqe.campaign.options import GenerateOptions
from aqe.domain.run import LoadedSubject
from aqe.errors import AqeError
from aqe.execution.interpreter import Interpreter
from aqe.execution.workers import Worker

__all__ = ["Cancelled", "WorkerPair", "elsewhere", "workers_of"]

_POLL_S = 0.1
_OTHER_VARIABLES = {
    "USER": "somebody",
    "LOGNAME": "somebody",
    "USERNAME": "somebody",
    "HOSTNAME": "elsewhere",
    "SHELL": "/bin/other-shell",
    "TERM": "vt220",
    "LANG": "C",
    "COLUMNS": "61",
    "LINES": "17",
    "EDITOR": "other-editor",
    "PAGER": "other-pager",
    "PWD": "/srv/elsewhere",
    "DISPLAY": ":7",
    "CI": "elsewhere",
}
"""What many machines set, and each to something else."""
_CLOCK_SHIFT_S = 103_722_443
"""How far the clock of the second worker runs ahead: to a Sunday night in June 2028. The year is a leap
year, and day and hour lie in the other halves of month and day: code that asks for any of them answers
differently, at whatever time all this happens."""
_CLOCK_START_S = 1_741_861_800
"""At which every program of the first worker begins, so that a seed gives the same suite on any day: a
Thursday morning in March 2025, no edge of a day, week, month or year."""


class Cancelled(Exception):
    """The user asked to stop before there was anything to verify."""


class WorkerPair:
    """Two workers of one subject under different hash seeds; the second imports when the first has."""

    def __init__(self, first: Worker, second: Worker) -> None:
        self.first = first
        self._second = second
        self._errors: list[Exception] = []
        self._results: list[LoadedSubject] = []
        self._threads: list[threading.Thread] = []
        self._second_failed = False

    def __enter__(self) -> WorkerPair:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._end()
        except BaseException:  # a second Ctrl-C in the midst of it
            self._end()
            raise

    def _end(self) -> None:
        # A worker whose import hangs ends when it is closed; one that was closed while it was about
        # to start is closed again.
        self._close()
        for thread in self._threads:
            while thread.is_alive():
                thread.join(timeout=0.5)
                self._close()

    def _close(self) -> None:
        try:
            self.first.close()
        finally:
            self._second.close()

    def start(self) -> None:
        """Let both import the subject, one behind the other."""
        for work in (self._load_first, self._load_second):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)

    def _load_first(self) -> None:
        try:
            self._results.append(self.first.load())
        except Exception as error:  # raised again where the result is waited for
            self._errors.append(error)

    def _load_second(self) -> None:
        # Later, since it is not needed before the search ends, and finds compiled what the first compiled.
        self._threads[0].join()
        if self._errors:
            return
        try:
            self._second.load()
        except (AqeError, OSError):
            self._second_failed = True

    def loaded(self, cancelled: Callable[[], bool]) -> LoadedSubject:
        """What the first worker imported; an import may hang for long."""
        while self._threads[0].is_alive():
            self._threads[0].join(_POLL_S)
            if cancelled():
                raise Cancelled
        if self._errors:
            raise self._errors[0]
        return self._results[0]

    def second(self) -> Worker:
        """The second worker; the first where the second could not import."""
        # In short waits: a handler of Ctrl-C runs between them only.
        while self._threads[1].is_alive():
            self._threads[1].join(_POLL_S)
        return self.first if self._second_failed else self._second


def elsewhere() -> dict[str, str]:
    """Variables as they may be on another machine: what depends on them differs between replays."""
    return {**_OTHER_VARIABLES, "PATH": os.pathsep.join((os.environ.get("PATH", ""), "/opt/bin"))}


def workers_of(
    located: Located, options: GenerateOptions, interpreter: Interpreter, bytecode: Path | None
) -> WorkerPair:
    """Two new workers of a subject, not started yet; `bytecode` is the folder where both compile."""

    def worker(hash_seed: int) -> Worker:
        return Worker(
            interpreter.path,
            located.module,
            located.path,
            (located.import_root, *options.search_path),
            limits=options.limits,
            hash_seed=hash_seed,
            clock_shift_s=_CLOCK_SHIFT_S if hash_seed else 0,
            clock_start_s=_CLOCK_START_S + (_CLOCK_SHIFT_S if hash_seed else 0),
            variables=elsewhere() if hash_seed else {},
            bytecode=bytecode,
        )

    return WorkerPair(worker(0), worker(1))
