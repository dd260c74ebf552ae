"""Landlock: what this process and its children may read, write, connect to and signal.

Holds for root and for native code, needs no privilege, cannot be undone. See landlock(7) and
Documentation/userspace-api/landlock.rst of the Linux kernel; the rights are those of its ABI 1 to 7.
"""

from __future__ import annotations

import os
import stat
import struct
from typing import Iterable, List, Tuple

from .kernel import Kernel
from .policy import Policy
from .syscalls import NUMBERS

__all__ = ["confine_files", "confine_signals", "landlock_version"]

_EXECUTE = 1 << 0
_WRITE_FILE = 1 << 1
_READ_FILE = 1 << 2
_READ_DIR = 1 << 3
_MAKE_CHAR = 1 << 6
_MAKE_SOCK = 1 << 9
_MAKE_BLOCK = 1 << 11
_REFER = 1 << 13
_TRUNCATE = 1 << 14
_IOCTL_DEV = 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _READ_FILE | _READ_DIR

_TCP = (1 << 0) | (1 << 1)
_SCOPE_ABSTRACT_SOCKET = 1 << 0
_SCOPE_SIGNAL = 1 << 1

_QUERY_VERSION = 1
_RULE_PATH_BENEATH = 1
_KEEP_LOG_QUIET = 1 << 0  # LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF
_PR_SET_NO_NEW_PRIVS = 38

_WRITABLE_DEVICES = ("/dev/null",)


def landlock_version(kernel: Kernel) -> int:
    """Return the version of the kernel's interface, 0 where it has none or has it switched off."""
    try:
        number = NUMBERS["x86_64"]["landlock_create_ruleset"]
        return kernel.call(number, None, 0, _QUERY_VERSION)
    except OSError:
        return 0


def confine_files(kernel: Kernel, policy: Policy, *, own_shm: bool) -> List[str]:
    """Confine files, TCP and signals of this process for good; return the names of what holds.

    Args:
        kernel: The door to the kernel.
        policy: The folders that may be read and written.
        own_shm: Whether `/dev/shm` is this sandbox's own.

    Raises:
        OSError: the kernel refused.
    """
    version = landlock_version(kernel)
    files = _file_rights(version)
    network = _TCP if version >= 4 and not policy.network else 0
    scoped = _SCOPE_ABSTRACT_SOCKET | _SCOPE_SIGNAL if version >= 6 else 0
    ruleset = _create(kernel, files, network, scoped)
    try:
        readable = _READ | (_EXECUTE if policy.allow_exec else 0)
        writable = files & ~(_MAKE_CHAR | _MAKE_BLOCK | _MAKE_SOCK)
        if not policy.allow_exec:
            writable &= ~_EXECUTE
        _allow(kernel, ruleset, policy.readable, files & readable)
        shared = ("/dev/shm",) if own_shm else ()
        _allow(kernel, ruleset, (*policy.scratch, *_WRITABLE_DEVICES, *shared), writable)
        _enforce(kernel, ruleset, version)
    finally:
        os.close(ruleset)
    names = ["landlock-files"]
    if network:
        names.append("landlock-network")
    if scoped:
        names.append("landlock-signals")
    return names


def confine_signals(kernel: Kernel) -> bool:
    """Let this process signal itself and its children only; return whether the kernel can."""
    version = landlock_version(kernel)
    if version < 6:
        return False
    ruleset = _create(kernel, 0, 0, _SCOPE_SIGNAL)
    try:
        _enforce(kernel, ruleset, version)
    finally:
        os.close(ruleset)
    return True


def _file_rights(version: int) -> int:
    """Return every right on files that this version of the interface knows."""
    rights = (1 << 13) - 1
    if version >= 2:
        rights |= _REFER
    if version >= 3:
        rights |= _TRUNCATE
    if version >= 5:
        rights |= _IOCTL_DEV
    return rights


def _create(kernel: Kernel, files: int, network: int, scoped: int) -> int:
    import ctypes

    values = struct.pack("=QQQ", files, network, scoped)
    # Older kernels take a longer structure as long as what they do not know is zero.
    attributes = ctypes.create_string_buffer(values, len(values))
    return kernel.call(_number("landlock_create_ruleset"), attributes, len(values), 0)


def _allow(kernel: Kernel, ruleset: int, paths: Iterable[str], rights: int) -> None:
    import ctypes

    for path, descriptor in _opened(paths):
        try:
            # Judged by what was opened: the path may be a link by now.
            is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
            granted = rights if is_folder else rights & _FILE_RIGHTS
            rule = ctypes.create_string_buffer(struct.pack("=Qi", granted, descriptor), 12)
            kernel.call(_number("landlock_add_rule"), ruleset, _RULE_PATH_BENEATH, rule, 0)
        except OSError as error:
            raise OSError(error.errno, "cannot allow %r: %s" % (path, error.strerror)) from error
        finally:
            os.close(descriptor)


def _opened(paths: Iterable[str]) -> Iterable[Tuple[str, int]]:
    for path in paths:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:  # what is not there or not ours needs no permission
            continue
        yield path, descriptor


def _enforce(kernel: Kernel, ruleset: int, version: int) -> None:
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
    flags = _KEEP_LOG_QUIET if version >= 7 else 0
    kernel.call(_number("landlock_restrict_self"), ruleset, flags)


def _number(name: str) -> int:
    # The same on every machine: these calls are newer than the common table.
    return NUMBERS["x86_64"][name]
