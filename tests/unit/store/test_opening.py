"""What stands in the place of the database decides what happens; nothing is ever deleted."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from pathlib import Path

import pytest

from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import StoreError
from aqe.store import Store
from aqe.store.database import APPLICATION_ID
from aqe.testing import ManualClock

HEADER = b"SQLite format 3\0"


def make_run(id: str) -> RecordedRun:
    return RecordedRun(id, RunKind.TEST, ("pytest",), "/p", "2030-01-01", 1.0, 0, "3.11")


def filled(root: Path, runs: int = 200) -> Path:
    """A database with some content, closed; gives its path."""
    with Store.open(root, clock=ManualClock()) as store:
        for number in range(runs):
            store.record_run(make_run(f"r{number}"))
        return store.path


def truncated(path: Path) -> bytes:
    return path.read_bytes()[: path.stat().st_size // 2]


def scribbled(path: Path) -> bytes:
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\xa5" * (20480 - 8192)
    return bytes(content)


DAMAGE = {
    "empty": (lambda path: b"", "the file is empty"),
    "garbage": (lambda path: b"not a database at all" * 99, "not a SQLite file"),
    "garbage-header": (lambda path: b"\0" * 16 + path.read_bytes()[16:], "not a SQLite file"),
    "only-header": (lambda path: HEADER, "not a database"),
    "half-header": (lambda path: path.read_bytes()[:60], "not a database"),
    "truncated": (truncated, "malformed|database"),
    "scribbled": (scribbled, "."),
}


@pytest.mark.parametrize(("spoil", "words"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_set_aside_and_named(tmp_path: Path, spoil: object, words: str) -> None:
    path = filled(tmp_path)
    content = spoil(path)  # type: ignore[operator]
    path.write_bytes(content)
    with Store.open(tmp_path, clock=ManualClock()) as store:
        (notice,) = store.notices
        assert store.runs() == ()
        store.record_run(make_run("after"))
        assert store.last_run() == make_run("after")
        (kept,) = store.check().set_aside
    assert notice.slug == "database-set-aside"
    assert str(kept) in notice.message
    assert kept.read_bytes() == content
    with Store.open(tmp_path, clock=ManualClock()) as store:
        assert store.notices == ()
        assert [each.slug for each in store.past_notices()] == ["database-set-aside"]


def test_a_second_damage_in_the_same_second_keeps_both(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        path = filled(tmp_path, 1)
        path.write_bytes(content)
        Store.open(tmp_path, clock=ManualClock()).close()
    kept = sorted(path.read_bytes() for path in path.parent.glob("aqe.db.damaged-*"))
    assert kept == [b"first", b"second"]


def test_the_log_of_a_damaged_file_goes_with_it(tmp_path: Path) -> None:
    path = filled(tmp_path, 1)
    path.write_bytes(b"broken")
    path.with_name("aqe.db-wal").write_bytes(b"its log")
    with Store.open(tmp_path, clock=ManualClock()) as store:
        (notice,) = store.notices
    name = "aqe.db.damaged-20300101T000000Z"
    assert (path.parent / name).read_bytes() == b"broken"
    assert (path.parent / f"{name}-wal").read_bytes() == b"its log"
    assert name in notice.message


def test_the_notice_names_the_newest_backup(tmp_path: Path) -> None:
    filled(tmp_path, 3)
    with Store.open(tmp_path, clock=ManualClock()) as store:
        backup = store.backup()
        path = store.path
    path.write_bytes(b"broken")
    with Store.open(tmp_path, clock=ManualClock()) as store:
        assert str(backup) in store.notices[0].hint
        store.restore(backup)
        assert len(store.runs()) == 3


def test_a_database_of_another_program_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / ".agentic-qe" / "aqe.db"
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE memories (text)")
        connection.execute("INSERT INTO memories VALUES ('precious')")
        connection.commit()
    with Store.open(tmp_path, clock=ManualClock()) as store:
        assert "belongs to another program" in store.notices[0].message
        (kept,) = store.check().set_aside
    with contextlib.closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT text FROM memories").fetchall() == [("precious",)]


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = filled(tmp_path, 1)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 4000")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="version 4000") as caught:
        Store.open(tmp_path, clock=ManualClock())
    assert caught.value.slug == "database-newer"
    assert "upgrade" in (caught.value.hint or "")
    assert path.read_bytes() == before


def test_a_locked_database_is_a_clear_error(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    with (
        Store.open(tmp_path, clock=ManualClock()) as holder,
        Store.open(tmp_path, clock=ManualClock(), busy_s=0.1) as waiting,
        holder._database.writing(),
        pytest.raises(StoreError, match="locked by another process") as caught,
    ):
        waiting.record_run(make_run("late"))
    assert caught.value.slug == "database-locked"
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        (errno.EROFS, "state-read-only"),
        (errno.EACCES, "state-read-only"),
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.ENOTDIR, "state-unusable"),
    ],
)
def test_a_folder_that_cannot_be_made_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, slug: str
) -> None:
    def refuse(self: Path, *arguments: object, **options: object) -> None:
        raise OSError(number, "refused", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path, clock=ManualClock())
    assert caught.value.slug == slug
    assert ".agentic-qe" in caught.value.message
    assert caught.value.hint


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / ".agentic-qe").write_text("mine", "utf-8")
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path, clock=ManualClock())
    assert caught.value.slug == "state-unusable"
    assert (tmp_path / ".agentic-qe").read_text("utf-8") == "mine"


def test_a_folder_in_the_place_of_the_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / ".agentic-qe" / "aqe.db").mkdir(parents=True)
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path, clock=ManualClock())
    assert caught.value.slug == "state-unusable"


def test_a_database_that_turns_bad_while_open_is_a_clear_error(tmp_path: Path) -> None:
    filled(tmp_path, 300)
    with Store.open(tmp_path, clock=ManualClock()) as store:
        store.path.write_bytes(scribbled(store.path))
        with pytest.raises(StoreError) as caught:
            store.runs(limit=1000)
    assert caught.value.slug == "database-damaged"


def test_every_connection_keeps_the_promises(tmp_path: Path) -> None:
    with Store.open(tmp_path, clock=ManualClock(), busy_s=12) as store:
        names = ["journal_mode", "foreign_keys", "synchronous", "busy_timeout", "application_id"]
        found = {name: store._database.value(f"PRAGMA {name}") for name in names}
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 12_000,
        "application_id": APPLICATION_ID,
    }


def test_an_unfinished_creation_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", refuse)
        with pytest.raises(StoreError) as caught:
            Store.open(tmp_path, clock=ManualClock())
    assert caught.value.slug == "disk-full"
    names = sorted(path.name for path in (tmp_path / ".agentic-qe").iterdir())
    assert names == [".gitignore", "aqe.lock"]
    with Store.open(tmp_path, clock=ManualClock()) as store:
        assert store.notices == ()
