"""Opens the database of a project: creates, checks, sets aside, migrates."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.errors import StoreError
from aqe.settings.roots import refuse_links
from aqe.store import backups
from aqe.store.database import APPLICATION_ID, Database, connect
from aqe.store.failures import inner_damage, is_damage, translated
from aqe.store.locks import held
from aqe.store.migration import Migration, apply, shipped_migrations, verify_applied, version_of
from aqe.telemetry.clock import Clock, iso

__all__ = ["DATABASE_NAME", "StoreNotice", "open_database", "prepare_folder", "replace_database"]

DATABASE_NAME = "aqe.db"
_HEADER = b"SQLite format 3\0"
_FULL_CHECK_BYTES = 64 * 1_048_576
"""Above this size only the schema is checked at open; `check` still reads everything."""


@dataclass(frozen=True, slots=True)
class StoreNotice:
    """Something that happened to the state and that the user should be told."""

    slug: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class OpenedDatabase:
    """An open database and what there is to tell about it."""

    database: Database
    notices: tuple[StoreNotice, ...]


def open_database(
    folder: Path,
    *,
    clock: Clock,
    busy_s: float,
    migrations: Sequence[Migration] | None = None,
) -> OpenedDatabase:
    """Opens ``aqe.db`` in the state folder, which is made where it is missing.

    Raises:
        StoreError: The disk is full, the folder read-only, the file locked, or the database
            newer than this program.
    """
    chain = shipped_migrations() if migrations is None else tuple(migrations)
    path = folder / DATABASE_NAME
    with translated(folder):
        prepare_folder(folder)
        with held(folder / "aqe.lock", timeout_s=busy_s), translated(path):
            notices = _set_aside_if_damaged(path, chain, clock, busy_s)
            if not path.exists():
                _create(path, chain, clock, busy_s)
            database, migrated = _open_sound(path, chain, clock, busy_s)
    return OpenedDatabase(database, (*notices, *migrated))


def replace_database(folder: Path, file: Path, *, clock: Clock, busy_s: float) -> Path | None:
    """Puts a backup in the place of a database that cannot be opened, which is set aside.

    Raises:
        StoreError: The file is no sound backup; nothing was changed.
    """
    path = folder / DATABASE_NAME
    newest = shipped_migrations()[-1].version
    with translated(folder):
        prepare_folder(folder)
        with held(folder / "aqe.lock", timeout_s=busy_s), translated(path):
            fresh = path.with_name(f"{path.name}.new-{os.getpid()}")
            try:
                fresh.touch()
                with contextlib.closing(connect(fresh, busy_s=busy_s)) as connection:
                    backups.copy_into(connection, file, newest_version=newest)
                kept = _set_aside(path, clock) if path.exists() else None
                os.replace(fresh, path)
            finally:
                for leftover in _family(fresh):
                    leftover.unlink(missing_ok=True)
    return kept


def prepare_folder(folder: Path) -> None:
    """Makes the state folder, kept out of version control.

    Raises:
        StoreError: It, or something in it, is a link.
    """
    refuse_links(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# The state of aqe is not for version control.\n*\n", "utf-8")


def _create(path: Path, chain: Sequence[Migration], clock: Clock, busy_s: float) -> None:
    """Builds a new database beside its place and moves it there: it is never seen half made."""
    fresh = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch()
        with contextlib.closing(connect(fresh, busy_s=busy_s)) as connection:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
            _migrate(connection, chain, clock)
            connection.execute("PRAGMA journal_mode = WAL")
        os.replace(fresh, path)
    finally:
        for leftover in _family(fresh):
            leftover.unlink(missing_ok=True)


def _open_sound(
    path: Path, chain: Sequence[Migration], clock: Clock, busy_s: float
) -> tuple[Database, tuple[StoreNotice, ...]]:
    connection = connect(path, busy_s=busy_s)
    try:
        notices = _bring_up_to_date(connection, path, chain, clock)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA journal_size_limit = 8388608")
    except BaseException:
        connection.close()
        raise
    return Database(path, connection), notices


def _bring_up_to_date(
    connection: sqlite3.Connection, path: Path, chain: Sequence[Migration], clock: Clock
) -> tuple[StoreNotice, ...]:
    newest = chain[-1].version
    found = version_of(connection)
    if found > newest:
        raise StoreError(
            f"the database {path} has version {found}, but this program knows only {newest}",
            hint="It was written by a newer `aqe`: upgrade with `pip install -U agentic-qe`, or "
            "restore an older backup with `aqe state restore`.",
            slug="database-newer",
        )
    if found:
        verify_applied(connection, chain)
    if found == newest:
        return ()
    kept = backups.back_up(connection, path, reason=f"before-version-{newest}", clock=clock)
    _migrate(connection, chain, clock)
    return (
        StoreNotice(
            "database-migrated",
            f"the database was brought from version {found} to {newest}",
            f"The former state is kept in {kept}.",
        ),
    )


def _migrate(connection: sqlite3.Connection, chain: Sequence[Migration], clock: Clock) -> None:
    for migration in chain:
        apply(connection, migration, iso(clock.now()))


def _set_aside_if_damaged(
    path: Path, chain: Sequence[Migration], clock: Clock, busy_s: float
) -> tuple[StoreNotice, ...]:
    if not path.exists():
        return ()
    what = _damage(path, chain, busy_s)
    if what is None:
        return ()
    kept = _set_aside(path, clock)
    backup = backups.most_useful(path)
    hint = f"`aqe state restore {backup}` brings back the newest backup." if backup else ""
    message = f"the database was damaged ({what}); it is kept as {kept}, and a new one was begun"
    return (StoreNotice("database-set-aside", message, hint),)


def _damage(path: Path, chain: Sequence[Migration], busy_s: float) -> str | None:
    """What is wrong with the content of the file, or None."""
    with path.open("rb") as file:
        header = file.read(len(_HEADER))
    if not header:
        return "the file is empty"
    if header != _HEADER:
        return "it is not a SQLite file"
    try:
        with contextlib.closing(connect(path, busy_s=busy_s)) as connection:
            return _content_damage(connection, path.stat().st_size, chain)
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return str(error)
        raise


def _content_damage(
    connection: sqlite3.Connection, size_bytes: int, chain: Sequence[Migration]
) -> str | None:
    if size_bytes <= _FULL_CHECK_BYTES:
        found = inner_damage(connection)
        if found is not None:
            return found
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if tables and mark != APPLICATION_ID:
        return "it belongs to another program"
    return _strange_statement(connection, chain)


def _strange_statement(connection: sqlite3.Connection, chain: Sequence[Migration]) -> str | None:
    """A trigger or view that is not ours, or a trigger that is missing.

    What SQLite runs by itself with every write could move money between days, or let it vanish.
    """
    version = version_of(connection)
    if version > chain[-1].version:
        return None  # of a newer program, which is told
    found = dict(
        connection.execute("SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')")
    )
    ours = "\n".join(each.sql for each in chain if each.version <= version)
    for name, sql in found.items():
        if str(sql) not in ours:
            return f"it holds {name!r}, which `aqe` did not make"
    missing = set(re.findall(r"^CREATE TRIGGER (\w+)", ours, re.MULTILINE)) - set(found)
    return f"it lacks {min(missing)!r}" if missing else None


def _set_aside(path: Path, clock: Clock) -> Path:
    stamp = backups.stamp(clock)
    kept = backups.free_name(lambda suffix: path.with_name(f"{path.name}.damaged-{stamp}{suffix}"))
    for member in _family(path):
        if member.exists():
            os.replace(member, kept.with_name(kept.name + member.name.removeprefix(path.name)))
    return kept


def _family(path: Path) -> tuple[Path, ...]:
    """A database file with its write-ahead log and its shared memory."""
    return tuple(path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal"))
