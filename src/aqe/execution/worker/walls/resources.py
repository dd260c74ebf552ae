"""Limits of the process and of every process it forks: memory, time, files, threads.

See setrlimit(2). A limit that the machine does not know or refuses is reported, never ignored.
"""

from __future__ import annotations

import os
import sys
from typing import List, Optional, Tuple

from .policy import Policy

__all__ = ["limit_resources"]

_STACK_BYTES = 8 * 1024 * 1024
_SIGNALS_PENDING = 256


def limit_resources(policy: Policy, *, own_user_namespace: bool) -> List[Tuple[str, str]]:
    """Lower the limits of this process; return (limit, reason) of those that could not be set.

    Args:
        policy: The limits.
        own_user_namespace: Whether processes are counted for this sandbox alone. Elsewhere the
            kernel counts all processes of the user, so a small limit would stop them all.
    """
    try:
        import resource
    except ImportError:
        return [("limits", "this system has no limits for processes")]
    wanted: List[Tuple[str, Optional[int], int]] = [
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_DATA", policy.memory_bytes, 0),
        ("RLIMIT_AS", policy.memory_bytes, _mapped_bytes()),
        ("RLIMIT_FSIZE", policy.file_bytes, 0),
        ("RLIMIT_NOFILE", policy.open_files, 0),
        ("RLIMIT_STACK", _STACK_BYTES, 0),
        ("RLIMIT_SIGPENDING", _SIGNALS_PENDING, 0),
        ("RLIMIT_MSGQUEUE", 0, 0),
        ("RLIMIT_RTPRIO", 0, 0),
        ("RLIMIT_NICE", 0, 0),
    ]
    if own_user_namespace and _kernel_version() >= (5, 14):
        wanted.append(("RLIMIT_NPROC", policy.processes, 0))
    missing = []
    for name, value, already in wanted:
        number = getattr(resource, name, None)
        if number is None or value is None:
            continue
        try:
            _lower(resource, number, value + already)
        except (ValueError, OSError) as error:
            missing.append((name, str(error)))
    if policy.cpu_s is not None:
        # One second between the warning signal and the end, for code that handles the signal.
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = int(policy.cpu_s) if hard < 0 else min(int(policy.cpu_s), hard)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 1 if hard < 0 else hard))
    return missing


def _lower(resource: object, number: int, value: int) -> None:
    _, hard = resource.getrlimit(number)  # type: ignore[attr-defined]
    infinity = resource.RLIM_INFINITY  # type: ignore[attr-defined]
    highest = value if hard == infinity else min(value, hard)
    resource.setrlimit(number, (highest, highest))  # type: ignore[attr-defined]


def _mapped_bytes() -> int:
    """Return the address space that the interpreter itself has mapped."""
    try:
        with open("/proc/self/statm", "rb") as file:
            pages = int(file.read().split()[0])
    except (OSError, ValueError, IndexError):
        return 256 * 1024 * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


def _kernel_version() -> Tuple[int, int]:
    if not sys.platform.startswith("linux"):
        return (0, 0)
    numbers = os.uname().release.split("-")[0].split(".")
    try:
        return (int(numbers[0]), int(numbers[1]))
    except (ValueError, IndexError):
        return (0, 0)
