"""Keeps the paths of a request inside the project: a client must not reach the rest of the machine."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aqe.errors import UsageError

__all__ = ["PATH_FIELDS", "SERVER_FIELDS", "confine"]

PATH_FIELDS = frozenset({"python"})
"""Fields that hold a path as text. An interpreter may be a link that leads out of the project, as in
every virtual environment; the folder that holds it may not."""

SERVER_FIELDS = frozenset({"server"})
"""Fields that name a server, which lies outside of every project."""


def confine(request: Any, root: Path) -> None:
    """Check every path of a request.

    Args:
        request: A dataclass; its fields of type `Path`, alone or in tuples, are paths.
        root: The project root; relative paths start there.

    Raises:
        UsageError: A path leads out of the project, or a server is named.
    """
    home = root.resolve()
    for name in SERVER_FIELDS:
        if getattr(request, name, ""):
            raise UsageError(
                f"{name}: a client may not name a server",
                hint="give a file of the project, such as what `pg_dump --schema-only` writes",
                slug="outside-project",
            )
    for name, path in _paths(request):
        if name in PATH_FIELDS:
            lexical = Path(os.path.normpath(home / path))
            reached = lexical.parent.resolve() / lexical.name
        else:
            reached = (home / path).resolve()
        if not reached.is_relative_to(home):
            raise UsageError(
                f"{name}: {str(path)!r} lies outside the project {str(home)!r}",
                hint="start the server in the project that holds it (`aqe mcp --project DIR`)",
                slug="outside-project",
            )


def _paths(request: Any) -> Iterator[tuple[str, Path]]:
    for field in dataclasses.fields(request):
        value = getattr(request, field.name)
        for each in value if isinstance(value, tuple | list) else (value,):
            if isinstance(each, Path):
                yield field.name, each
            elif isinstance(each, str) and field.name in PATH_FIELDS:
                yield field.name, Path(each)
            elif dataclasses.is_dataclass(each) and not isinstance(each, type):
                yield from _paths(each)
