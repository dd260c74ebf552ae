"""Copies of the database, taken while it is in use, and the way back."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from aqe.errors import StoreError
from aqe.store.database import APPLICATION_ID, connect
from aqe.store.failures import inner_damage, is_damage
from aqe.telemetry.clock import Clock

__all__ = ["back_up", "copy_into", "free_name", "listing", "most_useful", "stamp"]

_FOLDER = "backups"


def stamp(clock: Clock) -> str:
    """The time as part of a file name; sorts by time."""
    return clock.now().strftime("%Y%m%dT%H%M%SZ")


def free_name(named: Callable[[str], Path]) -> Path:
    """The first name that nothing has yet, trying '', '-2', '-3' ... as suffix."""
    suffixes = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    return next(path for path in map(named, suffixes) if not path.exists())


def listing(database: Path) -> tuple[Path, ...]:
    """The backups of a database, newest first."""
    folder = database.parent / _FOLDER
    found = []
    for path in folder.glob("aqe-*.db") if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):  # another process may prune at this moment
            found.append((path.stat().st_mtime_ns, path.name, path))
    return tuple(path for _, _, path in sorted(found, reverse=True))


def most_useful(database: Path) -> Path | None:
    """The newest backup that holds recorded runs, else the newest.

    What was begun anew after damage is backed up, too, before something is restored: empty as it is.
    """
    found = listing(database)
    return next((path for path in found if _holds_runs(path)), next(iter(found), None))


def _holds_runs(backup: Path) -> bool:
    try:
        with contextlib.closing(connect(backup, busy_s=5, read_only=True)) as connection:
            return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM runs)").fetchone()[0])
    except sqlite3.Error:
        return False


def back_up(connection: sqlite3.Connection, database: Path, *, reason: str, clock: Clock) -> Path:
    """Copies an open database into the backup folder, checked before it gets its name."""
    folder = database.parent / _FOLDER
    folder.mkdir(exist_ok=True)
    name = f"aqe-{stamp(clock)}-{reason}"
    path = free_name(lambda suffix: folder / f"{name}{suffix}.db")
    unfinished = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        unfinished.touch()
        with contextlib.closing(connect(unfinished, busy_s=30)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            _require_sound(copy, unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def copy_into(connection: sqlite3.Connection, source: Path, *, newest_version: int) -> int:
    """Replaces the content of an open database by that of a backup; gives the backup's version.

    Raises:
        StoreError: The file is no sound database of ours (slug ``backup-unusable``).
    """
    try:
        with contextlib.closing(connect(source, busy_s=5, read_only=True)) as backup:
            version = _require_sound(backup, source)
            if version > newest_version:
                raise _unusable(source, f"it has version {version}, newer than this program's")
            backup.backup(connection)
    except sqlite3.DatabaseError as error:
        if is_damage(error) or not source.exists():
            raise _unusable(source, str(error)) from error
        raise
    return version


def _require_sound(connection: sqlite3.Connection, path: Path) -> int:
    found = inner_damage(connection)
    if found is not None:
        raise _unusable(path, found)
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise _unusable(path, "it is no database of aqe")
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _unusable(path: Path, why: str) -> StoreError:
    return StoreError(
        f"the backup {path} cannot be used: {why}",
        hint="Nothing was changed. `aqe state check` lists the backups that there are.",
        slug="backup-unusable",
    )
