"""``data.validate``: records held against a schema, or a contract document against its own rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from aqe.booster.data_model import DataModel, Table
from aqe.booster.introspection import (
    DocumentFault,
    check_openapi,
    is_openapi,
    parse_document,
    read_source,
)
from aqe.booster.reading import ReadingRefused, format_of, read_records
from aqe.booster.reading.cells import CellTypes
from aqe.booster.schemas.validation import Validator
from aqe.errors import UsageError
from aqe.operations.data_sources import model_of
from aqe.operations.files import check_there
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services

__all__ = [
    "VALIDATE",
    "DataError",
    "DataValidateRequest",
    "DataValidateResult",
    "data_validate",
]

_METASCHEMA = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
_ASKED_EVERY = 1000
_MOST_WHOLE = 16 * 1024 * 1024
"""Bytes of a file of which it is tried whether it is one record."""


@dataclass(frozen=True, slots=True)
class DataValidateRequest:
    """What to judge, and by what."""

    path: Path
    """A file of records: NDJSON, JSON or CSV; with `document`, a JSON Schema or an OpenAPI document."""
    schema: Path | None = None
    """A file with a JSON Schema, an OpenAPI document or a data model."""
    source: Path | None = None
    """In its place, what to introspect: a database file, definitions, source code."""
    table: str = ""
    """Which table or component of it; needed where there are several."""
    document: bool = False
    """Judge the file as a contract document itself."""
    limit: int = field(default=20, metadata=within(1, 100_000))
    """Errors to tell at most; all are counted."""


@dataclass(frozen=True, slots=True)
class DataError:
    """What is wrong at one place."""

    line: int | None
    """Of the record in its file; null in a document."""
    pointer: str
    """JSON Pointer (RFC 6901) into the record or the document; empty for all of it."""
    message: str


@dataclass(frozen=True, slots=True)
class DataValidateResult:
    """How many records meet the schema."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    path: Path
    kind: str
    """``records``, ``json-schema`` or ``openapi``."""
    records: int
    """Records, or documents, that were judged."""
    invalid: int
    """Those that do not meet the schema."""
    errors: tuple[DataError, ...]
    notices: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def status(self) -> Status:
        """Findings where something is invalid; inconclusive where there was nothing to judge."""
        if self.interrupted:
            return Status.INTERRUPTED
        if self.invalid:
            return Status.FINDINGS
        return Status.OK if self.records else Status.INCONCLUSIVE


def data_validate(request: DataValidateRequest, services: Services) -> DataValidateResult:
    """Judge records or a document.

    Raises:
        UsageError: A file is not there, no schema is named, or a table is unknown.
        IntrospectionRefused: The schema, or the document, cannot be read.
        ReadingRefused: The records cannot be read.
        SchemaRefused: The schema is malformed.
    """
    check_there(services.path(request.path), request.path)
    if request.document:
        return _judge_document(request, services)
    _, model = model_of(services, schema=request.schema, source=request.source)
    table = _table(model, request.table)
    judge = _Judge(table, request.limit)
    path = services.path(request.path)
    interrupted = False
    with _records(path, table) as records:
        for count, (line, record) in enumerate(records):
            if count % _ASKED_EVERY == 0 and services.cancelled():
                interrupted = True
                break
            judge.take(line, record)
    return DataValidateResult(
        path=path,
        kind="records",
        records=judge.records,
        invalid=judge.invalid,
        errors=tuple(judge.errors),
        notices=model.notices,
        interrupted=interrupted,
    )


class _Judge:
    def __init__(self, table: Table, limit: int) -> None:
        self.records = self.invalid = 0
        self.errors: list[DataError] = []
        self._validator = Validator(dict(table.schema))
        self._limit = limit

    def take(self, line: int, record: Any) -> None:
        """Judge one record."""
        self.records += 1
        if self._validator.valid(record):
            return
        self.invalid += 1
        if len(self.errors) < self._limit:
            found = [DataError(line, *each) for each in self._validator.errors(record)]
            self.errors += found[: self._limit - len(self.errors)]


@contextmanager
def _records(path: Path, table: Table) -> Iterator[Iterator[tuple[int, Any]]]:
    form = format_of(path)
    if path.suffix.lower() == ".json":
        whole = _whole(path, table, form)
        if whole is not None:
            yield iter(whole)
            return
    with read_records(path, form) as reading:
        if form == "csv":
            types = CellTypes(table.schema)
            yield ((line, types.record(record)) for line, record in reading.records)
        else:
            yield (
                (line, json.loads(json.dumps(record, default=float)))
                for line, record in reading.records
            )


def _whole(path: Path, table: Table, form: str) -> list[tuple[int, Any]] | None:
    """The one value of a file that is a single record; None for one with many."""
    if form == "json" and table.schema.get("type") != "array":
        return None
    if form == "ndjson" and path.stat().st_size > _MOST_WHOLE:
        return None
    try:
        return [(1, json.loads(read_source(path)))]
    except (ValueError, RecursionError) as error:
        if form == "json" or getattr(error, "msg", "") != "Extra data":
            raise ReadingRefused(f"{str(path)!r} is no JSON: {error}", hint="mend it") from error
        return None


def _table(model: DataModel, name: str) -> Table:
    if not name and len(model.tables) == 1:
        return model.tables[0]
    found = next((each for each in model.tables if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in model.tables[:20])
        told = f"there is no table {name!r}" if name else f"there are {len(model.tables)} tables"
        raise UsageError(told, hint=f"name one with --table: {known}", slug="data-table")
    return found


def _judge_document(request: DataValidateRequest, services: Services) -> DataValidateResult:
    path = services.path(request.path)
    document = parse_document(read_source(path), repr(str(request.path)))
    if is_openapi(document):
        kind, faults = "openapi", check_openapi(document, _schema_faults)
    else:
        kind, faults = "json-schema", _schema_faults(document)
    return DataValidateResult(
        path=path,
        kind=kind,
        records=1,
        invalid=1 if faults else 0,
        errors=tuple(
            DataError(None, each.pointer, each.message) for each in faults[: request.limit]
        ),
    )


def _schema_faults(schema: object) -> list[DocumentFault]:
    """What the meta-schema of 2020-12 says of a schema."""
    if isinstance(schema, Mapping) and "$schema" in schema:
        named = str(schema["$schema"]).rstrip("#")
        if named != "https://json-schema.org/draft/2020-12/schema":
            return [DocumentFault("/$schema", f"{named!r:.100} is not the draft 2020-12")]
    return [DocumentFault(*each) for each in Validator(_METASCHEMA).errors(schema)]


VALIDATE = Operation(
    name="data.validate",
    summary="Hold records against a schema, or a contract document against its own rules.",
    request=DataValidateRequest,
    result=DataValidateResult,
    handler=data_validate,
)
