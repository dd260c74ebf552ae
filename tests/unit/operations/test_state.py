"""The state as a whole: backup, restore, check, prune."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import StoreError, UsageError
from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.operations.state import (
    StateBackupRequest,
    StateCheckRequest,
    StatePruneRequest,
    StateRestoreRequest,
    back_up_state,
    check_state,
    prune_state,
    restore_state,
)
from aqe.settings import load_settings
from aqe.store import Store
from aqe.testing import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def services(tmp_path: Path, clock: ManualClock) -> Iterator[Services]:
    opened: list[Store] = []

    def open_store() -> Store:
        if not opened:
            opened.append(Store.open(tmp_path, clock=clock))
        return opened[0]

    yield Services(
        root=tmp_path,
        directory=tmp_path,
        environ={},
        clock=clock,
        open_store=open_store,
        read_settings=lambda: load_settings(tmp_path),
    )
    for store in opened:
        store.close()


def record(store: Store, *ids: str) -> None:
    for id in ids:
        store.record_run(RecordedRun(id, RunKind.TEST, ("p",), "/p", "2030", 1.0, 0, "3.11"))


def ids(store: Store) -> list[str]:
    return [run.id for run in store.runs()]


def test_the_newest_backup_is_brought_back(services: Services, clock: ManualClock) -> None:
    record(services.store, "a")
    made = back_up_state(StateBackupRequest(), services)
    assert made.size_bytes == made.file.stat().st_size > 0
    clock.advance(5)
    record(services.store, "b")
    result = restore_state(StateRestoreRequest(), services)
    assert (result.file, result.runs) == (made.file, 1)
    assert ids(services.store) == ["a"]
    assert result.before is not None
    assert restore_state(StateRestoreRequest(result.before), services).runs == 2


def test_an_empty_backup_is_not_what_anybody_misses(
    tmp_path: Path, services: Services, clock: ManualClock
) -> None:
    record(services.store, "a")
    full = back_up_state(StateBackupRequest(), services).file
    path = services.store.path
    services.store.close()
    for _ in range(2):  # the first restores beside an empty one, which the second must not take
        path.write_bytes(b"broken")
        clock.advance(5)
        with Store.open(tmp_path, clock=clock) as store:
            assert str(full) in store.notices[0].hint
            empty = store.backup("before-restore")
        assert empty.stat().st_mtime_ns >= full.stat().st_mtime_ns
    with Store.open(tmp_path, clock=clock) as store:
        again = replace(services, open_store=lambda: store)
        assert restore_state(StateRestoreRequest(), again).file == full


def test_where_all_backups_are_empty_the_newest_is_taken(
    services: Services, clock: ManualClock
) -> None:
    back_up_state(StateBackupRequest(), services)
    clock.advance(5)
    newest = back_up_state(StateBackupRequest(), services).file
    assert restore_state(StateRestoreRequest(), services).file == newest


def test_what_happened_to_the_database_is_remembered(tmp_path: Path, services: Services) -> None:
    with services.open_store() as store:
        path = store.path
    path.write_bytes(b"broken")
    with Store.open(tmp_path, clock=ManualClock()) as store:
        result = check_state(StateCheckRequest(), replace(services, open_store=lambda: store))
    assert len(result.history) == 1
    assert "it is not a SQLite file" in result.history[0]


def test_a_database_that_cannot_be_opened_is_replaced(tmp_path: Path, services: Services) -> None:
    with Store.open(tmp_path, clock=ManualClock()) as store:
        record(store, "a")
        backup = store.backup()
        with store._database.exclusive() as connection:
            connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError):
        services.open_store()
    result = restore_state(StateRestoreRequest(backup), services)
    assert ids(services.store) == ["a"]
    assert result.before is not None
    assert result.before.exists()
    assert services.store.check().set_aside == (result.before,)


def test_no_backup_is_a_clear_error(services: Services) -> None:
    with pytest.raises(UsageError) as caught:
        restore_state(StateRestoreRequest(), services)
    assert caught.value.slug == "no-backup"


def test_a_backup_that_is_not_there_is_a_wrong_argument(services: Services) -> None:
    record(services.store, "a")
    with pytest.raises(UsageError) as caught:
        restore_state(StateRestoreRequest(Path("gone.db")), services)
    assert caught.value.slug == "backup-missing"
    assert ids(services.store) == ["a"]


def test_a_bad_backup_replaces_nothing(tmp_path: Path, services: Services) -> None:
    record(services.store, "a")
    (tmp_path / "bad.db").write_bytes(b"nothing")
    with pytest.raises(StoreError) as caught:
        restore_state(StateRestoreRequest(Path("bad.db")), services)
    assert caught.value.slug == "backup-unusable"
    assert ids(services.store) == ["a"]


def test_a_check_finds_nothing_or_something(tmp_path: Path, services: Services) -> None:
    record(services.store, "a")
    path = services.store.artefact(b"x" * 2_000_000, "big.bin", run_id="a")
    (tmp_path / ".agentic-qe" / "config.toml").write_text("[store]\nmax_mb = 1\n", "utf-8")
    result = check_state(StateCheckRequest(), services)
    assert (result.status, result.runs, result.artefacts) == (Status.OK, 1, 1)
    assert "store.max_mb = 1" in result.alerts[0]
    path.unlink()
    result = check_state(StateCheckRequest(), services)
    assert result.status is Status.FINDINGS
    assert path.name in result.problems[0]
    assert result.alerts == ()


def test_pruning_follows_the_request_then_the_settings(tmp_path: Path, services: Services) -> None:
    record(services.store, "a", "b", "c", "d")
    (tmp_path / ".agentic-qe" / "config.toml").write_text("[store]\nretention_runs = 3\n", "utf-8")
    assert prune_state(StatePruneRequest(), services).runs == 1
    assert prune_state(StatePruneRequest(runs=1), services).runs == 2
    assert ids(services.store) == ["d"]
    with pytest.raises(UsageError, match="keep nothing"):
        prune_state(StatePruneRequest(runs=0), services)
    assert ids(services.store) == ["d"]
