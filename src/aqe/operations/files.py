"""Writes what a user asked for at the place they named: whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from aqe.errors import UsageError
from aqe.settings.files import replace_file

__all__ = ["check_there", "check_writable", "write_text"]


def check_there(path: Path, given: Path | str, *, hint: str = "check the path") -> None:
    """Make sure that something is at a path that a user named.

    Args:
        path: The whole path.
        given: As the user wrote it.
        hint: What to do if nothing is.

    Raises:
        UsageError: Nothing is (slug ``path-not-found``).
    """
    if not path.exists():
        raise UsageError(f"there is nothing at {str(given)!r}", hint=hint, slug="path-not-found")


def check_writable(paths: Iterable[Path]) -> None:
    """Make sure, before long work, that files can be written where they are wanted; their folders are made.

    Raises:
        UsageError: One cannot.
    """
    for path in paths:
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if path.exists() and not path.is_file():  # a device or a pipe
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            os.close(handle)
            os.unlink(name)
        except OSError as error:
            raise _unwritable(path, error) from error


def write_text(path: Path, text: str) -> Path:
    """Write a file, making its folder; the old content stays until the new one is complete.

    Raises:
        UsageError: It cannot be written there.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a device or a pipe
        else:
            replace_file(path, text.encode(errors="backslashreplace"))
    except OSError as error:
        raise _unwritable(path, error) from error
    return path


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{str(path)!r} cannot be written: {error.strerror or error}",
        hint="choose another place, or check its permissions and the free space",
        slug="unwritable-output",
    )
