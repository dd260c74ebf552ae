"""A backup is the same state, and restoring it brings that state back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import StoreError
from aqe.store import Store
from aqe.testing import ManualClock


def make_run(id: str) -> RecordedRun:
    return RecordedRun(id, RunKind.TEST, ("pytest",), "/p", "2030-01-01", 1.0, 0, "3.11")


def ids(store: Store) -> list[str]:
    return [run.id for run in store.runs()]


def dump(store: Store) -> list[str]:
    with store._database.exclusive() as connection:
        return list(connection.iterdump())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path, clock=ManualClock()) as opened:
        opened.record_run(make_run("a"))
        yield opened


def test_a_restored_backup_is_equal(store: Store) -> None:
    before = dump(store)
    backup = store.backup()
    store.record_run(make_run("b"))
    assert ids(store) == ["b", "a"]
    store.restore(backup)
    assert dump(store) == before


def test_what_was_there_before_a_restore_is_kept(store: Store) -> None:
    backup = store.backup()
    store.record_run(make_run("b"))
    undo = store.restore(backup)
    store.restore(undo)
    assert ids(store) == ["b", "a"]


def test_another_process_sees_the_restored_state(store: Store) -> None:
    backup = store.backup()
    store.record_run(make_run("b"))
    with Store.open(store.root, clock=ManualClock()) as other:
        assert ids(other) == ["b", "a"]
        store.restore(backup)
        assert ids(other) == ["a"]
        other.record_run(make_run("c"))
    assert ids(store) == ["c", "a"]


def test_a_backup_is_one_file_that_stands_alone(store: Store, tmp_path: Path) -> None:
    backup = store.backup("for-test")
    copy = tmp_path / "elsewhere.db"
    copy.write_bytes(backup.read_bytes())
    assert "for-test" in backup.name
    store.record_run(make_run("b"))
    store.restore(copy)
    assert ids(store) == ["a"]
    assert [path.name for path in backup.parent.iterdir() if "new" in path.name] == []


@pytest.mark.parametrize(
    "content", [b"", b"garbage" * 1000, None], ids=["empty", "garbage", "gone"]
)
def test_a_bad_backup_changes_nothing(store: Store, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "bad.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        store.restore(file)
    assert caught.value.slug == "backup-unusable"
    assert str(file) in caught.value.message
    assert ids(store) == ["a"]


def test_a_backup_that_is_pruned_meanwhile_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(tmp_path, clock=ManualClock()) as store:
        gone, kept = store.backup("gone"), store.backup("kept")
        real = Path.stat

        def stat(path: Path, **options: bool) -> os.stat_result:
            if path == gone:
                raise FileNotFoundError(path)
            return real(path, **options)

        monkeypatch.setattr(Path, "stat", stat)
        assert store.backups() == (kept,)


def test_backups_are_listed_newest_first(tmp_path: Path) -> None:
    clock = ManualClock()
    with Store.open(tmp_path, clock=clock) as store:
        made = []
        for _ in range(3):
            made.append(store.backup())
            clock.advance(1)
        assert list(store.backups()) == made[::-1]
