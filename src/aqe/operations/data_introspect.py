"""``data.introspect``: a data model out of a database, a contract or types in source code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from aqe.booster.data_model import Table
from aqe.booster.introspection import model_to_json
from aqe.operations.data_sources import model_of, shown_server
from aqe.operations.files import check_writable, write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services

__all__ = [
    "INTROSPECT",
    "DataIntrospectRequest",
    "DataIntrospectResult",
    "TableSummary",
    "data_introspect",
]


@dataclass(frozen=True, slots=True)
class DataIntrospectRequest:
    """What to read."""

    source: Path | None = None
    """A SQLite file, definitions of PostgreSQL, an OpenAPI document, Python or TypeScript; or a folder."""
    server: str = ""
    """In place of a source, a PostgreSQL server: ``postgresql://user@host/database``."""
    out: Path | None = None
    """File to write the data model to, as JSON."""


@dataclass(frozen=True, slots=True)
class TableSummary:
    """One table in short."""

    name: str
    columns: int
    primary_key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[str, ...]
    """As ``customer -> customers(id)``."""


@dataclass(frozen=True, slots=True)
class DataIntrospectResult:
    """A data model."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    source: str
    kind: str
    """``sqlite``, ``postgresql``, ``postgresql-server``, ``openapi``, ``json-schema``, ``python``,
    ``typescript`` or ``data-model``."""
    tables: tuple[TableSummary, ...]
    notices: tuple[str, ...]
    """What the source says and a schema cannot."""
    model: Mapping[str, Any]
    """All of it: a JSON Schema for every table, and the keys."""
    out: Path | None = None

    @property
    def status(self) -> Status:
        """A source that can be read is no finding."""
        return Status.OK


def data_introspect(request: DataIntrospectRequest, services: Services) -> DataIntrospectResult:
    """Read a source without running or changing anything of it.

    Raises:
        UsageError: No source is named, or the model cannot be written.
        IntrospectionRefused: The source cannot be read.
        IntrospectionUnavailable: A library or a server is not there.
    """
    out = None if request.out is None else services.path(request.out)
    if out is not None:
        check_writable([out])
    kind, model = model_of(services, source=request.source, server=request.server)
    document = model_to_json(model)
    if out is not None:
        write_text(out, json.dumps(document, indent=2) + "\n")
    source = shown_server(request.server) if request.server else str(request.source)
    return DataIntrospectResult(
        source=source,
        kind=kind,
        tables=tuple(map(_summary, model.tables)),
        notices=model.notices,
        model=document,
        out=out,
    )


def _summary(table: Table) -> TableSummary:
    properties = table.schema.get("properties")
    return TableSummary(
        name=table.name,
        columns=len(properties) if isinstance(properties, Mapping) else 0,
        primary_key=table.primary_key,
        unique=table.unique,
        foreign_keys=tuple(
            f"{', '.join(key.columns)} -> {key.table}({', '.join(key.referenced)})"
            for key in table.foreign_keys
        ),
    )


INTROSPECT = Operation(
    name="data.introspect",
    summary="Read databases, contracts and types in source code into JSON Schema.",
    request=DataIntrospectRequest,
    result=DataIntrospectResult,
    handler=data_introspect,
    writes=True,
)
