"""Replaces a file as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["replace_file"]


def replace_file(path: Path, content: bytes) -> None:
    """Writes the content beside the file and moves it there; links and permissions stay.

    Raises:
        OSError: It could not be written; the file is as it was.
    """
    place = path.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, unfinished)
        else:
            unfinished.chmod(0o666 & ~_mask())
        os.replace(unfinished, place)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _mask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
