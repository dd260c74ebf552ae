"""How much memory is there, and how much a model takes: its weights and the keys and values of a context."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CacheShape", "available_memory_bytes", "gibibytes", "needed_bytes"]

_RUNTIME_BYTES = 256 * 1024 * 1024
"""For the interpreter, the library and the tensors between two layers; an estimate on the safe side."""
_NO_LIMIT = 2**60
"""What a control group of version 1 says where there is no limit is larger than this."""


@dataclass(frozen=True, slots=True)
class CacheShape:
    """What a model keeps of every token: a key and a value for each layer."""

    layers: int
    heads: int
    """Of keys and values; fewer than those of attention where these share them."""
    head_size: int
    number_bytes: int

    @property
    def token_bytes(self) -> int:
        """Kept of one token."""
        return 2 * self.layers * self.heads * self.head_size * self.number_bytes


def needed_bytes(weights_bytes: int, cache: CacheShape, tokens: int) -> int:
    """What a model takes with a context of so many tokens; derived from sizes, not measured."""
    return weights_bytes + cache.token_bytes * tokens + _RUNTIME_BYTES


def gibibytes(count: int) -> str:
    """A number of bytes as people read it in messages."""
    if count < 2**30:
        return f"{count / 2**20:.1f} MiB"
    return f"{count / 2**30:.1f} GiB"


def available_memory_bytes(system: Path = Path("/")) -> int | None:
    """What can be taken without pushing others out, within the limit of the control group.

    Args:
        system: Where ``proc`` and ``sys`` lie.

    Returns:
        None where the system does not tell.
    """
    found = [
        each for each in (_meminfo(system), _group(system), _group_1(system)) if each is not None
    ]
    if found:
        return max(0, min(found))
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _meminfo(system: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in (system / "proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _group(system: Path) -> int | None:
    """The tightest limit on the way from this process's group to the root (version 2)."""
    with suppress(OSError, ValueError):
        lines = (system / "proc/self/cgroup").read_text("utf-8").splitlines()
        own = next((line[3:] for line in lines if line.startswith("0::")), "/").strip("/")
        base = system / "sys/fs/cgroup"
        place = base / own
        if ".." in place.parts:
            place = base
        folders = [place, *place.parents]
        left = [_left_in(each) for each in folders[: len(place.parts) - len(base.parts) + 1]]
        known = [each for each in left if each is not None]
        return min(known) if known else None
    return None


def _left_in(group: Path) -> int | None:
    with suppress(OSError, ValueError):
        limit = (group / "memory.max").read_text("ascii").strip()
        if limit != "max":
            used = int((group / "memory.current").read_text("ascii"))
            return int(limit) - used + _reclaimable(group / "memory.stat", "inactive_file")
    return None


def _group_1(system: Path) -> int | None:
    group = system / "sys/fs/cgroup/memory"
    with suppress(OSError, ValueError):
        limit = int((group / "memory.limit_in_bytes").read_text("ascii"))
        if limit < _NO_LIMIT:
            used = int((group / "memory.usage_in_bytes").read_text("ascii"))
            return limit - used + _reclaimable(group / "memory.stat", "total_inactive_file")
    return None


def _reclaimable(statistics: Path, name: str) -> int:
    """Memory that holds files and is given up when it is needed."""
    with suppress(OSError, ValueError, IndexError):
        for line in statistics.read_text("ascii").splitlines():
            if line.split(" ")[0] == name:
                return int(line.split()[1])
    return 0
