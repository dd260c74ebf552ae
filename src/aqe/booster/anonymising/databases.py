"""SQLite databases anonymised: a new file with the same definitions, filled row by row.

Nothing is changed in place, for what is overwritten in a database stays in its free pages. Tables of
extensions are left out: the shadow tables of a full-text index hold the texts once more.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from aqe.booster.anonymising.columns import Changer, Profile
from aqe.booster.anonymising.detection import Choice, choose
from aqe.booster.anonymising.keys import AnonymisingRefused
from aqe.booster.anonymising.options import (
    AnonymisingOptions,
    AnonymisingReport,
    Broken,
    Groups,
    Join,
)
from aqe.booster.anonymising.statistics import GroupCounts
from aqe.booster.anonymising.values import Pseudonyms
from aqe.booster.data_model import DataModel, Table
from aqe.booster.introspection import introspect_sqlite
from aqe.booster.introspection.sqlite import open_read_only
from aqe.booster.writing.sql_literals import identifier
from aqe.errors import UsageError

__all__ = ["anonymise_database"]

_AT_ONCE = 1000
_TEXT = re.compile(r"'[^']*[^\W\d_]{2}[^']*'")
_LONGEST_VALUE = 512 * 1024 * 1024


def anonymise_database(source: Path, out: Path, options: AnonymisingOptions) -> AnonymisingReport:
    """Write a copy of a database in which nobody is named.

    Raises:
        AnonymisingRefused: A column or a method is unknown, or the copy would break a constraint.
        IntrospectionRefused: The source is no database.
        Broken: The user asked to stop.
    """
    if out.exists() and out.samefile(source):
        raise AnonymisingRefused(
            f"{str(out)!r} is the source itself", hint="write to another place; the source stays"
        )
    model = introspect_sqlite(source)
    try:
        with closing(open_read_only(source, _LONGEST_VALUE)) as before:
            before.text_factory = _text
            copier = _Copier(before, model, options)
            with _beside(out) as place, closing(sqlite3.connect(place)) as after:
                return copier.copy(after)
    except sqlite3.Error as error:
        raise AnonymisingRefused(
            f"the copy of {str(source)!r} could not be made: {error}",
            hint="keep the column that the constraint speaks of: --column TABLE.COLUMN=keep",
        ) from error


class _Copier:
    def __init__(
        self, before: sqlite3.Connection, model: DataModel, options: AnonymisingOptions
    ) -> None:
        self._before = before
        self._model = model
        self._options = options
        self._with_texts: list[str] = []
        self._notices = [each for each in model.notices if "virtual table was left out" in each]
        profile = self._profile()
        known = [f"{table.name}.{column}" for table in model.tables for column in _columns(table)]
        options.check(set(known))
        samples = {name: profile.samples.get(name, []) for name in known}
        choices = choose(samples, options.methods, options.find, profile.traces)
        self._changer = Changer(
            options.key, self._joined(choices), profile, Pseudonyms(options.key)
        )

    def copy(self, after: sqlite3.Connection) -> AnonymisingReport:
        """Fill the new database."""
        for pragma in (
            "foreign_keys = OFF",
            "journal_mode = OFF",
            "trusted_schema = OFF",
            "ignore_check_constraints = ON",
        ):
            after.execute(f"PRAGMA {pragma}")
        self._settings(after)
        self._define(after, "table")
        for table in self._model.tables:
            for row in self._rows(table):
                for column, value in zip(_columns(table), row, strict=True):
                    self._changer.collect(f"{table.name}.{column}", value)
        groups = self._group_counts()
        rows = sum(self._fill(after, table, groups.get(table.name)) for table in self._model.tables)
        for kind in ("index", "view", "trigger"):
            self._define(after, kind)
        after.commit()
        after.execute("PRAGMA ignore_check_constraints = OFF")
        self._verify(after)
        if self._with_texts:
            shown = ", ".join(dict.fromkeys(self._with_texts))
            self._notices.append(f"texts in definitions were copied as they are: {shown}")
        return AnonymisingReport(
            rows=rows,
            columns=self._changer.reports(),
            groups=tuple(
                Groups(
                    tuple(f"{name}.{column}" for column in each.columns),
                    each.smallest,
                    each.below(5),
                )
                for name, each in groups.items()
            ),
            joins=tuple(self._joins(after)),
            notices=tuple(dict.fromkeys(self._notices)),
        )

    def _profile(self) -> Profile:
        profile = Profile()
        for table in self._model.tables:
            for row in self._rows(table):
                for column, value in zip(_columns(table), row, strict=True):
                    profile.add(f"{table.name}.{column}", value)
        return profile

    def _joined(self, choices: dict[str, Choice]) -> dict[str, Choice]:
        """Columns that keys connect get one method, and one under which equal values stay equal."""
        linked: dict[str, set[str]] = {}
        for table in self._model.tables:
            for columns in (table.primary_key, *table.unique):
                for column in columns:
                    linked.setdefault(f"{table.name}.{column}", set())
            for key in table.foreign_keys:
                for column, other in zip(key.columns, key.referenced, strict=True):
                    one, two = f"{table.name}.{column}", f"{key.table}.{other}"
                    linked.setdefault(one, set()).add(two)
                    linked.setdefault(two, set()).add(one)
        seen: set[str] = set()
        for start in linked:
            if start in seen:
                continue
            group = _reachable(linked, start)
            seen |= group
            self._agree(sorted(group), choices)
        return choices

    def _agree(self, group: list[str], choices: dict[str, Choice]) -> None:
        asked = [each for each in group if each in self._options.methods]
        chosen = asked or [each for each in group if choices[each].method != "keep"]
        if not chosen:
            return
        first = choices[chosen[0]]
        method = first.method
        if method in ("noise", "shuffle", "remove"):
            self._notices.append(f"{chosen[0]} is part of a key: it gets a pseudonym, not {method}")
            method = "pseudonym"
        for each in group:
            same = choices[each].method == method
            reason = choices[each].reason if same else f"joined with {chosen[0]}"
            if each == chosen[0]:
                reason = first.reason
            choices[each] = Choice(method, reason)

    def _rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        listed = ", ".join(map(identifier, _columns(table)))
        if not listed:
            return
        order = ", ".join(map(identifier, table.primary_key)) or "rowid"
        cursor = self._before.execute(
            f"SELECT {listed} FROM {identifier(table.name)} ORDER BY {order}"
        )
        while batch := cursor.fetchmany(_AT_ONCE):
            if self._options.cancelled():
                raise Broken
            yield from batch

    def _fill(self, after: sqlite3.Connection, table: Table, groups: GroupCounts | None) -> int:
        columns = _columns(table)
        if not columns:
            return 0
        names = [f"{table.name}.{column}" for column in columns]
        places = ", ".join("?" * len(columns))
        listed = ", ".join(map(identifier, columns))
        statement = f"INSERT INTO {identifier(table.name)} ({listed}) VALUES ({places})"
        change: Callable[[str, Any], Any] = self._changer.change
        count = 0
        for row in self._rows(table):
            moved = [change(name, value) for name, value in zip(names, row, strict=True)]
            if groups is not None:
                values = dict(zip(columns, moved, strict=True))
                groups.add(values[each] for each in groups.columns)
            after.execute(statement, [_bound(each) for each in moved])
            count += 1
        return count

    def _group_counts(self) -> dict[str, GroupCounts]:
        found: dict[str, tuple[str, ...]] = {}
        for table in self._model.tables:
            wanted = tuple(
                column
                for column in _columns(table)
                if f"{table.name}.{column}" in self._options.quasi_identifiers
            )
            if wanted:
                found[table.name] = wanted
        return {name: GroupCounts(columns) for name, columns in found.items()}

    def _settings(self, after: sqlite3.Connection) -> None:
        for name in ("page_size", "application_id", "user_version", "auto_vacuum"):
            value = self._before.execute(f"PRAGMA {name}").fetchone()[0]
            after.execute(f"PRAGMA {name} = {int(value)}")

    def _define(self, after: sqlite3.Connection, kind: str) -> None:
        """Create what the source defines; whatever was built in or belongs to an extension is not."""
        names = {each.name for each in self._model.tables}
        rows = self._before.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
            (kind,),
        ).fetchall()
        for name, table, sql in rows:
            if kind in ("table", "index") and table not in names:
                continue
            if _TEXT.search(sql):
                self._with_texts.append(name)
            try:
                after.execute(sql)
            except sqlite3.Error as error:
                if kind in ("table", "index"):
                    raise
                self._notices.append(f"{name}: the {kind} could not be made: {error}")

    def _verify(self, after: sqlite3.Connection) -> None:
        for (told,) in after.execute("PRAGMA integrity_check(5)").fetchall():
            if told != "ok":
                self._notices.append(f"the copy breaks a constraint of its own: {told}")

    def _joins(self, after: sqlite3.Connection) -> Iterator[Join]:
        for table in self._model.tables:
            for key in table.foreign_keys:
                query = _orphans(table.name, key.columns, key.table, key.referenced)
                counts = [each.execute(query).fetchone()[0] for each in (self._before, after)]
                name = f"{table.name}({', '.join(key.columns)}) to {key.table}"
                yield Join(name, *counts)


def _orphans(table: str, columns: tuple[str, ...], other: str, referenced: tuple[str, ...]) -> str:
    pairs = list(zip(map(identifier, columns), map(identifier, referenced), strict=True))
    given = " AND ".join(f"a.{one} IS NOT NULL" for one, _ in pairs)
    same = " AND ".join(f"a.{one} = b.{two}" for one, two in pairs)
    return (
        f"SELECT count(*) FROM {identifier(table)} a WHERE {given}"
        f" AND NOT EXISTS (SELECT 1 FROM {identifier(other)} b WHERE {same})"
    )


def _reachable(linked: dict[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for other in linked.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _columns(table: Table) -> tuple[str, ...]:
    properties = table.schema.get("properties")
    return tuple(properties) if isinstance(properties, dict) else ()


def _text(content: bytes) -> str | bytes:
    """Texts of a database need not be UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content


def _bound(value: Any) -> Any:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return float(value)
    return value


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A place beside `out` that takes its name when the block ends well."""
    place = out.with_name(f".{out.name[:200]}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        if out.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        yield place
        for ending in ("-journal", "-wal", "-shm"):  # of the database that stood there before
            out.with_name(out.name + ending).unlink(missing_ok=True)
        os.replace(place, out)
    except OSError as error:
        raise UsageError(
            f"{str(out)!r} cannot be written: {error.strerror or error}",
            hint="choose another place, or check its permissions and the free space",
            slug="unwritable-output",
        ) from error
    finally:
        for each in (place, place.with_name(f"{place.name}-journal")):
            each.unlink(missing_ok=True)
