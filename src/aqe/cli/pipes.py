"""What to do when the reader of our output goes away (``aqe report | head``): nothing is wrong."""

from __future__ import annotations

import os
import sys

__all__ = ["drop_output"]


def drop_output() -> None:
    """Send the rest of standard output nowhere."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
