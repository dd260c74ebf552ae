"""Tables of a running PostgreSQL: its catalogue is asked, in a read-only transaction, never its rows.

The only door to psycopg, which is imported when a server is asked.
"""

from __future__ import annotations

import re
from typing import Any

from aqe.booster.data_model import DataModel
from aqe.booster.introspection.create_table import ColumnDefinition
from aqe.booster.introspection.postgresql_model import PostgresqlDrafts
from aqe.booster.introspection.refusal import IntrospectionUnavailable
from aqe.booster.introspection.sql_tokens import tokens_of

__all__ = ["introspect_postgresql_server", "is_server", "without_password"]

_PASSWORD = re.compile(
    r"(?<=://)([^/:@\s]*):\S*@|(password\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s&]+)", re.IGNORECASE
)
_SYSTEM = "('pg_catalog', 'information_schema', 'pg_toast')"

_ENUMS = f"""
SELECT n.nspname, t.typname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname NOT IN {_SYSTEM} GROUP BY 1, 2 ORDER BY 1, 2
"""
_DOMAINS = f"""
SELECT n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull,
  array(SELECT pg_catalog.pg_get_constraintdef(c.oid) FROM pg_catalog.pg_constraint c
        WHERE c.contypid = t.oid AND c.contype = 'c' ORDER BY c.conname)
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND n.nspname NOT IN {_SYSTEM} ORDER BY t.oid
"""
_COLUMNS = f"""
SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
  a.attnotnull, a.attidentity::text, a.attgenerated::text,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid), c.relkind = 'p'
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN {_SYSTEM}
ORDER BY c.oid, a.attnum
"""
_CONSTRAINTS = f"""
SELECT n.nspname, c.relname, pg_catalog.pg_get_constraintdef(k.oid)
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN {_SYSTEM}
  AND k.contype IN ('p', 'u', 'c', 'f', 'x')
ORDER BY c.oid, array_position(ARRAY['p', 'u', 'c', 'f', 'x'], k.contype::text), k.conname
"""
_INDEXES = f"""
SELECT n.nspname, c.relname, i.relname, x.indpred IS NULL AND x.indexprs IS NULL,
  array(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE k.place <= x.indnkeyatts ORDER BY k.place)
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE x.indisunique AND NOT x.indisprimary AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition AND n.nspname NOT IN {_SYSTEM}
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid)
ORDER BY i.oid
"""
_UNREAD = f"""
SELECT n.nspname, c.relname, t.tgname::text, 'trigger'
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND n.nspname NOT IN {_SYSTEM}
UNION ALL
SELECT n.nspname, c.relname, '', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'f' THEN 'foreign table'
  ELSE 'materialised view' END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm', 'f') AND n.nspname NOT IN {_SYSTEM} ORDER BY 1, 2, 3
"""


def is_server(source: str) -> bool:
    """Whether a source names a server and not a file."""
    return source.startswith(("postgresql://", "postgres://"))


def without_password(text: str) -> str:
    """An address, or a message that holds one, with the password left out."""
    return _PASSWORD.sub(lambda each: f"{each[2]}***" if each[2] else f"{each[1]}:***@", text)


def introspect_postgresql_server(address: str, *, timeout_s: int = 10) -> DataModel:
    """The tables of a database.

    Args:
        address: ``postgresql://user@host:port/database``; what it leaves out comes from the
            variables of libpq, such as PGPASSWORD.
        timeout_s: Seconds until the attempt to connect is given up.

    Raises:
        IntrospectionUnavailable: psycopg is not installed, or the server does not answer.
    """
    try:
        import psycopg
    except ImportError as error:
        raise IntrospectionUnavailable(
            "a PostgreSQL server cannot be asked: psycopg is not installed",
            hint="pip install 'psycopg[binary]', or give the file of `pg_dump --schema-only`",
        ) from error
    try:
        options = "-c default_transaction_read_only=on -c statement_timeout=60000"
        with psycopg.connect(address, connect_timeout=timeout_s, options=options) as connection:
            connection.execute("SET search_path TO pg_catalog")
            return _Reader(connection).model()
    except psycopg.Error as error:
        raise IntrospectionUnavailable(
            f"{without_password(address)!r}: {_reason(error)}",
            hint="check host, port, database and user; the password can stand in PGPASSWORD",
        ) from None


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return without_password(lines[0]) if lines else type(error).__name__


class _Reader:
    """Gives the answers of the catalogue to the same drafts that the text of a dump goes to."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._drafts = PostgresqlDrafts()

    def model(self) -> DataModel:
        for schema, name, labels in self._rows(_ENUMS):
            self._drafts.add_enum(_qualified(schema, name), labels)
        for schema, name, kind, is_not_null, checks in self._rows(_DOMAINS):
            definition = ColumnDefinition(name, list(tokens_of(kind)), is_not_null=is_not_null)
            definition.checks = [_inner(each) for each in checks]
            self._drafts.add_domain(_qualified(schema, name), definition)
        for row in self._rows(_COLUMNS):
            self._column(*row)
        for schema, table, text in self._rows(_CONSTRAINTS):
            draft = self._drafts.tables[_qualified(schema, table)]
            self._drafts.add_constraint(draft, list(tokens_of(text)))
        for schema, table, index, is_plain, columns in self._rows(_INDEXES):
            draft = self._drafts.tables[_qualified(schema, table)]
            if is_plain:
                draft.add_unique(tuple(columns))
            else:
                self._drafts.notices.append(f"{draft.name}: the unique index {index} was not read")
        for schema, table, name, kind in self._rows(_UNREAD):
            told = f"the {kind} {name} was not read" if name else f"a {kind} was left out"
            self._drafts.notices.append(f"{_qualified(schema, table)}: {told}")
        return self._drafts.model()

    def _column(
        self,
        schema: str,
        table: str,
        name: str,
        kind: str,
        is_not_null: bool,
        identity: str,
        generated: str,
        default: str | None,
        is_partitioned: bool,
    ) -> None:
        draft = self._drafts.add_table(_qualified(schema, table))
        if is_partitioned and not draft.columns:
            self._drafts.note_partitions(draft)
        definition = ColumnDefinition(name, list(tokens_of(kind)), is_not_null=is_not_null)
        definition.identity = {"a": "always", "d": "by default"}.get(identity, "")
        definition.is_generated = bool(generated)
        definition.default = list(tokens_of(default or ""))
        self._drafts.add_column(draft, definition)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.execute(query).fetchall()
        return rows


def _qualified(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"


def _inner(check: str) -> Any:
    """The tokens of a condition without CHECK and its brackets."""
    tokens = list(tokens_of(check))
    end = len(tokens) - 1
    while end > 0 and tokens[end].upper != ")":
        end -= 1
    return tokens[2:end]
