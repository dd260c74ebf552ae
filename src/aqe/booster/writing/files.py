"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from aqe.errors import UsageError

__all__ = ["replaced"]

_BUFFER = 1024 * 1024


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends well.

    Whatever ends the block early, an error or Ctrl-C, leaves the old content, and nothing beside it.
    A device or a pipe is written directly.

    Raises:
        UsageError: It cannot be written there.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with _translated(path), path.open("wb") as stream:
            yield stream
        return
    with _translated(path):
        if path.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = _create_beside(path)
        try:
            with os.fdopen(handle, "wb", buffering=_BUFFER) as stream:
                yield stream
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _create_beside(path: Path) -> tuple[int, Path]:
    for number in itertools.count():
        beside = path.with_name(f".{path.name[:200]}.{os.getpid()}-{number}.part")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            return os.open(beside, flags, 0o666), beside
        except FileExistsError:
            continue
    raise AssertionError("unreachable")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(
            f"{str(path)!r} cannot be written: {error.strerror or error}",
            hint="choose another place, or check its permissions and the free space",
            slug="unwritable-output",
        ) from error
