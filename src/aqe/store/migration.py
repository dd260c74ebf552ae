"""The migration chain: numbered SQL files, each applied whole or not at all.

A file begins with comments. ``-- before: QUERY`` and ``-- after: QUERY`` are checks: every query
has to give one true value, before the first statement and after the last. The digest of every
applied file is kept in the database, so that a chain that was changed afterwards is noticed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from aqe.errors import InternalError, StoreError
from aqe.store.failures import inner_damage

__all__ = ["Migration", "apply", "shipped_migrations", "verify_applied", "version_of"]


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the chain."""

    version: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def checks(self, moment: str) -> tuple[str, ...]:
        """The queries of ``before`` or ``after``."""
        prefix = f"-- {moment}:"
        return tuple(
            line.removeprefix(prefix).strip()
            for line in self.sql.splitlines()
            if line.startswith(prefix)
        )

    def statements(self) -> Iterator[str]:
        """The single statements."""
        pending = ""
        for line in self.sql.splitlines(keepends=True):
            if not pending and line.startswith("--"):
                continue
            pending += line
            if sqlite3.complete_statement(pending):
                yield pending
                pending = ""
        if pending.strip():
            raise InternalError(f"migration {self.name} ends inside a statement")


def shipped_migrations() -> tuple[Migration, ...]:
    """The chain that this program knows, in order."""
    folder = resources.files("aqe.store.schema")
    files = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".sql")),
        key=lambda each: each.name,
    )
    return tuple(
        Migration(int(each.name[:4]), each.name.removesuffix(".sql"), each.read_text("utf-8"))
        for each in files
    )


def version_of(connection: sqlite3.Connection) -> int:
    """The version of an open database; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def verify_applied(connection: sqlite3.Connection, chain: Sequence[Migration]) -> None:
    """Compares the applied migrations with those of this program.

    Raises:
        StoreError: One of them is not the same (slug ``migration-changed``).
    """
    known = {each.version: each.digest for each in chain}
    for version, name, digest in connection.execute(
        "SELECT version, name, sha256 FROM migrations ORDER BY version"
    ):
        if known.get(version) != digest:
            raise StoreError(
                f"the database was migrated with another {name!r} than this program's",
                hint="It was written by a changed or unfinished `aqe`. Install that version, or "
                "restore a backup with `aqe state restore`.",
                slug="migration-changed",
            )


def apply(connection: sqlite3.Connection, migration: Migration, applied_at: str) -> None:
    """Applies one migration in one transaction.

    Raises:
        StoreError: A check failed; the database is as it was (slug ``migration-refused``).
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) >= migration.version:
            connection.execute("ROLLBACK")
            return
        _check(connection, migration, "before")
        for statement in migration.statements():
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migrations VALUES (?, ?, ?, ?)",
            (migration.version, migration.name, migration.digest, applied_at),
        )
        connection.execute(f"PRAGMA user_version = {migration.version:d}")
        _check(connection, migration, "after")
        _check_whole(connection, migration)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check(connection: sqlite3.Connection, migration: Migration, moment: str) -> None:
    for query in migration.checks(moment):
        row = connection.execute(query).fetchone()
        if row is None or not row[0]:
            raise _refused(migration, f"the check {moment} it failed: {query}")


def _check_whole(connection: sqlite3.Connection, migration: Migration) -> None:
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise _refused(migration, "a reference would lead nowhere afterwards")
    found = inner_damage(connection)
    if found is not None:
        raise _refused(migration, f"the database would not be sound afterwards: {found}")


def _refused(migration: Migration, why: str) -> StoreError:
    return StoreError(
        f"the database cannot be brought to version {migration.version} ({migration.name}): {why}",
        hint="Nothing was changed. Restore a backup with `aqe state restore`, or move "
        "`.agentic-qe/aqe.db` away to begin anew.",
        slug="migration-refused",
    )
