"""A lock between processes that the operating system releases when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aqe.errors import StoreError

__all__ = ["held", "try_lock"]

_PAUSE_S = 0.02


@contextmanager
def held(path: Path, *, timeout_s: float) -> Iterator[None]:
    """Holds the lock file while the block runs.

    Raises:
        StoreError: Another process held it all the time (slug ``database-locked``).
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        _wait(descriptor, path, timeout_s)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not try_lock(descriptor):
        if time.monotonic() > deadline:
            raise StoreError(
                f"another process has been preparing the database for {timeout_s:g} s ({path})",
                hint="Wait until the other `aqe` has finished, then run the command again.",
                slug="database-locked",
                retryable=True,
            )
        time.sleep(_PAUSE_S)


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Take the lock of an open file, or say that another process has it."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Take the lock of an open file, or say that another process has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
