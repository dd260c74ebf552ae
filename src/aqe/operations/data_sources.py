"""Where data operations get their data model from: a file, a folder or a server."""

from __future__ import annotations

from pathlib import Path

from aqe.booster.data_model import DataModel
from aqe.booster.introspection import (
    introspect_path,
    introspect_postgresql_server,
    is_server,
    without_password,
)
from aqe.errors import UsageError
from aqe.operations.files import check_there
from aqe.operations.services import Services

__all__ = ["model_of", "shown_server"]

_SCHEMA_KINDS = ("json-schema", "openapi", "data-model")


def model_of(
    services: Services,
    *,
    source: Path | None = None,
    server: str = "",
    schema: Path | None = None,
) -> tuple[str, DataModel]:
    """The kind of the one source that is given, and its data model.

    Raises:
        UsageError: None is given, or several, or nothing is there.
        IntrospectionRefused: It cannot be read.
        IntrospectionUnavailable: A library or a server is not there.
    """
    named = [each for each in (source, server, schema) if each]
    if len(named) != 1:
        told = "nothing" if not named else f"{len(named)} of them"
        raise UsageError(
            f"expected one of a source, a server and a schema, got {told}",
            hint="name a file with a schema, or what to introspect",
            slug="data-source",
        )
    if server:
        if not is_server(server):
            raise UsageError(
                f"{without_password(server)!r} is no address of a PostgreSQL server",
                hint="write postgresql://USER@HOST:PORT/DATABASE",
                slug="data-source",
            )
        return "postgresql-server", introspect_postgresql_server(server)
    given = source or schema or Path()
    path = services.path(given)
    check_there(path, given)
    kind, model = introspect_path(path)
    if schema is not None and kind not in _SCHEMA_KINDS:
        raise UsageError(
            f"{str(schema)!r} is no schema but a source of the kind {kind}",
            hint=f"give it as source: --source {schema}",
            slug="data-source",
        )
    return kind, model


def shown_server(address: str) -> str:
    """A server as results may show it."""
    return without_password(address)
