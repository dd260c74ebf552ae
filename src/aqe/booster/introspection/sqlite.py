"""Database files of SQLite: opened read-only, asked for their tables, never for their rows.

The file may be hostile: no trigger, view or function of it runs, and long work is broken off.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aqe.booster.data_model import DataModel, ForeignKey
from aqe.booster.introspection.checks import apply_check
from aqe.booster.introspection.create_table import TableDefinition, create_table
from aqe.booster.introspection.defaults import literal
from aqe.booster.introspection.drafts import ColumnDraft, TableDraft, finished
from aqe.booster.introspection.refusal import MAX_TABLES, IntrospectionRefused
from aqe.booster.introspection.sql_tokens import tokens_of
from aqe.booster.introspection.sqlite_types import sqlite_schema

__all__ = ["introspect_sqlite", "open_read_only"]

_HEADER = b"SQLite format 3\0"
_STEPS = 10_000
_ROUNDS = 20_000
_LONGEST_TEXT = 16 * 1024 * 1024


def introspect_sqlite(path: Path) -> DataModel:
    """The tables of a database file.

    Raises:
        IntrospectionRefused: It is no database, or a damaged one.
    """
    try:
        with closing(open_read_only(path)) as connection:
            return _Reader(connection).model()
    except sqlite3.Error as error:
        raise IntrospectionRefused(
            f"{str(path)!r} cannot be read as a database: {error}",
            hint="check it with `sqlite3 FILE 'PRAGMA integrity_check'`",
        ) from error


def open_read_only(path: Path, longest: int = _LONGEST_TEXT) -> sqlite3.Connection:
    """A connection that cannot write, and runs nothing that the file brings along.

    Args:
        path: The file.
        longest: Bytes of a value at most.

    Raises:
        IntrospectionRefused: The file is no database.
        sqlite3.Error: It cannot be opened.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(_HEADER))
    except OSError as error:
        raise IntrospectionRefused(
            f"{str(path)!r} cannot be read: {error.strerror or error}", hint="check the path"
        ) from error
    if start != _HEADER:
        raise IntrospectionRefused(
            f"{str(path)!r} is no SQLite database",
            hint="an encrypted one has to be exported first",
        )
    journal = path.with_name(path.name + "-wal")
    is_settled = not (journal.exists() and journal.stat().st_size)
    mode = "mode=ro&immutable=1" if is_settled else "mode=ro"
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
        for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


class _Reader:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rounds = 0
        self._notices: list[str] = []
        connection.set_progress_handler(self._tick, _STEPS)

    def _tick(self) -> int:
        self._rounds += 1
        return int(self._rounds > _ROUNDS)

    def model(self) -> DataModel:
        drafts: dict[str, TableDraft] = {}
        for name, sql in self._tables():
            definition = None
            if isinstance(sql, str):
                definition = create_table(list(tokens_of(sql, has_brackets=True)))
            drafts[name] = self._table(name, definition)
        for name, draft in drafts.items():
            draft.foreign_keys.extend(self._foreign_keys(name, drafts))
        for name, event in self._rows(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        ):
            self._notices.append(f"{name}: the trigger {event} was not read")
        return finished(drafts, self._notices)

    def _tables(self) -> list[tuple[str, Any]]:
        kinds = {row[1]: row[2] for row in self._rows("PRAGMA main.table_list")}
        rows = self._rows(
            "SELECT name, sql, type FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"
        )
        found = []
        for name, sql, kind in rows:
            if not isinstance(name, str):
                continue
            kind = "view" if kind == "view" else kinds.get(name, "table")
            if kind == "table":
                found.append((name, sql))
            elif kind != "shadow":
                label = kind if kind == "view" else f"{kind} table"
                self._notices.append(f"{name}: a {label} was left out")
        if len(found) > MAX_TABLES:
            raise IntrospectionRefused(f"there are more than {MAX_TABLES} tables")
        return found

    def _rows(self, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, arguments).fetchall()

    def _table(self, name: str, definition: TableDefinition | None) -> TableDraft:
        draft = TableDraft(name)
        written = {each.name.lower(): each for each in definition.columns} if definition else {}
        keys: dict[int, str] = {}
        rows = self._rows("SELECT * FROM pragma_table_xinfo(?)", name)
        is_strict = definition is not None and any(
            each.upper == "STRICT" for each in definition.rest
        )
        for _, column, kind, not_null, default, key, hidden in rows:
            if hidden:
                self._notices.append(f"{name}: {column} is computed by the database")
                continue
            schema = sqlite_schema(str(kind or ""), is_strict=is_strict)
            draft.columns[column] = ColumnDraft(
                column,
                schema,
                is_nullable=not not_null,
                has_default=default is not None,
                default=literal(list(tokens_of(str(default or "")))),
            )
            if key:
                keys[key] = column
        draft.primary_key = tuple(keys[each] for each in sorted(keys))
        self._number_rows(draft)
        self._unique(draft)
        checks = [each for column in written.values() for each in column.checks]
        if definition:
            checks += [each[2:-1] for each in definition.constraints if each[0].upper == "CHECK"]
        for check in checks:
            apply_check(draft, check, self._notices)
        return draft

    def _number_rows(self, draft: TableDraft) -> None:
        """An integer that is the whole key numbers the rows, from 1."""
        if len(draft.primary_key) == 1:
            column = draft.columns[draft.primary_key[0]]
            if column.schema.get("type") == "integer" and "minimum" not in column.schema:
                column.schema = {**column.schema, "minimum": 1}

    def _unique(self, draft: TableDraft) -> None:
        for _, index, is_unique, origin, partial in self._rows(
            "SELECT * FROM pragma_index_list(?)", draft.name
        ):
            if not is_unique or origin == "pk":
                continue
            columns = self._rows("SELECT name, coll FROM pragma_index_xinfo(?) WHERE key", index)
            names = tuple(name for name, _ in columns)
            if partial or not all(name in draft.columns for name in names):
                part = "rows that fulfil a condition" if partial else "an expression"
                self._notices.append(f"{draft.name}: {index} is unique over {part}")
                continue
            if any(collation != "BINARY" for _, collation in columns):
                self._notices.append(
                    f"{draft.name}: {index} is unique under another order than the binary one"
                )
            draft.add_unique(names)

    def _foreign_keys(self, name: str, drafts: dict[str, TableDraft]) -> list[ForeignKey]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        for row in self._rows("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", name):
            found.setdefault(row[0], []).append(row)
        spelled = {each.lower(): each for each in drafts}
        keys = []
        for rows in found.values():
            other = spelled.get(str(rows[0][2]).lower(), str(rows[0][2]))
            columns = tuple(str(row[3]) for row in rows)
            referenced = tuple(str(row[4]) for row in rows if row[4] is not None)
            if not referenced and other in drafts:
                referenced = drafts[other].primary_key
            keys.append(
                ForeignKey(
                    _spelled(drafts.get(name), columns),
                    other,
                    _spelled(drafts.get(other), referenced),
                )
            )
        return keys[::-1]


def _spelled(draft: TableDraft | None, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns as their table spells them: SQLite does not mind capitals."""
    known = {each.lower(): each for each in draft.columns} if draft else {}
    return tuple(known.get(each.lower(), each) for each in columns)
