"""SHA-256 of files of gigabytes: told as it goes on, and stopped when it is asked to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from aqe.errors import RouterError

__all__ = ["Stopped", "file_digest"]

_CHUNK_BYTES = 4 * 1024 * 1024


class Stopped(Exception):
    """The user asked to stop; nothing was written."""


def file_digest(
    file: Path,
    *,
    on_bytes: Callable[[int], None] = lambda count: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> str:
    """The SHA-256 of a file, as hexadecimal digits.

    Args:
        file: The file.
        on_bytes: Told how many bytes were read, after every few of them.
        cancelled: Asked as often whether to stop.

    Raises:
        Stopped: It was.
        RouterError: The file cannot be read (slug ``local-model-directory``).
    """
    digest = hashlib.sha256()
    try:
        with file.open("rb", buffering=0) as source:
            while chunk := source.read(_CHUNK_BYTES):
                if cancelled():
                    raise Stopped
                digest.update(chunk)
                on_bytes(len(chunk))
    except OSError as error:
        raise RouterError(
            f"{str(file)!r} cannot be read: {error.strerror or error}",
            hint="Check the file and the disk that it lies on.",
            slug="local-model-directory",
        ) from error
    return digest.hexdigest()
