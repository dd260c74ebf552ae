"""The chain brings every older database up to date, or leaves it as it was."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from aqe.domain.run import RunKind
from aqe.errors import StoreError
from aqe.settings import state_folder
from aqe.store import Store
from aqe.store.migration import Migration, shipped_migrations
from aqe.store.opening import open_database
from aqe.testing import ManualClock

FIXTURES = Path(__file__).parent / "databases"

FIRST = Migration(
    1,
    "0001_first",
    "-- before: SELECT count(*) = 0 FROM sqlite_schema\n"
    "CREATE TABLE migrations (version, name, sha256, applied_at);\n"
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); -- a; comment\n"
    "INSERT INTO notes VALUES (1, 'semi;colon');\n",
)
SECOND = Migration(
    2,
    "0002_second",
    "-- before: SELECT count(*) > 0 FROM notes\n"
    "-- after: SELECT min(length) = 10 FROM notes\n"
    "ALTER TABLE notes ADD COLUMN length INTEGER;\n"
    "UPDATE notes SET length = length(text);\n",
)


def changed(migration: Migration, old: str, new: str) -> Migration:
    assert old in migration.sql
    return Migration(migration.version, migration.name, migration.sql.replace(old, new))


def open_at(root: Path, *chain: Migration) -> tuple[list[tuple[object, ...]], tuple[str, ...]]:
    """Rows of the notes, and slugs of what was told."""
    opened = open_database(state_folder(root), clock=ManualClock(), busy_s=5, migrations=chain)
    try:
        rows = opened.database.rows("SELECT * FROM notes")
        return rows, tuple(each.slug for each in opened.notices)
    finally:
        opened.database.close()


def test_an_older_database_is_migrated_and_backed_up(tmp_path: Path) -> None:
    assert open_at(tmp_path, FIRST) == ([(1, "semi;colon")], ())
    assert open_at(tmp_path, FIRST, SECOND) == ([(1, "semi;colon", 10)], ("database-migrated",))
    assert open_at(tmp_path, FIRST, SECOND) == ([(1, "semi;colon", 10)], ())
    (backup,) = (state_folder(tmp_path) / "backups").iterdir()
    with contextlib.closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [(1, "semi;colon")]
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


@pytest.mark.parametrize(
    "broken",
    [
        changed(SECOND, "count(*) > 0", "count(*) > 9"),
        changed(SECOND, "min(length) = 10", "min(length) = 11"),
        changed(SECOND, "UPDATE notes", "UPDATE nowhere"),
        changed(
            SECOND,
            "ALTER TABLE notes ADD COLUMN length INTEGER;",
            "ALTER TABLE notes ADD COLUMN length INTEGER;\nPRAGMA defer_foreign_keys = ON;\n"
            "CREATE TABLE child (parent REFERENCES notes (id));\nINSERT INTO child VALUES (99);",
        ),
    ],
    ids=["before", "after", "statement", "reference"],
)
def test_a_failed_migration_changes_nothing(tmp_path: Path, broken: Migration) -> None:
    open_at(tmp_path, FIRST)
    with pytest.raises(StoreError) as caught:
        open_at(tmp_path, FIRST, broken)
    assert caught.value.slug in ("migration-refused", "database-unusable")
    assert open_at(tmp_path, FIRST) == ([(1, "semi;colon")], ())


def test_a_changed_chain_is_noticed(tmp_path: Path) -> None:
    open_at(tmp_path, FIRST)
    with pytest.raises(StoreError, match="0001_first") as caught:
        open_at(tmp_path, changed(FIRST, "a; comment", "b; comment"), SECOND)
    assert caught.value.slug == "migration-changed"


def test_the_shipped_chain_has_no_gap_and_checks_everywhere() -> None:
    chain = shipped_migrations()
    assert [each.version for each in chain] == list(range(1, len(chain) + 1))
    assert all(each.checks("before") and each.checks("after") for each in chain)
    assert all(list(each.statements()) for each in chain)


@pytest.mark.parametrize("dump", sorted(FIXTURES.glob("v*.sql")), ids=lambda path: path.stem)
def test_a_database_of_every_version_can_still_be_read(tmp_path: Path, dump: Path) -> None:
    path = state_folder(tmp_path) / "aqe.db"
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text("utf-8"))
    with Store.open(tmp_path, clock=ManualClock()) as store:
        is_current = dump.stem == f"v{shipped_migrations()[-1].version}"
        told = [] if is_current else ["database-migrated"]
        assert [each.slug for each in store.notices] == told
        assert store.check().problems == ()
        run = store.last_run(RunKind.TEST)
        assert run is not None
        assert [outcome.test for outcome in run.outcomes] == ["tests/test_a.py::test_b"]
        assert run.coverage is not None
        assert run.coverage[0].branches == ((1, 2), (1, -1))
        assert [each.state.value for each in store.mutants(run.id)] == ["killed", "survived"]
        assert {each.name: each.value for each in store.measures()} == {
            "line_coverage": 0.5,
            "mutation_score": None,
        }
    with contextlib.closing(sqlite3.connect(path)) as connection:
        suites = connection.execute("SELECT path, digest, seed FROM suite_files").fetchall()
    assert suites == [("tests/generated/test_a.py", "d1", "7")]


def test_there_is_a_dump_of_every_version() -> None:
    versions = {f"v{each.version}" for each in shipped_migrations()}
    assert {path.stem for path in FIXTURES.glob("v*.sql")} == versions
