"""Folders for the time of one piece of work, which no killed process leaves behind for good.

Each folder holds a lock that the operating system releases when its owner dies; by that the next
start tells folders that nobody uses any more from those of an `aqe` that is at work.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aqe.errors import ExecutionError
from aqe.store.locks import try_lock

__all__ = ["TemporaryFolder", "remove_abandoned", "temporary_folder"]

_KINDS = ("worker", "run", "verify", "properties", "walls", "compiled")
_PREFIXES = {**{kind: f"aqe-{kind}-" for kind in _KINDS}, "run": "run-of-aqe-"}
"""Where suites run is called otherwise from its first letter on than where candidates do: what a subject cuts
off a path differs then."""
_LOCK = ".lock"
_UNLOCKED_S = 86_400.0
"""Age at which a folder without a lock counts as abandoned; a new one has it within a moment."""


class TemporaryFolder:
    """A private folder that belongs to this process until `remove`."""

    def __init__(self, kind: str) -> None:
        """Make the folder.

        Raises:
            ExecutionError: there is no space left, or no folder for temporary files.
        """
        if kind not in _KINDS:
            raise ValueError(f"unknown kind {kind!r}")
        try:
            self.path, lock = _locked_folder(kind)
        except OSError as error:
            raise ExecutionError(
                f"no temporary folder could be made: {error.strerror or error}",
                hint="free some space, or name another folder in the variable TMPDIR",
                slug="no-temporary-folder",
            ) from error
        self._lock: int | None = lock

    def remove(self) -> None:
        """Remove the folder with everything in it; doing so twice is no error."""
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)
            try:
                _remove(self.path)
            except BaseException:  # Ctrl-C in the midst of it
                _remove(self.path)
                raise


@contextmanager
def temporary_folder(kind: str) -> Iterator[Path]:
    """A private folder that is gone afterwards.

    Raises:
        ExecutionError: there is no space left, or no folder for temporary files.
    """
    folder = TemporaryFolder(kind)
    try:
        yield folder.path
    finally:
        folder.remove()


def remove_abandoned(now: float) -> int:
    """Remove the folders of processes that were killed.

    Args:
        now: seconds since the epoch.

    Returns:
        How many there were.
    """
    removed = 0
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(tuple(_PREFIXES.values())):
                with suppress(OSError):
                    removed += _remove_if_abandoned(entry, now)
    return removed


def _remove_if_abandoned(entry: os.DirEntry[str], now: float) -> bool:
    facts = entry.stat(follow_symlinks=False)
    if not entry.is_dir(follow_symlinks=False):
        return False
    if hasattr(os, "getuid") and facts.st_uid != os.getuid():
        return False
    path = Path(entry.path)
    try:
        lock = _opened(path / _LOCK)
    except FileNotFoundError:
        if now - facts.st_mtime < _UNLOCKED_S:
            return False
        _remove(path)
        return True
    try:
        if not try_lock(lock):
            return False
        # Held meanwhile, so that nobody takes the folder for a usable one.
        _remove(path)
    finally:
        os.close(lock)
    if path.exists():  # where an open file cannot be removed
        _remove(path)
    return True


def _locked_folder(kind: str) -> tuple[Path, int]:
    """A new folder and its lock, which is held.

    Before the lock is held, another process that starts may take the folder for an abandoned one: its
    removal is noticed, and another folder is made.
    """
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIXES[kind])).resolve()
        try:
            lock = _opened(path / _LOCK, os.O_CREAT)
        except FileNotFoundError:
            if path.exists():
                raise
            continue
        if try_lock(lock) and (path / _LOCK).exists():
            return path, lock
        os.close(lock)


def _opened(path: Path, flags: int = 0) -> int:
    kept = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, os.O_RDWR | flags | kept, 0o600)


def _remove(path: Path) -> None:
    """Remove a folder, also where code under test took its permissions away."""
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        for folder, _, _ in os.walk(path):
            with suppress(OSError):
                os.chmod(folder, 0o700)
        shutil.rmtree(path, ignore_errors=True)
