"""What introspection raises, and the limits that hostile sources run into."""

from __future__ import annotations

from pathlib import Path

from aqe.errors import BoosterError

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_STEPS",
    "MAX_TABLES",
    "IntrospectionRefused",
    "IntrospectionUnavailable",
    "read_source",
]

MAX_BYTES = 64 * 1024 * 1024
"""Of a source that is read as text."""
MAX_DEPTH = 60
"""Of nested expressions, types and documents."""
MAX_TABLES = 10_000
MAX_STEPS = 300_000
"""Of types that unfold into others, in one source."""


class IntrospectionRefused(BoosterError):
    """A source cannot be read as what it is said to be."""

    slug = "introspection-refused"


class IntrospectionUnavailable(BoosterError):
    """A library or a server that a source needs is not there."""

    slug = "introspection-unavailable"


def read_source(path: Path) -> str:
    """The text of a source.

    Raises:
        IntrospectionRefused: It cannot be read, is too large or is no UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise IntrospectionRefused(
            f"{str(path)!r} cannot be read: {error.strerror or error}",
            hint="check the path and its permissions",
        ) from error
    if len(content) > MAX_BYTES:
        raise IntrospectionRefused(
            f"{str(path)!r} is larger than {MAX_BYTES // 1024 // 1024} MiB",
            hint="give the part that holds definitions, as `pg_dump --schema-only` writes it",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IntrospectionRefused(
            f"{str(path)!r} is no UTF-8: byte {error.start}", hint="convert it, or check the path"
        ) from error
