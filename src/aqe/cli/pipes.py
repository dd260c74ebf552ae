"""What to do when the reader of our output goes away (``aqe report | head``): nothing is wrong."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

__all__ = ["drop_output", "unread"]


def drop_output(stream: TextIO | None = None) -> None:
    """Send the rest of a stream, standard output by default, nowhere."""
    with suppress(io.UnsupportedOperation):  # a stream without a file behind it
        descriptor = (stream or sys.stdout).fileno()
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, descriptor)
        os.close(devnull)


@contextmanager
def unread(stream: TextIO) -> Iterator[None]:
    """Go on where nobody reads what is written beside the result, such as progress and notes."""
    try:
        yield
    except BrokenPipeError:
        drop_output(stream)
