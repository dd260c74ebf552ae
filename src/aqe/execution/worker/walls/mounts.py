"""File systems as this sandbox sees them: read-only but for the scratch folders.

Landlock does not cover modes, owners, times and extended attributes; a read-only mount does. See
mount_namespaces(7), mount_setattr(2).
"""

from __future__ import annotations

import os
import stat
import struct
from typing import Iterable, List, Tuple

from .kernel import Kernel
from .policy import Policy
from .syscalls import NUMBERS

__all__ = ["make_read_only", "mount_own_proc", "mount_own_shm", "secrets_in"]

_RDONLY, _NOSUID, _NODEV, _NOEXEC = 1, 2, 4, 8
_BIND, _REC, _PRIVATE = 4096, 16384, 1 << 18
_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_SHM_BYTES = 64 * 1024 * 1024
_MOST_FILES = 65536

_SECRET_FILES = (".env", ".env.local", ".env.production", ".netrc", ".pypirc", ".git-credentials")


def secrets_in(folders: Iterable[str]) -> List[str]:
    """Return the files in `folders` that hold secrets by their name."""
    paths = [os.path.join(folder, name) for folder in folders for name in _SECRET_FILES]
    return [path for path in paths if os.path.isfile(path)]


def make_read_only(kernel: Kernel, policy: Policy) -> List[Tuple[str, str]]:
    """Make every file system read-only outside the scratch folders and cover what is hidden.

    Returns:
        (wall, reason) of what could not be done; empty when everything holds.
    """
    try:
        here = os.getcwd()
        kernel.mount(None, "/", None, _REC | _PRIVATE)
        for folder in policy.scratch:
            kernel.mount(folder, folder, None, _BIND | _REC)
        for folder in policy.private:
            _mount_memory(kernel, folder, policy.private_bytes, mode=0o700)
        _cover(kernel, [*policy.hidden, *secrets_in(policy.readable)])
        _set_attributes(kernel, "/", added=_RDONLY | _NOSUID)
        for folder in policy.scratch:
            _set_attributes(kernel, folder, removed=_RDONLY)
        os.chdir(here)  # by its path: onto the scratch folder's new mount
    except OSError as error:
        return [("read-only-files", str(error))]
    return []


def mount_own_shm(kernel: Kernel) -> bool:
    """Give this sandbox a small `/dev/shm` of its own; return whether it has one."""
    try:
        _mount_memory(kernel, "/dev/shm", _SHM_BYTES, mode=0o1777)
    except OSError:
        return False
    return True


def mount_own_proc(kernel: Kernel) -> bool:
    """Show the processes of this sandbox only; return whether the kernel let us."""
    try:
        kernel.mount("proc", "/proc", "proc", _RDONLY | _NOSUID | _NODEV | _NOEXEC)
    except OSError:  # containers that mask parts of /proc do not let it be mounted again
        return False
    return True


def _mount_memory(kernel: Kernel, folder: str, size_bytes: int, *, mode: int) -> None:
    options = "size=%d,mode=%o,nr_inodes=%d" % (size_bytes, mode, _MOST_FILES)
    kernel.mount("tmpfs", folder, "tmpfs", _NOSUID | _NODEV | _NOEXEC, options)


def _cover(kernel: Kernel, paths: Iterable[str]) -> None:
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except OSError:
            continue
        if is_folder:
            kernel.mount("tmpfs", path, "tmpfs", _RDONLY | _NOSUID | _NODEV, "size=4k,mode=0755")
        else:
            kernel.mount("/dev/null", path, None, _BIND)


def _set_attributes(kernel: Kernel, path: str, added: int = 0, removed: int = 0) -> None:
    import ctypes

    values = struct.pack("=QQQQ", added, removed, 0, 0)
    buffer = ctypes.create_string_buffer(values, len(values))
    number = NUMBERS[kernel.machine]["mount_setattr"]
    kernel.call(number, _AT_FDCWD, os.fsencode(path), _AT_RECURSIVE, buffer, len(values))
