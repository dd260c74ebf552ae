"""What machine this is: facts that belong beside every time that was measured on it."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aqe.domain.benchmark import Machine

__all__ = ["cores", "this_machine"]


def this_machine() -> Machine:
    """The machine as the system describes it; what it does not tell is None."""
    # Imported here: most ask for the cores alone.
    from aqe.domain.benchmark import Machine

    load: float | None = None
    with suppress(OSError, AttributeError):
        load = round(os.getloadavg()[0], 2)
    return Machine(
        system=f"{platform.system()} {platform.release()}",
        processor=_processor(),
        cores=cores(),
        memory_bytes=_memory(),
        load=load,
    )


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name" and value.strip():
                return value.strip()
    return platform.processor() or platform.machine()


def cores() -> int | None:
    """Cores that this process may use; None where the system does not tell."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def _memory() -> int | None:
    with suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None
