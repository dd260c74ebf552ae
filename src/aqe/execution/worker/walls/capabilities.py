"""Privileges of root: all given up, for good. See capabilities(7)."""

from __future__ import annotations

import contextlib
import struct
from typing import Any

from .kernel import Kernel
from .syscalls import NUMBERS

__all__ = ["drop_capabilities"]

_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_VERSION = 0x20080522
_HIGHEST = 63


def drop_capabilities(kernel: Kernel) -> None:
    """Empty every set of capabilities of this process and hide its memory from its equals.

    Raises:
        OSError: the kernel refused.
    """
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
    for number in range(_HIGHEST + 1):
        try:
            kernel.prctl(_PR_CAPBSET_DROP, number)
        except OSError:  # the last one was passed, or the set is empty already
            break
    with contextlib.suppress(OSError):  # older than Linux 4.3: there is no such set
        kernel.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = _buffer(struct.pack("=Ii", _VERSION, 0))
    kernel.call(NUMBERS[kernel.machine]["capset"], header, _buffer(bytes(24)))
    kernel.prctl(_PR_SET_DUMPABLE, 0)


def _buffer(content: bytes) -> Any:
    import ctypes

    return ctypes.create_string_buffer(content, len(content))
