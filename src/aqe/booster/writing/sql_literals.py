"""Names and values as SQL, quoted so that no value can end its own quotes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum

from aqe.booster.writing.rows import WritingRefused, json_text

__all__ = ["SQL_TYPE", "Dialect", "converter", "identifier", "sql_type_of", "table_name"]

SQL_TYPE = "sql: "
"""Start of the ``$comment`` by which introspection notes the type of a column."""
_PLAIN = range(-(2**63), 2**63)


class Dialect(StrEnum):
    """Which database shall read the statements."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def sql_type_of(schema: object) -> str:
    """The type of a column as its database calls it; empty where that is not known."""
    comment = schema.get("$comment") if isinstance(schema, Mapping) else None
    known = isinstance(comment, str) and comment.startswith(SQL_TYPE)
    return comment[len(SQL_TYPE) :] if known and isinstance(comment, str) else ""


def identifier(name: str) -> str:
    """A name in quotes.

    Raises:
        WritingRefused: No database could have such a name.
    """
    if not name or "\0" in name or not _is_text(name):
        raise WritingRefused(
            f"{name!r} cannot be the name of a table or column", hint="rename it in the schema"
        )
    return '"' + name.replace('"', '""') + '"'


def table_name(name: str, dialect: Dialect) -> str:
    """The name of a table in quotes; in PostgreSQL a point stands between schema and table."""
    if dialect is Dialect.POSTGRESQL and "." in name.strip("."):
        schema, _, table = name.partition(".")
        return f"{identifier(schema)}.{identifier(table)}"
    return identifier(name)


def converter(schema: object, dialect: Dialect) -> Callable[[object], str]:
    """What turns the values of a column into SQL."""
    kind = sql_type_of(schema).lower()
    if kind.startswith(("blob", "bytea")):
        return _Blob(dialect)
    if dialect is Dialect.POSTGRESQL and "[]" in kind:
        return _array
    return _Value(dialect)


class _Value:
    def __init__(self, dialect: Dialect) -> None:
        self._is_sqlite = dialect is Dialect.SQLITE

    def __call__(self, value: object) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            if self._is_sqlite:
                return "1" if value else "0"
            return "TRUE" if value else "FALSE"
        if isinstance(value, int):
            return str(value) if value in _PLAIN or not self._is_sqlite else f"{value}.0"
        if isinstance(value, Decimal | float):
            return str(value)
        return self._text(json_text(value))

    def _text(self, value: str) -> str:
        if not _is_text(value):
            raise WritingRefused(
                f"{value[:40]!r} holds half of a surrogate pair, which is no text in a database"
            )
        if "\0" in value:
            if self._is_sqlite:
                return f"CAST(X'{value.encode().hex()}' AS TEXT)"
            raise WritingRefused(
                f"{value[:40]!r} holds a null character, which PostgreSQL keeps in no text",
                hint="exclude it by a pattern in the schema",
            )
        quoted = value.replace("'", "''")
        if not self._is_sqlite and "\\" in quoted:
            return "E'" + quoted.replace("\\", "\\\\") + "'"
        return f"'{quoted}'"


class _Blob:
    def __init__(self, dialect: Dialect) -> None:
        self._is_sqlite = dialect is Dialect.SQLITE
        self._plain = _Value(dialect)

    def __call__(self, value: object) -> str:
        if not isinstance(value, str):
            return self._plain(value)
        try:
            content = base64.b64decode(value, validate=True).hex()
        except (binascii.Error, ValueError) as error:
            raise WritingRefused(f"{value[:40]!r} is no base64: {error}") from error
        return f"X'{content}'" if self._is_sqlite else f"'\\x{content}'::bytea"


def _array(value: object) -> str:
    """An array as PostgreSQL reads it from text, whatever the type of its elements."""
    if value is None:
        return "NULL"
    return _Value(Dialect.POSTGRESQL)(_array_text(value))


def _array_text(value: object) -> str:
    if isinstance(value, list):
        return "{" + ",".join(map(_array_text, value)) + "}"
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal | float):
        return str(value)
    text = value if isinstance(value, str) else json_text(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
