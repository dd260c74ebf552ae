"""What introspection finds and generation fills: tables, each with a JSON Schema of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DataModel", "ForeignKey", "Table"]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values together stand in a row of another table, or of the same one."""

    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]
    """Columns of that table, in the order of `columns`."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table, collection or type."""

    name: str
    schema: Mapping[str, object]
    """JSON Schema 2020-12 of one row; properties stand in the order of the columns."""
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    """Further sets of columns whose values together never repeat."""
    foreign_keys: tuple[ForeignKey, ...] = ()


@dataclass(frozen=True, slots=True)
class DataModel:
    """The tables of one source, in its order."""

    tables: tuple[Table, ...]
    notices: tuple[str, ...] = ()
    """What the source says and a schema cannot, such as a check that was not understood."""
