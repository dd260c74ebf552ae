"""``booster.expand``: a template and records to text, to one file or to a file for each record."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from aqe.booster.serving import Booster
from aqe.booster.templates import (
    DataForm,
    Language,
    Template,
    form_of,
    read_records,
)
from aqe.booster.templates.files import places_below, write_pieces
from aqe.domain.syntax_trees import parsed_module
from aqe.errors import UsageError
from aqe.operations.booster_wiring import open_booster
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services

__all__ = ["EXPAND", "ExpandRequest", "ExpandResult", "ExpandedFile", "FileState", "expand"]

_LARGE = 4 * 1024 * 1024
"""Bytes of JSON lines from which on an engine reads them faster than Python."""
_CHECKED = (Language.PYTHON, Language.JSON)
_MOST_PROBLEMS = 20
_NO_TEMPLATE = "unreadable-template"
_NO_DATA = "unreadable-data"


@dataclass(frozen=True, slots=True)
class ExpandRequest:
    """What to expand with which data, and where the texts go; by default they are the result."""

    template: Path | None = None
    """The template; its name says the language, as in `test_cart.py.tmpl`."""
    template_text: str | None = None
    """The template itself, instead of a file."""
    data: Path | None = None
    """JSON (an object, or a list of them), JSON lines or CSV; the name says which."""
    data_text: str | None = None
    """The data themselves, instead of a file."""
    data_form: DataForm | None = None
    """How the data are written, where no name says it; else JSON lines."""
    language: Language | None = None
    """What the expanded text is, where no name says it."""
    out: Path | None = None
    """File to write all texts to, one behind the other."""
    out_dir: Path | None = None
    """Folder for a file of each record; nothing is written outside of it."""
    name: str | None = None
    """Template of the names of these files, such as `${id}.py`."""
    check: bool = False
    """Write nothing unless all texts parse; for Python and JSON."""
    dry_run: bool = False
    """Write nothing, but say what would be written."""
    force: bool = False
    """Write over files that are there."""


class FileState(StrEnum):
    """What became of a file."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    """It was there with the same text."""
    PLANNED = "planned"
    """It would be written."""


@dataclass(frozen=True, slots=True)
class ExpandedFile:
    """One file."""

    path: Path
    state: FileState
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ExpandResult:
    """The texts, or the files that hold them."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    language: Language
    records: int | None
    """None where an engine read them and nothing else did."""
    engine: str
    """What did the work: `python` or `wasm`."""
    text: str | None = None
    """All texts, one behind the other, where they go to no file."""
    files: tuple[ExpandedFile, ...] = ()
    problems: tuple[str, ...] = ()
    """Texts that do not parse; nothing was written then."""

    @property
    def status(self) -> Status:
        """Findings where a text does not parse."""
        return Status.FINDINGS if self.problems else Status.OK


def expand(request: ExpandRequest, services: Services) -> ExpandResult:
    """Expand a template.

    Raises:
        UsageError: The request contradicts itself, or a file cannot be read or written.
        BoosterError: The template, the data or a name in them cannot be used.
    """
    return _Expansion(request, services).result()


class _Expansion:
    def __init__(self, request: ExpandRequest, services: Services) -> None:
        self._request = request
        self._services = services

    def result(self) -> ExpandResult:
        request = self._request
        self._require_sense()
        source = _read(self._path(request.template), request.template_text, _NO_TEMPLATE)
        name = request.template.name if request.template else "template"
        template = Template(_decoded(source, name), language=request.language, name=name)
        if request.check and template.language not in _CHECKED:
            raise UsageError(
                f"--check does not know {template.language.value!r}",
                hint="it parses python and json",
                slug="bad-argument",
            )
        data = _read(self._path(request.data), request.data_text, _NO_DATA)
        data_name = request.data.name if request.data else "data"
        form = request.data_form or form_of(data_name)
        is_large = form is DataForm.NDJSON and len(data) >= _LARGE
        if request.out is not None and is_large and not request.check:
            # Without the module, Python's way over all records is faster than the reference engine.
            booster = open_booster(self._services)
            if booster.serves_wasm():
                return self._streamed(template, data, booster)
        return self._expanded(template, read_records(data, form, data_name))

    def _require_sense(self) -> None:
        request = self._request
        for one, other, names in (
            (request.template, request.template_text, "the template"),
            (request.data, request.data_text, "the data"),
        ):
            if (one is None) is (other is None):
                raise _contradiction(f"{names}: give a file, or the text itself")
        if request.out is not None and request.out_dir is not None:
            raise _contradiction("texts go to one file or to a folder, not to both")
        if (request.out_dir is None) is not (request.name is None):
            raise _contradiction(
                "a folder needs names of files, and names a folder",
                hint="for example --out-dir tests --name 'test_${id}.py'",
            )

    def _path(self, given: Path | None) -> Path | None:
        return None if given is None else self._services.path(given)

    def _expanded(self, template: Template, records: list[object]) -> ExpandResult:
        request = self._request
        out_dir = self._path(request.out_dir)
        if out_dir is None:
            text = template.expand_joined(records)
            problems = self._problems(template.language, [text], ["the text"])
            out = self._path(request.out)
            files = self._written([out] if out and not problems else [], [text])
            shown = text if out is None else None
            return ExpandResult(template.language, len(records), "python", shown, files, problems)
        texts = template.expand_all(records)
        named = Template(request.name or "", language=Language.TEXT, name="--name")
        places = places_below(out_dir, named.expand_all(records))
        problems = self._problems(template.language, texts, list(map(str, places)))
        files = self._written([] if problems else places, texts)
        return ExpandResult(template.language, len(records), "python", None, files, problems)

    def _streamed(self, template: Template, data: bytes, booster: Booster) -> ExpandResult:
        """All texts to one file by an engine; the data are never Python objects."""
        out = self._path(self._request.out)
        assert out is not None
        pieces = template.run(booster, data)
        if self._request.dry_run:
            size = sum(map(len, pieces))
            file = ExpandedFile(out, FileState.PLANNED, size)
        else:
            self._require_free([out])
            file = ExpandedFile(out, FileState.WRITTEN, _write(out, pieces))
        return ExpandResult(template.language, None, " and ".join(booster.used), files=(file,))

    def _problems(
        self, language: Language, texts: Sequence[str], names: Sequence[str]
    ) -> tuple[str, ...]:
        if not self._request.check:
            return ()
        found = []
        for text, name in zip(texts, names, strict=True):
            why = _objection(text, language)
            if why:
                found.append(f"{name} does not parse: {why}")
            if len(found) == _MOST_PROBLEMS:
                break
        return tuple(found)

    def _written(self, places: Sequence[Path], texts: Sequence[str]) -> tuple[ExpandedFile, ...]:
        contents = [text.encode() for text in texts]
        same = [_holds(place, each) for place, each in zip(places, contents, strict=False)]
        other = [place for place, is_same in zip(places, same, strict=True) if not is_same]
        if not self._request.dry_run:
            self._require_free(other)
        files = []
        for place, content, is_same in zip(places, contents, same, strict=False):
            state = FileState.UNCHANGED if is_same else FileState.PLANNED
            if not is_same and not self._request.dry_run:
                _write(place, [content])
                state = FileState.WRITTEN
            files.append(ExpandedFile(place, state, len(content)))
        return tuple(files)

    def _require_free(self, places: Sequence[Path]) -> None:
        """Raises: UsageError: One is there, and may not be written over."""
        taken = [each for each in places if each.is_symlink() or each.exists()]
        if not taken or self._request.force:
            return
        more = f", and {len(taken) - 1} more" if len(taken) > 1 else ""
        raise UsageError(
            f"{str(taken[0])!r} is there already{more}; nothing was written",
            hint="--force writes over it",
            slug="expansion-exists",
        )


def _contradiction(message: str, hint: str | None = None) -> UsageError:
    return UsageError(message, hint=hint, slug="bad-argument")


def _read(path: Path | None, text: str | None, slug: str) -> bytes:
    if path is None:
        return (text or "").encode(errors="surrogateescape")
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{str(path)!r} cannot be read: {error.strerror or error}",
            hint="check its name and permissions",
            slug=slug,
        ) from error


def _decoded(source: bytes, name: str) -> str:
    try:
        return source.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise UsageError(
            f"the template {name!r} is not UTF-8 in line {line}",
            hint="save it as UTF-8",
            slug="unreadable-template",
        ) from error


def _holds(place: Path, content: bytes) -> bool:
    try:
        is_file = place.is_file() and not place.is_symlink()
        return is_file and place.stat().st_size == len(content) and place.read_bytes() == content
    except OSError:
        return False


def _write(place: Path, pieces: Iterable[bytes]) -> int:
    try:
        return write_pieces(place, pieces)
    except OSError as error:
        raise UsageError(
            f"{str(place)!r} cannot be written: {error.strerror or error}",
            hint="choose another place, or check its permissions and the free space",
            slug="unwritable-output",
        ) from error


def _objection(text: str, language: Language) -> str:
    """Why a text does not parse; empty where it does."""
    try:
        if language is Language.PYTHON:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed_module(text)
        else:
            json.loads(text)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__
    return ""


EXPAND = Operation(
    name="booster.expand",
    summary="Expand a template with data: to text, to one file, or to a file for each record.",
    request=ExpandRequest,
    result=ExpandResult,
    handler=expand,
    writes=True,
)
