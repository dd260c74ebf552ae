"""Evidence that is a file: kept under its own digest, so that a change would be noticed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from aqe.errors import StoreError
from aqe.settings.files import OWNER_ONLY, replace_file
from aqe.store.database import Database
from aqe.store.failures import translated
from aqe.store.rows import safe_text, text_of
from aqe.telemetry.clock import Clock, iso

__all__ = ["Artefact", "keep", "listing", "read"]

_FOLDER = "artefacts"
_SUFFIX = re.compile(r"(?:\.[A-Za-z0-9]{1,12}){1,2}\Z")


@dataclass(frozen=True, slots=True)
class Artefact:
    """One kept file."""

    digest: str
    """SHA-256 of the content."""
    name: str
    path: Path
    size_bytes: int
    run: str | None


def keep(database: Database, content: bytes, name: str, run: str | None, clock: Clock) -> Path:
    """Writes the content under its digest and notes name and run; gives the path."""
    digest = hashlib.sha256(content).hexdigest()
    suffix = _SUFFIX.search(PurePath(name).name)
    relative = f"{_FOLDER}/{digest[:2]}/{digest}{suffix.group() if suffix else ''}"
    path = database.path.parent / relative
    with translated(path):
        if not path.exists() or path.stat().st_size != len(content):
            replace_file(path, content, mode=OWNER_ONLY)
    with database.writing() as connection:
        sequence = None
        if run is not None:
            found = connection.execute("SELECT sequence FROM runs WHERE id = ?", (run,)).fetchone()
            if found is None:
                raise StoreError(f"the run {run!r} is not recorded", slug="run-unknown")
            sequence = found[0]
        connection.execute(
            "INSERT INTO artefacts (digest, name, run, path, bytes, recorded_at)"
            " SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM artefacts"
            " WHERE digest = ?1 AND name = ?2 AND run IS ?3)",
            (digest, safe_text(name), sequence, relative, len(content), iso(clock.now())),
        )
    return path


def listing(database: Database, run: str | None) -> tuple[Artefact, ...]:
    """The artefacts of a run, or all of them."""
    where, parameters = ("", ()) if run is None else ("WHERE runs.id = ?", (run,))
    return tuple(
        Artefact(digest, text_of(name), database.path.parent / path, size, owner)
        for digest, name, path, size, owner in database.rows(
            "SELECT digest, name, path, bytes, runs.id FROM artefacts"
            f" LEFT JOIN runs ON runs.sequence = artefacts.run {where} ORDER BY artefacts.rowid",
            parameters,
        )
    )


def read(artefact: Artefact) -> bytes:
    """The content of an artefact.

    Raises:
        StoreError: The file is gone (``artefact-missing``) or was changed (``artefact-damaged``).
    """
    try:
        content = artefact.path.read_bytes()
    except FileNotFoundError as error:
        raise StoreError(
            f"the artefact {artefact.name!r} is missing: {artefact.path}",
            hint="It was removed by hand; repeat the run that made it.",
            slug="artefact-missing",
        ) from error
    if hashlib.sha256(content).hexdigest() != artefact.digest:
        raise StoreError(
            f"the artefact {artefact.name!r} was changed after it was recorded: {artefact.path}",
            hint="It is no evidence any more; repeat the run that made it.",
            slug="artefact-damaged",
        )
    return content
