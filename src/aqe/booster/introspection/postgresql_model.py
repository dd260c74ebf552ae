"""A data model of PostgreSQL while it is put together, from a dump's text or from a server."""

from __future__ import annotations

from aqe.booster.data_model import DataModel, ForeignKey
from aqe.booster.introspection.checks import apply_check
from aqe.booster.introspection.create_table import (
    ColumnDefinition,
    names_in,
    qualified_name,
)
from aqe.booster.introspection.defaults import literal
from aqe.booster.introspection.drafts import ColumnDraft, Schema, TableDraft, finished, merged
from aqe.booster.introspection.postgresql_types import NARROWER, type_schema, type_text
from aqe.booster.introspection.refusal import MAX_DEPTH, MAX_TABLES, IntrospectionRefused
from aqe.booster.introspection.sql_tokens import SqlToken, sql_text

__all__ = ["PostgresqlDrafts"]


class PostgresqlDrafts:
    """Takes enums, domains, tables and constraints in the order in which they come."""

    def __init__(self) -> None:
        self.tables: dict[str, TableDraft] = {}
        self.notices: list[str] = []
        self._enums: dict[str, list[str]] = {}
        self._domains: dict[str, ColumnDefinition] = {}
        self._pending: list[tuple[str, tuple[str, ...], str, tuple[str, ...]]] = []

    def add_enum(self, name: str, labels: list[str]) -> None:
        """CREATE TYPE ... AS ENUM."""
        self._enums[name] = labels

    def add_domain(self, name: str, definition: ColumnDefinition) -> None:
        """CREATE DOMAIN; its checks speak of VALUE."""
        self._domains[name] = definition

    def add_table(self, name: str) -> TableDraft:
        """CREATE TABLE.

        Raises:
            IntrospectionRefused: There are too many.
        """
        if len(self.tables) >= MAX_TABLES:
            raise IntrospectionRefused(f"there are more than {MAX_TABLES} tables")
        return self.tables.setdefault(name, TableDraft(name))

    def note_partitions(self, table: TableDraft) -> None:
        """Note that a table takes only rows that one of its parts takes."""
        self.notices.append(f"{table.name}: which rows its partitions take is not in the schema")

    def add_column(self, table: TableDraft, column: ColumnDefinition) -> None:
        """A column with its own constraints."""
        if column.is_generated:
            self.notices.append(f"{table.name}: {column.name} is computed by the database")
            return
        kind = type_text(column.type)
        schema, is_not_null = self._schema(kind, 0)
        if schema is None:
            self.notices.append(
                f"{table.name}: the type {kind!r} of {column.name} is not known; any text is made"
            )
            schema = {"type": "string"}
        if self._below(kind).split("[")[0] in NARROWER:
            self.notices.append(
                f"{table.name}: the schema of {column.name} is narrower than {kind}"
            )
        note = f"sql: {self._below(kind)}" + (
            f" generated {column.identity}" if column.identity else ""
        )
        draft = ColumnDraft(
            column.name,
            {**schema, "$comment": note},
            is_nullable=not (
                column.is_not_null or is_not_null or column.identity or "serial" in kind
            ),
            has_default=bool(column.default or column.identity),
            default=literal(column.default),
        )
        table.columns[column.name] = draft
        if column.identity and schema.get("type") == "integer":
            self.number(draft)
        if any(each.text.lower() == "nextval" for each in column.default):
            self.set_sequence(table, column.name)
        if column.is_primary:
            table.primary_key = (column.name,)
        if column.is_unique:
            table.add_unique((column.name,))
        for check in column.checks:
            apply_check(table, check, self.notices)
        if column.references:
            self._reference(table, (column.name,), column.references)

    def set_sequence(self, table: TableDraft, name: str) -> None:
        """Note that a sequence numbers a column."""
        draft = table.columns.get(name)
        if draft is None or "serial" in str(draft.schema.get("$comment")):
            return
        self.number(draft)
        draft.schema["$comment"] = f"{draft.schema.get('$comment', 'sql:')} (serial)"

    def _below(self, kind: str) -> str:
        """The type behind a domain."""
        for _ in range(MAX_DEPTH):
            if kind not in self._domains:
                break
            kind = type_text(self._domains[kind].type)
        return kind

    @staticmethod
    def number(draft: ColumnDraft) -> None:
        """Let a column that a sequence numbers begin at 1."""
        if draft.schema.get("type") == "integer":
            draft.schema = {**draft.schema, "minimum": 1}

    def add_constraint(self, table: TableDraft, tokens: list[SqlToken]) -> None:
        """A constraint of the table, beginning with its kind."""
        words = [each.upper for each in tokens[:4]]
        if words[:2] == ["PRIMARY", "KEY"]:
            table.primary_key = names_in(tokens, 2)[0]
        elif words[:1] == ["UNIQUE"]:
            start = next((at for at, each in enumerate(tokens) if each.upper == "("), 0)
            table.add_unique(names_in(tokens, start)[0])
        elif words[:1] == ["CHECK"]:
            end = len(tokens) - 1
            while end > 0 and tokens[end].upper != ")":  # NOT VALID, NO INHERIT
                end -= 1
            apply_check(table, tokens[2:end], self.notices)
        elif words[:2] == ["FOREIGN", "KEY"]:
            columns, after = names_in(tokens, 2)
            if after < len(tokens) and tokens[after].upper == "REFERENCES":
                self._reference(table, columns, tokens[after + 1 :])
        elif words[:2] != ["NOT", "NULL"]:
            self.notices.append(f"{table.name}: {sql_text(tokens)} is not in the schema")

    def model(self) -> DataModel:
        """The finished model."""
        for name, columns, other, referenced in self._pending:
            target = self.tables.get(other)
            if not referenced and target is not None:
                referenced = target.primary_key
            self.tables[name].foreign_keys.append(ForeignKey(columns, other, referenced))
        self._pending.clear()
        return finished(self.tables, self.notices)

    def _reference(
        self, table: TableDraft, columns: tuple[str, ...], tokens: list[SqlToken]
    ) -> None:
        other, after = qualified_name(tokens, 0)
        referenced, _ = names_in(tokens, after)
        self._pending.append((table.name, columns, other, referenced))

    def _schema(self, kind: str, depth: int) -> tuple[Schema | None, bool]:
        """The schema of a type, and whether a domain forbids null."""
        is_not_null = False

        def named(name: str) -> Schema | None:
            nonlocal is_not_null
            if name in self._enums:
                return {"type": "string", "enum": list(self._enums[name])}
            if name not in self._domains or depth > MAX_DEPTH:
                return None
            definition = self._domains[name]
            schema, inner = self._schema(type_text(definition.type), depth + 1)
            is_not_null = definition.is_not_null or inner
            return None if schema is None else self._of_domain(name, schema, definition)

        schema = type_schema(kind, named)
        return schema, is_not_null and "[" not in kind

    def _of_domain(self, name: str, schema: Schema, definition: ColumnDefinition) -> Schema:
        draft = TableDraft(name, {"VALUE": ColumnDraft("VALUE", schema)})
        for check in definition.checks:
            apply_check(draft, check, self.notices)
        return merged({}, draft.columns["VALUE"].schema)
