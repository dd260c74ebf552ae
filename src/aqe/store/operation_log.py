"""What was begun and how it ended, so that a killed operation is told at the next start."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aqe.errors import StoreError
from aqe.store.database import Database
from aqe.store.processes import Process, current_process, is_alive, is_gone
from aqe.telemetry.clock import Clock, iso
from aqe.telemetry.redaction import redact_environment

__all__ = ["OperationRecord", "begin", "finish", "interrupted", "running"]

_COLUMNS = "id, name, arguments, started_at, finished_at, status, pid"


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """One use of `aqe` that changes something."""

    id: str
    name: str
    arguments: Mapping[str, str]
    started_at: str
    finished_at: str | None
    status: str
    """``running``, ``interrupted``, or what it was finished with."""
    pid: int


def begin(
    database: Database, id: str, name: str, arguments: Mapping[str, object], clock: Clock
) -> None:
    """Notes that this process begins an operation; arguments are kept without secrets."""
    process = current_process()
    kept = redact_environment({key: str(value) for key, value in arguments.items()})
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO operations (id, name, arguments, pid, process_started, machine,"
            " started_at, status) VALUES (?, ?, ?, ?, ?, ?, ?, 'running')",
            (
                id,
                name,
                json.dumps(kept),
                process.pid,
                process.started,
                process.machine,
                iso(clock.now()),
            ),
        )


def finish(database: Database, id: str, status: str, clock: Clock) -> None:
    """Notes how an operation ended.

    Raises:
        StoreError: It is not there, since the state was replaced meanwhile (slug ``operation-unknown``).
    """
    with database.writing() as connection:
        changed = connection.execute(
            "UPDATE operations SET finished_at = ?, status = ? WHERE id = ?",
            (iso(clock.now()), status, id),
        ).rowcount
    if not changed:
        raise StoreError(
            f"the operation {id!r} is not in this state, which was replaced meanwhile",
            hint="What it recorded before that is in the state that was there; `aqe state check` names it.",
            slug="operation-unknown",
        )


def interrupted(
    database: Database, clock: Clock, alive: Callable[[Process], bool | None] = is_alive
) -> tuple[OperationRecord, ...]:
    """Operations whose process is gone, oldest first; each is told once."""
    if not _unfinished(database):
        return ()
    told: list[OperationRecord] = []
    with database.writing() as connection:
        for row in _unfinished(database):
            process, since = Process(row[6], row[7], row[8]), datetime.fromisoformat(row[3])
            if not is_gone(process, since, clock.now(), alive):
                continue
            connection.execute(
                "UPDATE operations SET finished_at = ?, status = 'interrupted' WHERE id = ?",
                (iso(clock.now()), row[0]),
            )
            told.append(_record((*row[:5], "interrupted", row[6])))
    return tuple(told)


def running(database: Database) -> tuple[OperationRecord, ...]:
    """Operations that have not ended, oldest first."""
    return tuple(map(_record, _unfinished(database)))


def _unfinished(database: Database) -> list[Any]:
    return database.rows(
        f"SELECT {_COLUMNS}, process_started, machine FROM operations"
        " WHERE finished_at IS NULL ORDER BY sequence"
    )


def _record(row: Any) -> OperationRecord:
    id, name, arguments, started_at, finished_at, status, pid = row[:7]
    return OperationRecord(id, name, json.loads(arguments), started_at, finished_at, status, pid)
