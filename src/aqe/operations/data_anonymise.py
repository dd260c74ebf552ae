"""``data.anonymize``: a copy of existing data in which nobody is named, with its joins and statistics."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.booster.anonymising import (
    AnonymisingOptions,
    AnonymisingReport,
    Broken,
    ColumnReport,
    Groups,
    Join,
    Key,
    anonymise_database,
    anonymise_file,
    new_key,
)
from aqe.booster.introspection.sources import kind_of_content
from aqe.errors import UsageError
from aqe.operations.files import check_writable, write_text
from aqe.operations.operation import SCHEMA_VERSION, Operation, Status
from aqe.operations.serialise import to_json
from aqe.operations.services import Services
from aqe.router.sensitivity import find_sensitive
from aqe.settings import state_folder

__all__ = ["ANONYMIZE", "DataAnonymizeRequest", "DataAnonymizeResult", "data_anonymize"]

_KEY_FILE = "anonymising.key"
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class DataAnonymizeRequest:
    """What to copy, and what happens to its columns."""

    source: Path
    """CSV, NDJSON, JSON or a SQLite database; it is not changed."""
    out: Path
    """File to write the copy to, in the same format."""
    columns: dict[str, str] = field(default_factory=dict)
    """Method by column, in place of what would be chosen: keep, pseudonym, phone, date, noise, shuffle or
    remove."""
    quasi_identifiers: tuple[str, ...] = ()
    """Columns that together may point to a person; how many rows share their values is told."""
    key_file: Path | None = None
    """Where the key lies; without one, in the state of the project. It is made where it is missing."""
    report: Path | None = None
    """File to write the report to, as JSON."""


@dataclass(frozen=True, slots=True)
class DataAnonymizeResult:
    """What was done to every column, and what was checked. No value is named."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    out: Path
    rows: int
    columns: tuple[ColumnReport, ...]
    groups: tuple[Groups, ...]
    joins: tuple[Join, ...]
    notices: tuple[str, ...]
    key_file: Path
    key_made: bool
    """Whether the key is new; the same key gives the same pseudonyms."""
    holds: bool = True
    """Whether joins and statistics are as promised."""
    interrupted: bool = False

    @property
    def status(self) -> Status:
        """Findings where something is not as promised."""
        if self.interrupted:
            return Status.INTERRUPTED
        return Status.OK if self.holds else Status.FINDINGS


def data_anonymize(request: DataAnonymizeRequest, services: Services) -> DataAnonymizeResult:
    """Copy data without what points to people.

    Raises:
        UsageError: A file cannot be written, or the key cannot be read.
        AnonymisingRefused: A column or a method is unknown.
        ReadingRefused: The source cannot be read.
        IntrospectionRefused: The database cannot be read.
    """
    source, out = services.path(request.source), services.path(request.out)
    report = None if request.report is None else services.path(request.report)
    if not source.is_file():
        raise UsageError(
            f"{str(request.source)!r} is no file", hint="check the path", slug="data-source"
        )
    place = _key_place(request, services)
    _check_apart(source, place, out, report)
    check_writable([out] if report is None else [out, report])
    key, is_new = _key(place, os.urandom)
    options = AnonymisingOptions(
        key=key,
        methods=request.columns,
        quasi_identifiers=request.quasi_identifiers,
        find=_rules,
        cancelled=services.cancelled,
    )
    is_database = kind_of_content(source) == "sqlite"
    try:
        done = (anonymise_database if is_database else anonymise_file)(source, out, options)
    except Broken:
        return _interrupted(out, place, is_new)
    if report is not None:
        document = {"schema_version": SCHEMA_VERSION, "report": to_json(done, services.root)}
        write_text(report, json.dumps(document, indent=2) + "\n")
    return _result(done, out, place, is_new)


def _result(done: AnonymisingReport, out: Path, place: Path, is_new: bool) -> DataAnonymizeResult:
    return DataAnonymizeResult(
        out=out,
        rows=done.rows,
        columns=done.columns,
        groups=done.groups,
        joins=done.joins,
        notices=done.notices,
        key_file=place,
        key_made=is_new,
        holds=done.holds,
    )


def _interrupted(out: Path, place: Path, is_new: bool) -> DataAnonymizeResult:
    return DataAnonymizeResult(out, 0, (), (), (), (), place, is_new, interrupted=True)


def _rules(column: str, text: str) -> tuple[str, ...]:
    """The rules by which the router keeps a text on this machine, for a value in its column."""
    found = find_sensitive(f'{column}: "{text[:_LONGEST]}"')
    return tuple(sorted({each.rule for each in found.spans}))


def _key_place(request: DataAnonymizeRequest, services: Services) -> Path:
    if request.key_file is not None:
        return services.path(request.key_file)
    return state_folder(services.root) / _KEY_FILE


def _check_apart(source: Path, key: Path, out: Path, report: Path | None) -> None:
    """Make sure that nothing that is written takes the place of something else.

    Raises:
        UsageError: Two of the files are the same one.
    """
    told = {key.resolve(): "the key", source.resolve(): "the source"}
    for path, name in ((out, "the copy"), (report, "the report")):
        if path is None:
            continue
        resolved = path.resolve()
        if resolved in told and not (name == "the copy" and resolved == source.resolve()):
            raise UsageError(
                f"{str(path)!r} is {told[resolved]}, and {name} would overwrite it",
                hint=f"write {name} to another place",
                slug="unwritable-output",
            )
        told[resolved] = name


def _key(place: Path, random_bytes: Callable[[int], bytes]) -> tuple[Key, bool]:
    """The key at a place, made where there is none, for the eyes of this user only."""
    try:
        if place.exists():
            return Key.from_text(place.read_text(encoding="utf-8")), False
        place.parent.mkdir(parents=True, exist_ok=True)
        text = new_key(random_bytes)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the key file {str(place)!r} cannot be used: {getattr(error, 'strerror', error)}",
            hint="name another one with --key-file",
            slug="anonymising-key",
        ) from error
    return Key.from_text(text), True


ANONYMIZE = Operation(
    name="data.anonymize",
    summary="Copy existing data without what points to people, with its joins and statistics.",
    request=DataAnonymizeRequest,
    result=DataAnonymizeResult,
    handler=data_anonymize,
    changes=True,
    writes=True,
)
