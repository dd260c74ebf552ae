"""Runs, measures and mutants in the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import StoreError
from aqe.store import rows
from aqe.store.database import Database
from aqe.telemetry.clock import Clock, iso

__all__ = [
    "latest_measure",
    "measures",
    "measures_of",
    "mutants",
    "record_measures",
    "record_mutants",
    "record_run",
    "run",
    "runs",
]


def record_run(database: Database, run: RecordedRun, clock: Clock) -> None:
    """Adds a run with its outcomes and coverage.

    Raises:
        StoreError: There is a run of that id already (slug ``run-exists``).
    """
    with database.writing() as connection:
        if _sequence(connection, run.id) is not None:
            raise StoreError(
                f"the run {run.id!r} is recorded already",
                hint="Evidence is never replaced; give the new run an id of its own.",
                slug="run-exists",
            )
        sequence = connection.execute(
            f"INSERT INTO runs ({rows.RUN_COLUMNS}, recorded_at) VALUES ({_marks(16)})",
            (*rows.run_row(run), iso(clock.now())),
        ).lastrowid
        _add_outcomes(connection, sequence, tuple(rows.outcome_rows(run.outcomes)))
        connection.executemany(
            f"INSERT INTO coverage (run, position, {rows.COVERAGE_COLUMNS}) VALUES ({_marks(4)})",
            _numbered(sequence, rows.coverage_rows(run.coverage or ())),
        )


def run(database: Database, id: str) -> RecordedRun | None:
    """The run of that id."""
    found = database.row(f"SELECT sequence, {rows.RUN_COLUMNS} FROM runs WHERE id = ?", (id,))
    return None if found is None else _whole(database, found)


def runs(database: Database, kind: RunKind | None, limit: int) -> tuple[RecordedRun, ...]:
    """The last runs, newest first."""
    where, parameters = ("", ()) if kind is None else ("WHERE kind = ?", (kind.value,))
    found = database.rows(
        f"SELECT sequence, {rows.RUN_COLUMNS} FROM runs {where} ORDER BY sequence DESC LIMIT ?",
        (*parameters, limit),
    )
    return tuple(_whole(database, row) for row in found)


def record_measures(database: Database, measures: Sequence[Measure], clock: Clock) -> None:
    """Adds measures."""
    recorded_at = iso(clock.now())
    with database.writing() as connection:
        for each in measures:
            sequence = connection.execute(
                f"INSERT INTO measures ({rows.MEASURE_COLUMNS}, recorded_at) VALUES ({_marks(8)})",
                (*rows.measure_row(each), recorded_at),
            ).lastrowid
            connection.executemany(
                "INSERT OR IGNORE INTO measure_runs (measure, run_id) VALUES (?, ?)",
                [(sequence, id) for id in each.runs],
            )


def measures(database: Database, scope: str) -> tuple[Measure, ...]:
    """The latest measure of each name in a scope, by name."""
    return _latest(database, "scope = ?", rows.safe_text(scope))


def measures_of(database: Database, run_id: str) -> tuple[Measure, ...]:
    """The latest measure of each name that names a run, whatever its scope, by name."""
    return _latest(
        database, "sequence IN (SELECT measure FROM measure_runs WHERE run_id = ?)", run_id
    )


def latest_measure(database: Database, name: str, kinds: Sequence[RunKind]) -> Measure | None:
    """The latest measure of a name that a run of one of the kinds gave, whatever its scope."""
    row = database.row(
        f"SELECT {rows.MEASURE_COLUMNS} FROM measures WHERE name = ? AND EXISTS"
        " (SELECT 1 FROM measure_runs JOIN runs ON runs.id = run_id"
        f" WHERE measure = measures.sequence AND kind IN ({_marks(len(kinds))}))"
        " ORDER BY sequence DESC LIMIT 1",
        (name, *(each.value for each in kinds)),
    )
    return None if row is None else rows.measure_of(row)


def _latest(database: Database, where: str, parameter: str | bytes) -> tuple[Measure, ...]:
    found = database.rows(
        f"SELECT {rows.MEASURE_COLUMNS} FROM measures WHERE sequence IN"
        f" (SELECT max(sequence) FROM measures WHERE {where} GROUP BY name) ORDER BY name",
        (parameter,),
    )
    return tuple(map(rows.measure_of, found))


def record_mutants(database: Database, run_id: str, results: Sequence[MutantResult]) -> None:
    """Adds the fate of mutants in a recorded run, after those that are there already.

    Raises:
        StoreError: No such run is recorded (slug ``run-unknown``).
    """
    with database.writing() as connection:
        sequence = _sequence(connection, run_id)
        if sequence is None:
            raise StoreError(
                f"the run {run_id!r} is not recorded, so its mutants cannot be",
                hint="Record the run first: no number without a run.",
                slug="run-unknown",
            )
        (first,) = connection.execute(
            "SELECT coalesce(max(position) + 1, 0) FROM mutants WHERE run = ?", (sequence,)
        ).fetchone()
        connection.executemany(
            f"INSERT INTO mutants (run, position, {rows.MUTANT_COLUMNS}) VALUES ({_marks(14)})",
            _numbered(sequence, rows.mutant_rows(results), first),
        )


def mutants(database: Database, run_id: str) -> tuple[MutantResult, ...]:
    """The mutants of a run, in the order in which they were recorded."""
    found = database.rows(
        f"SELECT {rows.MUTANT_COLUMNS} FROM mutants"
        " WHERE run = (SELECT sequence FROM runs WHERE runs.id = ?) ORDER BY position",
        (run_id,),
    )
    return tuple(map(rows.mutant_result_of, found))


def _whole(database: Database, row: Any) -> RecordedRun:
    sequence, *rest = row
    outcomes = database.rows(
        f"SELECT {rows.OUTCOME_COLUMNS} FROM outcomes JOIN tests ON tests.id = test"
        " WHERE run = ? ORDER BY position",
        (sequence,),
    )
    coverage = database.rows(
        f"SELECT {rows.COVERAGE_COLUMNS} FROM coverage WHERE run = ? ORDER BY position", (sequence,)
    )
    return rows.run_of(tuple(rest), map(rows.outcome_of, outcomes), map(rows.coverage_of, coverage))


def _add_outcomes(
    connection: sqlite3.Connection, run: int | None, outcomes: Sequence[rows.Row]
) -> None:
    """Adds outcomes; the name of a test is kept once for all runs."""
    connection.executemany(
        "INSERT OR IGNORE INTO tests (name, file) VALUES (?, ?)", {row[:2] for row in outcomes}
    )
    connection.executemany(
        "INSERT INTO outcomes VALUES (?, ?, (SELECT id FROM tests WHERE name = ? AND file = ?),"
        " ?, ?, ?, ?, ?)",
        _numbered(run, outcomes),
    )


def _sequence(connection: sqlite3.Connection, id: str) -> int | None:
    found = connection.execute("SELECT sequence FROM runs WHERE id = ?", (id,)).fetchone()
    return None if found is None else int(found[0])


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _numbered(sequence: int | None, values: Any, first: int = 0) -> Any:
    return ((sequence, position, *row) for position, row in enumerate(values, first))
