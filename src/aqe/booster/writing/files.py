"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from aqe.errors import UsageError
from aqe.settings.files import replacing

__all__ = ["replaced"]


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
        with replacing(path, durable=False) as stream:
            yield stream


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
