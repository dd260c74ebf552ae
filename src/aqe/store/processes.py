"""Which process began an operation, and whether it still lives.

A process id alone does not say: it is given to another process sooner or later. With the time at
which the process started and the machine it runs on, a process that was killed is told from one
that is at work.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

__all__ = ["Process", "current_process", "is_alive", "is_gone"]

_FOREIGN_PATIENCE = timedelta(hours=24)
"""After this time what a process of another machine began is taken for given up."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process on one machine."""

    pid: int
    started: str
    """Start time in the unit of the system; empty where it cannot be had."""
    machine: str
    """Host and process namespace; process ids of another one say nothing here."""


def current_process() -> Process:
    """This process."""
    pid = os.getpid()
    return Process(pid, _started(pid) or "", _machine())


def is_alive(process: Process) -> bool | None:
    """Whether that very process still runs; None when it ran elsewhere."""
    if process.machine != _machine():
        return None
    started = _started(process.pid)
    return started is not None and process.started in ("", started)


def is_gone(
    process: Process,
    since: datetime,
    now: datetime,
    alive: Callable[[Process], bool | None] = is_alive,
) -> bool:
    """Whether what a process began at `since` has nobody left to end it.

    Of a process elsewhere nothing is known; it has a day.
    """
    state = alive(process)
    return now - since > _FOREIGN_PATIENCE if state is None else not state


def _machine() -> str:
    return f"{platform.node()}/{_namespace()}"


if sys.platform == "linux":

    def _started(pid: int) -> str | None:
        """Ticks since boot and the boot; None when there is no such process, or only its remains."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except OSError:
            return None
        # The name stands in parentheses and may hold anything: count from the last one.
        fields = stat.rpartition(")")[2].split()
        state, ticks = fields[0], fields[19]
        return None if state in ("Z", "X") else f"{ticks}@{_boot()}"

    def _boot() -> str:
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        except OSError:
            return ""

    def _namespace() -> str:
        try:
            return os.readlink("/proc/self/ns/pid")
        except OSError:
            return ""

elif sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY_LIMITED_INFORMATION = 0x1000

    def _started(pid: int) -> str | None:
        """Creation time as a file time; None when there is no such process."""
        kernel = ctypes.windll.kernel32
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
        if not handle:
            return None
        times = [wintypes.FILETIME() for _ in range(4)]
        try:
            if not kernel.GetProcessTimes(handle, *map(ctypes.byref, times)):
                return None
        finally:
            kernel.CloseHandle(handle)
        created, exited = times[0], times[1]
        if exited.dwHighDateTime or exited.dwLowDateTime:
            return None
        return str((created.dwHighDateTime << 32) + created.dwLowDateTime)

    def _namespace() -> str:
        return ""

else:

    def _started(pid: int) -> str | None:
        """Start time as `ps` prints it; None when there is no such process, or only its remains."""
        shown = subprocess.run(
            ["ps", "-o", "state=,lstart=", "-p", str(pid)],
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
            env={"LC_ALL": "C", "PATH": "/bin:/usr/bin"},
        ).stdout.split()
        return None if not shown or shown[0].startswith("Z") else " ".join(shown[1:])

    def _namespace() -> str:
        return ""
