"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["OWNER_ONLY", "replace_file", "replacing"]

#: Permissions of what nobody else may read.
OWNER_ONLY = 0o600

_BUFFER = 1024 * 1024
_ANYBODY = 0o666
_LONGEST_STEM = 200  # most file systems take names of 255 bytes


@contextmanager
def replacing(path: Path, *, mode: int | None = None, durable: bool = True) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends well; its folder is made.

    Whatever ends the block early, an error or Ctrl-C, leaves the old content, and nothing beside
    it. A link is replaced, not followed: resolve the path first to write through one.

    Args:
        path: Where the file is to be.
        mode: Its permissions; None for those of the file in its place, and without one for what
            the user's mask leaves.
        durable: Whether the content is on the disk before the name is, so that a machine that
            stops leaves no file of zeros. It costs milliseconds for each file.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = _created_beside(path, _ANYBODY if mode is None else mode)
    try:
        with os.fdopen(descriptor, "wb", buffering=_BUFFER) as stream:
            yield stream
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        if mode is None and path.is_file() and not path.is_symlink():
            shutil.copymode(path, unfinished)
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def replace_file(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Gives a file this content as `replacing` does.

    Raises:
        OSError: It could not be written; the file is as it was.
    """
    with replacing(path, mode=mode) as stream:
        stream.write(content)


def _created_beside(path: Path, mode: int) -> tuple[int, Path]:
    """A new file in the same folder; the kernel applies the mask, which is not ours to ask for."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for number in itertools.count():
        beside = path.with_name(f".{path.name[:_LONGEST_STEM]}.{os.getpid()}-{number}.part")
        try:
            return os.open(beside, flags, mode), beside
        except FileExistsError:
            continue
    raise AssertionError("unreachable")
