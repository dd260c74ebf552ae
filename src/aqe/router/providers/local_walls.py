"""Shuts the process of a local model in before native code reads the model's files.

No sockets (a network of its own where Linux allows it, and Python's audit hook), no files written, no other
program started, no more memory than was free; and the system ends this process first when memory runs out.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress

__all__ = ["shut_in"]

_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.fork",
    "os.startfile",
)


def shut_in(memory_bytes: int | None) -> tuple[str, ...]:
    """Raise the walls; gives the names of those that stand.

    Args:
        memory_bytes: What this process may take; None: no limit.
    """
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the process that asked
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")
    standing = ["audit"]
    standing += _network()
    standing += _limits(memory_bytes)
    sys.addaudithook(_refuse)
    return tuple(sorted(standing))


def _network() -> list[str]:
    if sys.platform != "linux":
        return []
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        for flags in (_NEW_NETWORK, _NEW_USERS | _NEW_NETWORK):
            if library.unshare(flags) == 0:
                return ["network"]
    return []


def _limits(memory_bytes: int | None) -> list[str]:
    try:
        import resource
    except ImportError:  # not on Windows
        return []
    standing = []
    wanted = [("files", resource.RLIMIT_FSIZE, 0), ("core", resource.RLIMIT_CORE, 0)]
    if memory_bytes is not None and sys.platform == "linux":
        wanted.append(("memory", resource.RLIMIT_DATA, memory_bytes))
    for name, kind, most in wanted:
        with suppress(OSError, ValueError):
            _, hard = resource.getrlimit(kind)
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (limit, limit))
            standing.append(name)
    return standing


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(
            f"{event} is refused in the process of a local model (pid {os.getpid()})"
        )
