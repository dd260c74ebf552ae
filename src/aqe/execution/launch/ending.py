"""Ties the life of this process to the one that started it."""

from __future__ import annotations

import signal
import sys

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in linux/prctl.h


def die_with_parent() -> None:
    """Asks Linux to end this process when its parent is killed; elsewhere it ends by itself."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    except (OSError, AttributeError):
        return
