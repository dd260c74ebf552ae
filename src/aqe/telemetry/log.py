"""The log of a project: one JSON object per line in ``.agentic-qe/logs/aqe.log``.

Bounded (a few files of a given size), redacted, and silent about its own troubles: that an entry
could not be written must not end the work it tells about. Standard output is never touched.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from aqe.telemetry.clock import Clock, SystemClock, iso
from aqe.telemetry.redaction import redact, redact_environment

__all__ = ["Log", "open_log", "silent_log"]

_KEPT_FILES = 3
_MAX_MESSAGE_CHARACTERS = 20_000


class Log:
    """Entries with a message and named values."""

    def __init__(self, logger: logging.Logger, clock: Clock) -> None:
        self._logger = logger
        self._clock = clock

    def debug(self, message: str, **values: object) -> None:
        """What only a developer of `aqe` wants to know."""
        self._write(logging.DEBUG, message, values)

    def info(self, message: str, **values: object) -> None:
        """What was done."""
        self._write(logging.INFO, message, values)

    def warning(self, message: str, **values: object) -> None:
        """What was not as it should be."""
        self._write(logging.WARNING, message, values)

    def error(self, message: str, **values: object) -> None:
        """What could not be done."""
        self._write(logging.ERROR, message, values)

    @contextmanager
    def span(self, name: str, **values: object) -> Iterator[None]:
        """Logs how long the block took, and whether it ended with an exception."""
        began = self._clock.monotonic()
        outcome = "done"
        try:
            yield
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            elapsed = round(self._clock.monotonic() - began, 6)
            self.info(name, **values, outcome=outcome, duration_s=elapsed)

    def close(self) -> None:
        """Closes the file."""
        for handler in tuple(self._logger.handlers):
            self._logger.removeHandler(handler)
            with suppress(OSError):  # entries that a full disk did not take
                handler.close()

    def _write(self, level: int, message: str, values: Mapping[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            entry = {
                "at": iso(self._clock.now()),
                "level": logging.getLevelName(level).lower(),
                "pid": os.getpid(),
                "message": redact(message[:_MAX_MESSAGE_CHARACTERS]),
                **_plain(values),
            }
            self._logger.log(level, "%s", json.dumps(entry))


def open_log(
    state_folder: Path,
    *,
    clock: Clock,
    level: str = "info",
    max_kb: int = 1024,
    verbose: bool = False,
) -> Log:
    """The log of a project.

    Args:
        state_folder: Folder that gets a ``logs/`` folder.
        clock: Dates the entries.
        level: Least severe entry that is written: ``debug``, ``info``, ``warning``, ``error``.
        max_kb: Size at which a new file is begun; three old ones are kept.
        verbose: Whether entries also go to standard error, all of them.
    """
    # Not from the registry of loggers: the log belongs to its opener and ends with it.
    logger = logging.Logger("aqe", logging.DEBUG if verbose else level.upper())
    logger.propagate = False
    file = _QuietFile(
        state_folder / "logs" / "aqe.log",
        maxBytes=max_kb * 1024,
        backupCount=_KEPT_FILES,
        encoding="utf-8",
        delay=True,
    )
    file.setLevel(level.upper())
    logger.addHandler(file)
    if verbose:
        logger.addHandler(_QuietStream(sys.stderr))
    return Log(logger, clock)


def silent_log() -> Log:
    """A log that keeps nothing."""
    return Log(logging.Logger("aqe", logging.CRITICAL + 1), SystemClock())


class _QuietFile(RotatingFileHandler):
    """Makes its folder with the first entry, and drops what cannot be written."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write an entry."""
        try:
            if self.stream is None:
                Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Stay silent."""


class _QuietStream(logging.StreamHandler):  # type: ignore[type-arg]  # generic in stubs only
    """Drops what cannot be written."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Stay silent."""


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    texts = {name: value for name, value in values.items() if not _is_number(value)}
    redacted = redact_environment(
        {name: str(value)[:_MAX_MESSAGE_CHARACTERS] for name, value in texts.items()}
    )
    return {name: redacted.get(name, value) for name, value in values.items()}


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float)
