"""SQL INSERT statements of whole models: in the order of the keys, in batches, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO

from aqe.booster.data_model import DataModel, Table
from aqe.booster.writing.rows import WritingRefused, Written, columns_of, rows_of
from aqe.booster.writing.sql_literals import (
    Dialect,
    converter,
    identifier,
    sql_type_of,
    table_name,
)
from aqe.booster.writing.table_order import TableOrder, table_order

__all__ = ["write_sql"]

_BATCH_CHARACTERS = 400_000


def write_sql(
    model: DataModel,
    records: Callable[[Table], Iterable[bytes]],
    stream: BinaryIO,
    *,
    dialect: Dialect = Dialect.SQLITE,
    batch_rows: int = 500,
) -> Written:
    """Write the rows of all tables.

    Args:
        model: The tables; those that others point to are written first.
        records: Chunks of NDJSON for a table; asked for when it is its turn.
        stream: Where to.
        dialect: Which database shall read it.
        batch_rows: Rows of one statement at most.

    Raises:
        WritingRefused: A value or a name cannot be written.
    """
    order = table_order(model)
    rows = 0
    stream.write(_PROLOGUE[dialect])
    for table in order.tables:
        for count, statement in _statements(table, records(table), dialect, batch_rows):
            stream.write(statement.encode("utf-8"))
            rows += count
    if dialect is Dialect.POSTGRESQL:
        for table in order.tables:
            stream.write("".join(_sequences(table)).encode("utf-8"))
    stream.write(b"COMMIT;\n")
    return Written(rows, tuple(_notices(order, dialect)))


_PROLOGUE = {
    Dialect.SQLITE: b"BEGIN;\nPRAGMA defer_foreign_keys = ON;\n",
    Dialect.POSTGRESQL: b"BEGIN;\nSET CONSTRAINTS ALL DEFERRED;\n",
}


def _notices(order: TableOrder, dialect: Dialect) -> Iterator[str]:
    suffix = (
        "the transaction checks keys at its end"
        if dialect is Dialect.SQLITE
        else "load it where the keys are DEFERRABLE, or add them afterwards"
    )
    for cycle in order.cycles:
        yield f"the tables {', '.join(cycle)} point to one another; {suffix}"
    if dialect is Dialect.POSTGRESQL:
        for name in order.self_references:
            yield f"the table {name} points to itself; {suffix}"


def _statements(
    table: Table, chunks: Iterable[bytes], dialect: Dialect, batch_rows: int
) -> Iterator[tuple[int, str]]:
    columns = columns_of(table.schema)
    properties = table.schema.get("properties")
    schemas = properties if isinstance(properties, Mapping) else {}
    converters = [(each, converter(schemas[each], dialect)) for each in columns]
    head = _head(table, columns, schemas, dialect)
    known = frozenset(columns)
    batch: list[str] = []
    length = 0
    for number, row in enumerate(rows_of(chunks), 1):
        if not known.issuperset(row):
            unknown = next(key for key in row if key not in known)
            raise WritingRefused(
                f"record {number} of {table.name!r} has the key {unknown!r}, which is no column",
                hint="name it in the schema, or forbid it by additionalProperties: false",
            )
        try:
            values = f"({', '.join(convert(row.get(each)) for each, convert in converters)})"
        except WritingRefused as error:
            raise WritingRefused(
                f"record {number} of {table.name!r}: {error.message}", hint=error.hint
            ) from error
        batch.append(values)
        length += len(values)
        if len(batch) >= batch_rows or length >= _BATCH_CHARACTERS:
            yield len(batch), head + ",\n".join(batch) + ";\n"
            batch, length = [], 0
    if batch:
        yield len(batch), head + ",\n".join(batch) + ";\n"


def _head(
    table: Table, columns: tuple[str, ...], schemas: Mapping[str, object], dialect: Dialect
) -> str:
    if not columns:
        raise WritingRefused(
            f"{table.name!r} has no columns", hint="name its properties in the schema"
        )
    listed = ", ".join(map(identifier, columns))
    always = any("generated always" in sql_type_of(schemas[each]) for each in columns)
    override = " OVERRIDING SYSTEM VALUE" if always and dialect is Dialect.POSTGRESQL else ""
    return f"INSERT INTO {table_name(table.name, dialect)} ({listed}){override} VALUES\n"


def _sequences(table: Table) -> Iterator[str]:
    """Statements that set the sequences behind serial and identity columns past the rows."""
    properties = table.schema.get("properties")
    for column, schema in properties.items() if isinstance(properties, Mapping) else ():
        kind = sql_type_of(schema)
        if "serial" in kind or "generated" in kind:
            name = table_name(table.name, Dialect.POSTGRESQL)
            place = (
                f"'{name.replace(chr(39), chr(39) * 2)}', '{column.replace(chr(39), chr(39) * 2)}'"
            )
            yield (
                f"SELECT setval(pg_get_serial_sequence({place}),"
                f" GREATEST((SELECT max({identifier(column)}) FROM {name}), 1));\n"
            )
