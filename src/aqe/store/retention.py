"""How much the state holds, and what is removed when it is too much.

Removed are runs beyond the newest, unless a suite file or a latest measure rests on them; with a
run goes all that hangs on it. Files go when no row names them any more. Calls of language models are kept
for 400 days, whatever becomes of their runs, so that a year of costs can be told. What was set aside
because it was damaged is never removed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aqe.store import backups, calls, spending
from aqe.store.database import Database
from aqe.store.failures import inner_damage, translated
from aqe.store.migration import version_of
from aqe.telemetry.clock import iso

__all__ = ["PruneReport", "StoreHealth", "health", "prune", "state_bytes"]

_FRESH_S = 3600.0
"""A file without a row may be about to get one; younger files are left alone."""
_KEPT_OPERATIONS = 1000
_KEPT_NOTICES = 200
_KEPT_CALLS = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What a check of the whole state found."""

    path: Path
    version: int
    problems: tuple[str, ...]
    """Empty when all is well."""
    runs: int
    artefacts: int
    database_bytes: int
    """With its write-ahead log."""
    state_bytes: int
    """Everything in the state folder."""
    backups: tuple[Path, ...]
    """Newest first."""
    set_aside: tuple[Path, ...]
    """Damaged databases that were kept."""


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What was removed."""

    runs: int
    artefacts: int
    backups: int
    freed_bytes: int
    state_bytes: int
    """What is left in the state folder."""


def health(database: Database) -> StoreHealth:
    """Reads the whole database and every artefact's size."""
    with database.exclusive() as connection:
        found = inner_damage(connection)
        dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
        version = version_of(connection)
    problems = [] if found is None else [f"the database is damaged: {found}"]
    if dangling is not None:
        problems.append(f"a row of {dangling[0]!r} refers to nothing")
    problems.extend(_missing_artefacts(database))
    wrong = spending.wrong_total(database)
    if wrong is not None:
        problems.append(f"the money kept for the {wrong!r} is not the sum of its calls")
    unreadable = calls.unreadable(database)
    if unreadable:
        problems.append(f"{unreadable} calls of models cannot be read")
    folder = database.path.parent
    return StoreHealth(
        path=database.path,
        version=version,
        problems=tuple(problems),
        runs=database.value("SELECT count(*) FROM runs"),
        artefacts=database.value("SELECT count(*) FROM artefacts"),
        database_bytes=sum(map(_size, folder.glob("aqe.db*")))
        - sum(map(_size, _set_aside(folder))),
        state_bytes=state_bytes(folder),
        backups=backups.listing(database.path),
        set_aside=_set_aside(folder),
    )


def prune(database: Database, *, runs: int, backups_kept: int, now: datetime) -> PruneReport:
    """Removes what is beyond the limits.

    Args:
        database: What to prune.
        runs: Newest runs to keep.
        backups_kept: Newest backups to keep.
        now: The present, which tells how old calls are.
    """
    folder = database.path.parent
    before = state_bytes(folder)
    removed_runs = _remove_runs(database, runs)
    _remove_old_entries(database, iso(now - _KEPT_CALLS))
    with translated(folder):
        removed_artefacts = _remove_loose_artefacts(database)
        old = backups.listing(database.path)[backups_kept:]
        for path in old:
            path.unlink(missing_ok=True)
    _give_back_space(database)
    after = state_bytes(folder)
    return PruneReport(removed_runs, removed_artefacts, len(old), max(0, before - after), after)


def _remove_runs(database: Database, kept: int) -> int:
    with database.writing() as connection:
        removed = connection.execute(
            "DELETE FROM runs WHERE sequence NOT IN"
            " (SELECT sequence FROM runs ORDER BY sequence DESC LIMIT ?)"
            " AND id NOT IN (SELECT run_id FROM suite_files)"
            " AND id NOT IN (SELECT run_id FROM measure_runs WHERE measure IN"
            " (SELECT max(sequence) FROM measures GROUP BY scope, name))",
            (kept,),
        ).rowcount
        connection.execute("DELETE FROM tests WHERE id NOT IN (SELECT test FROM outcomes)")
        connection.execute(
            "DELETE FROM measures WHERE sequence NOT IN"
            " (SELECT max(sequence) FROM measures GROUP BY scope, name)"
            " AND NOT EXISTS (SELECT 1 FROM measure_runs JOIN runs ON runs.id = run_id"
            " WHERE measure = measures.sequence)"
        )
    return int(removed)


def _remove_old_entries(database: Database, oldest: str) -> None:
    with database.writing() as connection:
        connection.execute(
            "DELETE FROM model_calls WHERE started_at < ? AND outcome <> 'open'", (oldest,)
        )
        connection.execute("DELETE FROM budget_alerts WHERE told_at < ?", (oldest,))
        connection.execute(
            "DELETE FROM budget_use WHERE"
            " (scope = 'day' AND name NOT IN (SELECT day FROM model_calls))"
            " OR (scope = 'run' AND name NOT IN (SELECT run FROM model_calls))"
        )
        connection.execute(
            "DELETE FROM operations WHERE finished_at IS NOT NULL AND sequence <="
            " (SELECT max(sequence) FROM operations) - ?",
            (_KEPT_OPERATIONS,),
        )
        connection.execute(
            "DELETE FROM notices WHERE sequence <= (SELECT max(sequence) FROM notices) - ?",
            (_KEPT_NOTICES,),
        )


def _remove_loose_artefacts(database: Database) -> int:
    folder = database.path.parent
    named = {folder / path for (path,) in database.rows("SELECT DISTINCT path FROM artefacts")}
    loose = [
        path
        for path in (folder / "artefacts").glob("*/*")
        if path not in named and time.time() - _written_at(path) > _FRESH_S
    ]
    for path in loose:
        path.unlink(missing_ok=True)
    return len(loose)


def _written_at(path: Path) -> float:
    """When a file was written; now, where another process has just removed it."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _give_back_space(database: Database) -> None:
    with database.exclusive() as connection:
        # Frees one page per step; only `executescript` steps until nothing is left.
        connection.executescript("PRAGMA incremental_vacuum")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _missing_artefacts(database: Database) -> list[str]:
    folder = database.path.parent
    return [
        f"the artefact {path} is missing or has another size"
        for path, size in database.rows("SELECT DISTINCT path, bytes FROM artefacts ORDER BY path")
        if _size(folder / path) != size
    ]


def _set_aside(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("aqe.db.damaged-*")))


def state_bytes(folder: Path) -> int:
    """What everything in the state folder takes."""
    return sum(_size(path) for path in folder.rglob("*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
