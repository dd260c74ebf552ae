"""``data.generate``: test data from a schema or a source, true to its keys, the same for a seed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.booster.data_model import DataModel, Table
from aqe.booster.schemas import (
    SchemaOptions,
    SchemaProgram,
    SchemaRefused,
    compile_model,
    compile_schema,
    generate,
)
from aqe.booster.schemas.validation import Validator
from aqe.booster.serving import Booster
from aqe.booster.writing import Dialect
from aqe.booster.writing.rows import lines_of
from aqe.domain.progress import Progress
from aqe.errors import UsageError
from aqe.operations.booster_wiring import open_booster
from aqe.operations.data_output import DataFormat, Output, format_for
from aqe.operations.data_sources import model_of
from aqe.operations.files import check_writable
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import SEEDS, within
from aqe.operations.services import Services

__all__ = [
    "GENERATE",
    "DataGenerateRequest",
    "DataGenerateResult",
    "GeneratedTable",
    "data_generate",
]

_MOST_ERRORS = 20
_MOST_ROWS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class DataGenerateRequest:
    """From what, how much, and how it is written."""

    schema: Path | None = None
    """A file with a JSON Schema, an OpenAPI document or a data model."""
    source: Path | None = None
    """In its place, what to introspect: a database file, definitions, source code."""
    server: str = ""
    """In place of both, a PostgreSQL server: ``postgresql://user@host/database``."""
    count: int = field(default=10, metadata=within(0, _MOST_ROWS))
    """Records of every table that `rows` does not name."""
    rows: dict[str, int] = field(default_factory=dict)
    """Records by table."""
    tables: tuple[str, ...] = ()
    """Only these tables; without a name, all."""
    seed: int = field(default=0, metadata=within(SEEDS))
    """The same seed gives the same bytes."""
    locale: str = "en"
    """Language of names and addresses, such as ``de-at``."""
    edge_cases: bool = False
    """Boundaries, empty and longest values, Unicode hazards: still valid."""
    even: bool = False
    """Listed values and referred rows as often as each other; else few come often, as in real data."""
    format: DataFormat | None = None
    """How records are written; without one, as the name of the file says."""
    dialect: Dialect = Dialect.SQLITE
    """Which database shall read SQL."""
    escape_formulas: bool = False
    """In CSV, put an apostrophe before what a spreadsheet would run as a formula."""
    out: Path | None = None
    """File to write to; for several tables as ndjson, csv or parquet, the folder of their files."""
    check: bool = False
    """Validate every record against its schema."""


@dataclass(frozen=True, slots=True)
class GeneratedTable:
    """What was made for one table."""

    name: str
    rows: int
    invalid: int | None
    """Records that do not meet the schema; null where they were not checked."""


@dataclass(frozen=True, slots=True)
class DataGenerateResult:
    """What was made, and by which engine."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    tables: tuple[GeneratedTable, ...]
    format: DataFormat
    engines: tuple[str, ...]
    """Which did the work: ``wasm`` or ``reference``."""
    files: tuple[Path, ...]
    text: str | None
    """The records, where no file was named."""
    errors: tuple[str, ...]
    """The first records that do not meet their schema."""
    notices: tuple[str, ...]
    interrupted: bool = False

    @property
    def status(self) -> Status:
        """Findings where a record does not meet its schema."""
        if self.interrupted:
            return Status.INTERRUPTED
        return Status.FINDINGS if any(each.invalid for each in self.tables) else Status.OK


def data_generate(request: DataGenerateRequest, services: Services) -> DataGenerateResult:
    """Generate the records of every table.

    Raises:
        UsageError: No source is named, a table is unknown, or the file cannot be written.
        IntrospectionRefused: The source cannot be read.
        SchemaRefused: A schema cannot be turned into data.
        WritingRefused: A record does not fit the format.
    """
    out = None if request.out is None else services.path(request.out)
    _, model = model_of(
        services, source=request.source, server=request.server, schema=request.schema
    )
    model = _chosen(model, request)
    form = format_for(request.format, out, len(model.tables))
    if out is not None and len(model.tables) == 1:
        check_writable([out])
    booster = open_booster(services)
    maker = _Maker(request, services, booster, model)
    output = Output(form, out, request.dialect, escape_formulas=request.escape_formulas)
    interrupted = False
    notices = list(model.notices)
    try:
        for each in output.write(model, maker.records):
            notices += each.notices
    except _Stopped:
        interrupted = True
    return DataGenerateResult(
        tables=tuple(maker.tables()),
        format=form,
        engines=tuple(sorted(booster.used)),
        files=tuple(output.files),
        text=output.text,
        errors=tuple(maker.errors),
        notices=tuple(dict.fromkeys(notices)),
        interrupted=interrupted,
    )


def _chosen(model: DataModel, request: DataGenerateRequest) -> DataModel:
    known = {each.name for each in model.tables}
    for name in (*request.tables, *request.rows):
        if name not in known:
            raise UsageError(
                f"there is no table {name!r}",
                hint="known: " + ", ".join(sorted(known)[:20]),
                slug="data-table",
            )
    for name, count in request.rows.items():
        if not 0 <= count <= _MOST_ROWS:
            raise UsageError(
                f"{name}: expected 0 to {_MOST_ROWS} records, got {count!r}", slug="bad-argument"
            )
    if not request.tables:
        return model
    needed = _with_referenced(model, request.tables)
    tables = tuple(each for each in model.tables if each.name in needed)
    return DataModel(tables, model.notices)


def _with_referenced(model: DataModel, names: Iterable[str]) -> set[str]:
    """The tables and those that they point to, for a key needs what it points to."""
    by_name = {each.name: each for each in model.tables}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(key.table for key in by_name[name].foreign_keys)
    return found


class _Stopped(Exception):
    """The user asked to stop; no file is left half written."""


class _Maker:
    """Makes the records of each table when a writer asks for them."""

    def __init__(
        self, request: DataGenerateRequest, services: Services, booster: Booster, model: DataModel
    ) -> None:
        self._request, self._services, self._booster = request, services, booster
        self._model = model
        self._wanted = {
            each.name: request.rows.get(each.name, request.count) for each in model.tables
        }
        options = SchemaOptions(
            locale=request.locale, edge_cases=request.edge_cases, even=request.even
        )
        self._programs = _programs(model, self._wanted, options)
        self._made = dict.fromkeys(self._wanted, 0)
        self._invalid: dict[str, int] = {}
        self.errors: list[str] = []

    def records(self, table: Table) -> Iterator[bytes]:
        """Chunks of NDJSON for a table."""
        self._services.progress(Progress(table.name, "write"))
        chunks: Iterable[bytes] = generate(
            self._booster,
            self._programs[table.name],
            seed=self._request.seed,
            start=0,
            count=self._wanted[table.name],
        )
        if self._request.check:
            chunks = self._checked(table, chunks)
        for chunk in chunks:
            if self._services.cancelled():
                raise _Stopped
            self._made[table.name] += chunk.count(b"\n")
            yield chunk

    def tables(self) -> Iterator[GeneratedTable]:
        """What was made, in the order of the model."""
        for each in self._model.tables:
            yield GeneratedTable(each.name, self._made[each.name], self._invalid.get(each.name))

    def _checked(self, table: Table, chunks: Iterable[bytes]) -> Iterator[bytes]:
        validator = Validator(dict(table.schema))
        self._invalid[table.name] = 0
        number = 0
        for chunk in chunks:
            for line in lines_of([chunk]):
                number += 1
                record = json.loads(line)
                if not validator.valid(record):
                    self._invalid[table.name] += 1
                    if len(self.errors) < _MOST_ERRORS:
                        pointer, message = validator.errors(record)[0]
                        self.errors.append(f"{table.name}, record {number}, {pointer}: {message}")
            yield chunk


def _programs(
    model: DataModel, rows: Mapping[str, int], options: SchemaOptions
) -> Mapping[str, SchemaProgram]:
    has_keys = any(each.primary_key or each.unique or each.foreign_keys for each in model.tables)
    if has_keys:
        return compile_model(model, rows, options)
    return {each.name: _program(each, options, len(model.tables)) for each in model.tables}


def _program(table: Table, options: SchemaOptions, tables: int) -> SchemaProgram:
    """The program of a table; where there are several, a refusal names it."""
    try:
        return compile_schema(table.schema, options)
    except SchemaRefused as error:
        if tables < 2:
            raise
        raise SchemaRefused(
            f"{table.name}: {error.reason}",
            pointer=error.pointer,
            keyword=error.keyword,
            hint=error.hint,
            slug=error.slug,
        ) from error


GENERATE = Operation(
    name="data.generate",
    summary="Make test data from a schema, a database or source code, true to its keys.",
    request=DataGenerateRequest,
    result=DataGenerateResult,
    handler=data_generate,
    writes=True,
)
