"""The door to the kernel: system calls through the C library that the interpreter already has.

Nothing here decides anything; the other modules say which calls are made. Linux only: elsewhere
`Kernel.open` answers None. See syscall(2), prctl(2).
"""

from __future__ import annotations

import os
import sys
from typing import Any, Optional

__all__ = ["Kernel"]


class Kernel:
    """The C library of this process, for calls that Python's library does not offer."""

    def __init__(self, library: Any, machine: str) -> None:
        import ctypes

        self._ctypes = ctypes
        self._library = library
        self.machine = machine

    @classmethod
    def open(cls) -> Optional[Kernel]:
        """Return the kernel's door, or None where there is none (not Linux, no forks or `ctypes`)."""
        if not (sys.platform.startswith("linux") and hasattr(os, "fork")):
            return None
        try:
            import ctypes

            library = ctypes.CDLL(None, use_errno=True)
            library.syscall.restype = ctypes.c_long
        except (ImportError, OSError, AttributeError):
            return None
        return cls(library, os.uname().machine)

    def call(self, number: int, *arguments: Any) -> int:
        """Make system call `number`; integers are passed as longs, None as a null pointer.

        Raises:
            OSError: the kernel refused.
        """
        return self._checked(self._library.syscall, number, *arguments)

    def prctl(self, option: int, *arguments: int) -> int:
        """Call prctl(2), with zeros for the arguments not given.

        Raises:
            OSError: the kernel refused.
        """
        padded = arguments + (0,) * (4 - len(arguments))
        return self._checked(self._library.prctl, option, *padded)

    def unshare(self, flags: int) -> None:
        """Call unshare(2).

        Raises:
            OSError: the kernel refused.
        """
        self._checked(self._library.unshare, flags)

    def mount(
        self, source: Optional[str], place: str, kind: Optional[str], flags: int, options: str = ""
    ) -> None:
        """Call mount(2).

        Raises:
            OSError: the kernel refused.
        """
        encoded = [None if text is None else os.fsencode(text) for text in (source, place, kind)]
        data = os.fsencode(options) if options else None
        self._checked(self._library.mount, encoded[0], encoded[1], encoded[2], flags, data)

    def _checked(self, function: Any, *arguments: Any) -> int:
        long = self._ctypes.c_long
        converted = [long(value) if isinstance(value, int) else value for value in arguments]
        self._ctypes.set_errno(0)
        result = int(function(*converted))
        if result == -1:
            number = self._ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result
