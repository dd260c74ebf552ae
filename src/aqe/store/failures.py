"""Translates what SQLite and the file system refuse into `StoreError`s that say what to do."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aqe.errors import StoreError

__all__ = ["damaged", "inner_damage", "is_damage", "translated"]

_ALMOST_FULL_BYTES = 1_048_576
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns errors of SQLite and the file system about `path` into `StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(error, path) from error
    except OSError as error:
        raise _from_system(error, path) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file's content is wrong."""
    return _primary(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def damaged(path: Path, what: str) -> StoreError:
    """The error for a file whose content is wrong."""
    return StoreError(
        f"the database {path} is damaged: {what}",
        hint="Run the command again: the file is set aside under another name and a new one is "
        "begun. `aqe state restore` brings back the newest backup.",
        slug="database-damaged",
    )


def inner_damage(connection: sqlite3.Connection) -> str | None:
    """What SQLite's own check finds wrong with an open database, or None."""
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if found != "ok":
        # The quick check of some versions is wrong about tables without row ids; the full one knows.
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    return None if found == "ok" else " ".join(found.split())


def _from_sqlite(error: sqlite3.Error, path: Path) -> StoreError:
    code = _primary(error)
    if is_damage(error):
        return damaged(path, str(error))
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_almost_full(path)):
        return _disk_full(path, str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            f"the database {path} is locked by another process",
            hint="Wait until the other `aqe` has finished; `aqe doctor` names what is running.",
            slug="database-locked",
            retryable=True,
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _read_only(path, str(error))
    return StoreError(
        f"the database {path} could not be used: {error}",
        hint="Look at the disk and its mount; `aqe doctor` checks the database.",
        slug="database-unusable",
        retryable=code == sqlite3.SQLITE_IOERR,
    )


def _from_system(error: OSError, path: Path) -> StoreError:
    place = Path(error.filename) if isinstance(error.filename, str) else path
    reason = error.strerror or str(error)
    if error.errno in _DISK_FULL:
        return _disk_full(place, reason)
    if error.errno in _READ_ONLY:
        return _read_only(place, reason)
    return StoreError(
        f"{place} could not be used: {reason}",
        hint="`aqe` keeps its state in that folder; check what stands there.",
        slug="state-unusable",
    )


def _disk_full(path: Path, reason: str) -> StoreError:
    return StoreError(
        f"no space left to write {path}: {reason}",
        hint="Free some space (`aqe state prune` removes old runs and backups) and run it again.",
        slug="disk-full",
        retryable=True,
    )


def _read_only(path: Path, reason: str) -> StoreError:
    return StoreError(
        f"{path} cannot be written: {reason}",
        hint="`aqe` keeps its state in `.agentic-qe/` of the project; make that folder writable.",
        slug="state-read-only",
    )


def _primary(error: sqlite3.Error) -> int | None:
    """The primary result code: https://www.sqlite.org/rescode.html."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_almost_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _ALMOST_FULL_BYTES
    except OSError:
        return False
