"""Which kind of source something is, by its name and its first bytes, and the reader for it."""

from __future__ import annotations

import re
from pathlib import Path

from aqe.booster.data_model import DataModel
from aqe.booster.introspection.documents import parse_document
from aqe.booster.introspection.model_json import is_model, model_from_json, model_of_schema
from aqe.booster.introspection.openapi import introspect_openapi, is_openapi
from aqe.booster.introspection.postgresql_text import introspect_postgresql_text
from aqe.booster.introspection.python_models import introspect_python
from aqe.booster.introspection.refusal import MAX_BYTES, IntrospectionRefused, read_source
from aqe.booster.introspection.sqlite import introspect_sqlite
from aqe.booster.introspection.typescript import introspect_typescript

__all__ = ["introspect_path", "kind_of", "kind_of_content"]

_SUFFIXES = {
    ".sql": "postgresql",
    ".py": "python",
    ".pyi": "python",
    ".ts": "typescript",
    ".tsx": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".json": "document",
    ".yaml": "document",
    ".yml": "document",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
}
_MAX_FILES = 500
_DATABASE = b"SQLite format 3\0"


def kind_of(path: Path) -> str:
    """What a source is: sqlite, postgresql, python, typescript or document.

    Raises:
        IntrospectionRefused: That cannot be told.
    """
    if path.is_file() and kind_of_content(path) == "sqlite":
        return "sqlite"
    if path.is_dir():
        return "python" if any(path.rglob("*.py")) else "typescript"
    if path.suffix.lower() not in _SUFFIXES:
        raise IntrospectionRefused(
            f"{str(path)!r} is of no known kind",
            hint="known are SQLite files, and files that end in " + ", ".join(sorted(_SUFFIXES)),
        )
    return _SUFFIXES[path.suffix.lower()]


def kind_of_content(path: Path) -> str:
    """``sqlite`` for a database, by its first bytes; else empty.

    Raises:
        IntrospectionRefused: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return "sqlite" if file.read(len(_DATABASE)) == _DATABASE else ""
    except OSError as error:
        raise IntrospectionRefused(
            f"{str(path)!r} cannot be read: {error.strerror or error}",
            hint="check its permissions",
        ) from error


def introspect_path(path: Path) -> tuple[str, DataModel]:
    """The kind of a source and its data model.

    Raises:
        IntrospectionRefused: It cannot be read as what it seems to be.
        IntrospectionUnavailable: A library for it is not installed.
    """
    if not path.exists():
        raise IntrospectionRefused(f"{str(path)!r} is not there", hint="check the path")
    kind = kind_of(path)
    if kind == "sqlite":
        return kind, introspect_sqlite(path)
    if kind == "postgresql":
        return kind, introspect_postgresql_text(read_source(path))
    if kind == "python":
        return kind, introspect_python(_sources(path, "*.py"))
    if kind == "typescript":
        return kind, introspect_typescript(_sources(path, "*.ts"))
    return _document(path)


def _document(path: Path) -> tuple[str, DataModel]:
    document = parse_document(read_source(path), repr(str(path)))
    if is_model(document):
        return "data-model", model_from_json(document)
    if is_openapi(document):
        return "openapi", introspect_openapi(document)
    if isinstance(document, dict):
        return "json-schema", model_of_schema(_table_name(path, document), document)
    raise IntrospectionRefused(
        f"{str(path)!r} is neither OpenAPI nor JSON Schema", hint="its top has to be an object"
    )


def _table_name(path: Path, document: dict[str, object]) -> str:
    title = document.get("title")
    name = title if isinstance(title, str) and title.strip() else path.name.split(".")[0]
    return re.sub(r"\W+", "_", name).strip("_") or "record"


def _sources(path: Path, pattern: str) -> dict[Path, str]:
    if path.is_file():
        return {path: read_source(path)}

    def is_hidden(each: Path) -> bool:
        parts = each.relative_to(path).parts
        return any(part[0] == "." or part in ("node_modules", "__pycache__") for part in parts)

    files = [each for each in sorted(path.rglob(pattern)) if not is_hidden(each) and each.is_file()]
    if (
        not files
        or len(files) > _MAX_FILES
        or sum(each.stat().st_size for each in files) > MAX_BYTES
    ):
        raise IntrospectionRefused(
            f"{str(path)!r} holds {len(files)} files of the form {pattern}",
            hint=f"give a folder with 1 to {_MAX_FILES}, or one file",
        )
    return {each: read_source(each) for each in files}
