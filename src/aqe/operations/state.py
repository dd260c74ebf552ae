"""``state backup|restore|check|prune``: the project's state as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.errors import StoreError, UsageError
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.settings.roots import state_folder
from aqe.store import Store
from aqe.store.backups import most_useful

__all__ = [
    "BACKUP",
    "CHECK",
    "PRUNE",
    "RESTORE",
    "StateBackupRequest",
    "StateBackupResult",
    "StateCheckRequest",
    "StateCheckResult",
    "StatePruneRequest",
    "StatePruneResult",
    "StateRestoreRequest",
    "StateRestoreResult",
    "back_up_state",
    "check_state",
    "prune_state",
    "restore_state",
]

_MIB = 1_048_576
_REPLACEABLE = frozenset(
    {"database-newer", "database-damaged", "migration-changed", "migration-refused"}
)
"""Errors of opening that a restored backup cures."""


@dataclass(frozen=True, slots=True)
class StateBackupRequest:
    """A backup on demand."""


@dataclass(frozen=True, slots=True)
class StateBackupResult:
    """The backup that was made."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    file: Path
    size_bytes: int

    @property
    def status(self) -> Status:
        """The backup is there and sound."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class StateRestoreRequest:
    """Which backup to bring back."""

    file: Path | None = None
    """A backup of the database; by default the newest that holds recorded runs."""


@dataclass(frozen=True, slots=True)
class StateRestoreResult:
    """What was brought back."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    file: Path
    before: Path | None
    """Where the state is kept that was there before."""
    runs: int
    """Recorded runs in the restored state."""

    @property
    def status(self) -> Status:
        """The backup is in force."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class StateCheckRequest:
    """A check of the whole state."""


@dataclass(frozen=True, slots=True)
class StateCheckResult:
    """What the check found."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    database: Path
    version: int
    problems: tuple[str, ...]
    alerts: tuple[str, ...]
    """Sizes beyond the settings."""
    runs: int
    artefacts: int
    database_bytes: int
    state_bytes: int
    backups: tuple[Path, ...]
    """Newest first."""
    set_aside: tuple[Path, ...]
    """Damaged databases that were kept."""
    history: tuple[str, ...]
    """What happened to the database so far, newest first: damage, migrations."""

    @property
    def status(self) -> Status:
        """Findings when something is wrong; a large state is not."""
        return Status.FINDINGS if self.problems else Status.OK


@dataclass(frozen=True, slots=True)
class StatePruneRequest:
    """What to keep; the settings decide where nothing is said."""

    runs: int | None = field(default=None, metadata=within(1))
    """Newest runs to keep."""
    backups: int | None = field(default=None, metadata=within(1))
    """Newest backups to keep."""


@dataclass(frozen=True, slots=True)
class StatePruneResult:
    """What was removed."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    runs: int
    artefacts: int
    backups: int
    freed_bytes: int
    state_bytes: int
    """What is left."""

    @property
    def status(self) -> Status:
        """Removing went well."""
        return Status.OK


def back_up_state(request: StateBackupRequest, services: Services) -> StateBackupResult:
    """Copy the database, also while others write to it.

    Raises:
        StoreError: It cannot be read, or the copy not be written.
    """
    file = services.open_store().backup()
    return StateBackupResult(file, file.stat().st_size)


def restore_state(request: StateRestoreRequest, services: Services) -> StateRestoreResult:
    """Bring the state back to a backup, also when the present one cannot be opened.

    Raises:
        UsageError: There is no backup.
        StoreError: The backup cannot be used; nothing was changed.
    """
    file = _chosen(request, services)
    try:
        before: Path | None = services.open_store().restore(file)
    except StoreError as error:
        if error.slug not in _REPLACEABLE:
            raise
        before = Store.replace(services.root, file, clock=services.clock)
    return StateRestoreResult(file, before, services.open_store().check().runs)


def check_state(request: StateCheckRequest, services: Services) -> StateCheckResult:
    """Read the whole state and say what is wrong with it.

    Raises:
        StoreError: It cannot be opened.
    """
    health = services.open_store().check()
    limit_mb = services.settings.store.max_mb
    alerts = []
    if health.state_bytes > limit_mb * _MIB:
        alerts.append(
            f"the state takes {health.state_bytes / _MIB:.0f} MiB, more than store.max_mb ="
            f" {limit_mb}; `aqe state prune` removes old runs and backups"
        )
    return StateCheckResult(
        database=health.path,
        version=health.version,
        problems=health.problems,
        alerts=tuple(alerts),
        runs=health.runs,
        artefacts=health.artefacts,
        database_bytes=health.database_bytes,
        state_bytes=health.state_bytes,
        backups=health.backups,
        set_aside=health.set_aside,
        history=tuple(each.message for each in services.store.past_notices()),
    )


def prune_state(request: StatePruneRequest, services: Services) -> StatePruneResult:
    """Remove old runs, backups and files that belong to nothing.

    Raises:
        UsageError: A number is below one.
        StoreError: The state cannot be written.
    """
    settings = services.settings.store
    runs = settings.retention_runs if request.runs is None else request.runs
    backups = settings.backups if request.backups is None else request.backups
    for name, number in (("runs", runs), ("backups", backups)):
        if number < 1:
            raise UsageError(
                f"{name} = {number} would keep nothing",
                hint="Keep at least one, or remove `.agentic-qe/` by hand.",
                slug="bad-argument",
            )
    report = services.open_store().prune(runs=runs, backups=backups)
    return StatePruneResult(
        report.runs, report.artefacts, report.backups, report.freed_bytes, report.state_bytes
    )


def _chosen(request: StateRestoreRequest, services: Services) -> Path:
    if request.file is not None:
        file = services.path(request.file)
        if not file.exists():
            raise UsageError(
                f"there is no backup '{file}'",
                hint="`aqe state check` lists the backups that there are",
                slug="backup-missing",
            )
        return file
    chosen = most_useful(state_folder(services.root) / "aqe.db")
    if chosen is None:
        raise UsageError(
            "there is no backup of the state",
            hint="`aqe state backup` makes one; backups lie in `.agentic-qe/backups/`.",
            slug="no-backup",
        )
    return chosen


BACKUP: Operation[StateBackupRequest, StateBackupResult] = Operation(
    "state.backup",
    "Copy the project's database into a backup.",
    StateBackupRequest,
    StateBackupResult,
    back_up_state,
)
RESTORE: Operation[StateRestoreRequest, StateRestoreResult] = Operation(
    "state.restore",
    "Bring the project's database back to a backup.",
    StateRestoreRequest,
    StateRestoreResult,
    restore_state,
)
CHECK: Operation[StateCheckRequest, StateCheckResult] = Operation(
    "state.check",
    "Check the project's state: database, artefacts, sizes, backups.",
    StateCheckRequest,
    StateCheckResult,
    check_state,
)
PRUNE: Operation[StatePruneRequest, StatePruneResult] = Operation(
    "state.prune",
    "Remove old runs and backups beyond the limits in the settings.",
    StatePruneRequest,
    StatePruneResult,
    prune_state,
)
