"""Definitions of PostgreSQL as `pg_dump --schema-only` writes them; data between them is passed by."""

from __future__ import annotations

from collections.abc import Callable

from aqe.booster.data_model import DataModel
from aqe.booster.introspection.create_table import (
    TableDefinition,
    column_definition,
    create_table,
    names_in,
    qualified_name,
    without_name,
)
from aqe.booster.introspection.defaults import literal
from aqe.booster.introspection.drafts import ColumnDraft, TableDraft
from aqe.booster.introspection.postgresql_model import PostgresqlDrafts
from aqe.booster.introspection.refusal import IntrospectionRefused
from aqe.booster.introspection.sql_tokens import SqlToken, split, sql_text, statements, tokens_of

__all__ = ["introspect_postgresql_text"]

_SILENT = frozenset(
    """
    SET SELECT COMMENT GRANT REVOKE INSERT COPY DELETE UPDATE BEGIN COMMIT START DROP LOCK ANALYZE
    VACUUM REINDEX CLUSTER RESET SHOW DO CALL WITH END ROLLBACK SECURITY
    """.split()
)
"""Statements that say nothing about what rows may hold."""


def introspect_postgresql_text(text: str) -> DataModel:
    """The tables that a script creates.

    Raises:
        IntrospectionRefused: It creates none.
    """
    drafts = PostgresqlDrafts()
    reader = _Reader(drafts)
    for statement in statements(tokens_of(_without_data(text))):
        reader.read(statement)
    if not drafts.tables:
        raise IntrospectionRefused(
            "no CREATE TABLE was found",
            hint="write the definitions with `pg_dump --schema-only --file=schema.sql`",
        )
    return drafts.model()


def _without_data(text: str) -> str:
    """The script without the rows behind ``COPY ... FROM stdin;`` and without commands of psql."""
    lines = []
    is_data = False
    for line in text.split("\n"):
        if is_data:
            is_data = line.rstrip("\r") != "\\."
        elif line.startswith("COPY ") and line.rstrip().lower().endswith("from stdin;"):
            is_data = True
        elif not line.startswith("\\"):
            lines.append(line)
    return "\n".join(lines)


class _Reader:
    def __init__(self, drafts: PostgresqlDrafts) -> None:
        self._drafts = drafts
        self._kinds: dict[str, Callable[[list[SqlToken]], None]] = {
            "TYPE": self._type,
            "DOMAIN": self._domain,
            "TABLE": self._table,
            "INDEX": self._index,
        }

    def read(self, statement: list[SqlToken]) -> None:
        words = [each.upper for each in statement[:6]]
        if words[0] == "CREATE":
            kind = next((each for each in words[1:] if each not in _MODIFIERS), "")
            if kind in self._kinds:
                self._kinds[kind](statement)
            elif kind in _HOLDING:
                self._drafts.notices.append(f"not read: {sql_text(statement[:6])}")
        elif words[0] == "ALTER" and "TABLE" in words[1:3]:
            self._alter(statement)
        elif words[0] not in _SILENT and words[0] != "ALTER":
            self._drafts.notices.append(f"not read: {sql_text(statement[:6])}")

    def _type(self, statement: list[SqlToken]) -> None:
        name, after = qualified_name(statement, 2)
        words = [each.upper for each in statement[after : after + 2]]
        if words == ["AS", "ENUM"]:
            labels, _ = names_in(statement, after + 2)
            self._drafts.add_enum(name, list(labels))
        else:
            self._drafts.notices.append(f"the type {name} is no enum and was not read")

    def _domain(self, statement: list[SqlToken]) -> None:
        name, after = qualified_name(statement, 2)
        if after < len(statement) and statement[after].upper == "AS":
            after += 1
        definition = column_definition([SqlToken("name", name), *statement[after:]])
        self._drafts.add_domain(name, definition)

    def _table(self, statement: list[SqlToken]) -> None:
        found = create_table(statement)
        if found is None:
            self._drafts.notices.append(f"not read: {sql_text(statement[:6])}")
            return
        if any(each.upper == "PARTITION" for each in found.before):
            return  # a part of a table that is read
        if not found.columns and any(each.upper == "AS" for each in found.before):
            self._drafts.notices.append(f"{found.name}: a table made by a query was not read")
            return
        draft = self._drafts.add_table(found.name)
        if any(each.upper == "PARTITION" for each in found.rest):
            self._drafts.note_partitions(draft)
        self._inherit(draft, found)
        for column in found.columns:
            self._drafts.add_column(draft, column)
        for constraint in found.constraints:
            self._drafts.add_constraint(draft, constraint)

    def _inherit(self, draft: TableDraft, found: TableDefinition) -> None:
        words = [each.upper for each in found.rest]
        if "INHERITS" not in words:
            return
        for part in split(found.rest[words.index("INHERITS") + 2 :]):
            parent, _ = qualified_name(part, 0)
            known = self._drafts.tables.get(parent)
            if known is None:
                self._drafts.notices.append(f"{draft.name}: inherits from {parent}, not there")
                continue
            for each in known.columns.values():
                draft.columns[each.name] = ColumnDraft(
                    each.name, dict(each.schema), each.is_nullable, each.has_default, each.default
                )

    def _index(self, statement: list[SqlToken]) -> None:
        words = [each.upper for each in statement]
        if words[1] != "UNIQUE" or "ON" not in words:
            return
        start = words.index("ON") + (2 if "ONLY" in words[:8] else 1)
        name, after = qualified_name(statement, start)
        draft = self._drafts.tables.get(name)
        opening = next((at for at in range(after, len(words)) if words[at] == "("), len(words))
        columns, end = names_in(statement, opening)
        parts = split(statement[opening + 1 : end - 1])
        if draft is None:
            return
        if "WHERE" in words[end:] or any(len(part) != 1 for part in parts):
            self._drafts.notices.append(f"{name}: {sql_text(statement)} is not in the schema")
        else:
            draft.add_unique(columns)

    def _alter(self, statement: list[SqlToken]) -> None:
        index = [each.upper for each in statement].index("TABLE") + 1
        while statement[index : index + 1] and statement[index].upper in ("ONLY", "IF", "EXISTS"):
            index += 1
        name, index = qualified_name(statement, index)
        draft = self._drafts.tables.get(name)
        if draft is None:
            return
        for action in split(statement[index:]):
            self._act(draft, action)

    def _act(self, draft: TableDraft, action: list[SqlToken]) -> None:
        words = [each.upper for each in action]
        if words[0] == "ADD" and words[1:2] and words[1] in _CONSTRAINTS:
            self._drafts.add_constraint(draft, without_name(action[1:]))
        elif words[0] == "ADD" and len(action) > 2:
            start = 2 if words[1] == "COLUMN" else 1
            start += 3 if words[start : start + 3] == ["IF", "NOT", "EXISTS"] else 0
            self._drafts.add_column(draft, column_definition(action[start:]))
        elif words[:2] == ["ATTACH", "PARTITION"]:
            self._drafts.tables.pop(qualified_name(action, 2)[0], None)
        elif words[0] == "ALTER":
            at = 2 if words[1:2] == ["COLUMN"] else 1
            self._alter_column(draft, action[at:])

    def _alter_column(self, draft: TableDraft, action: list[SqlToken]) -> None:
        column = draft.columns.get(action[0].text) if action else None
        if column is None:
            return
        words = [each.upper for each in action[1:]]
        if words[:3] == ["SET", "NOT", "NULL"]:
            column.is_nullable = False
        elif words[:3] == ["DROP", "NOT", "NULL"]:
            column.is_nullable = True
        elif words[:2] == ["SET", "DEFAULT"]:
            column.has_default = True
            column.default = literal(action[3:])
            if any(each.text.lower() == "nextval" for each in action):
                self._drafts.set_sequence(draft, column.name)
        elif words[:2] == ["ADD", "GENERATED"]:
            how = "always" if "ALWAYS" in words[:3] else "by default"
            column.is_nullable = False
            self._drafts.number(column)
            column.schema["$comment"] = f"{column.schema['$comment']} generated {how}"


_MODIFIERS = frozenset(
    "OR REPLACE UNIQUE TEMP TEMPORARY UNLOGGED GLOBAL LOCAL CONSTRAINT TRUSTED PROCEDURAL".split()
)
_HOLDING = frozenset("TRIGGER VIEW MATERIALIZED RULE FOREIGN".split())
"""What may hold or change rows, and is not read."""
_CONSTRAINTS = frozenset("CONSTRAINT PRIMARY UNIQUE CHECK FOREIGN EXCLUDE".split())
