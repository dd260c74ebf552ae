"""System call filters: what native code of this process may ask the kernel for.

Refused calls fail with `EPERM` (unknown ones with `ENOSYS`), so that code under test sees an ordinary
error. See seccomp(2) and Documentation/userspace-api/seccomp_filter.rst; the machine is checked first
because calls of another machine's table (`int 0x80`, x32) have other numbers.
"""

from __future__ import annotations

import errno
import os
import struct
from typing import List, Sequence, Tuple

from .kernel import Kernel
from .policy import Policy
from .syscalls import GROUPS, LAST_KNOWN_CALL, NUMBERS

__all__ = ["UnknownMachine", "filter_calls", "filter_forks"]

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

# Classic BPF, see linux/bpf_common.h.
_LOAD = 0x20
_JUMP_EQUAL = 0x15
_JUMP_GREATER = 0x25
_JUMP_BITS = 0x45
_AND = 0x54
_RETURN = 0x06

_NUMBER_OFFSET = 0
_ARCHITECTURE_OFFSET = 4
_ARGUMENTS_OFFSET = 16

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000

_SET_MODE_FILTER = 1
_FLAGS = (1 << 0) | (1 << 2)  # all threads; no slow mitigation for speculation
_PR_SET_NO_NEW_PRIVS = 38

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020080 & ~0xFF  # the low byte of clone's flags is the exit signal
_AF_UNIX = 1
_SOCK_STREAM = 1
_PERSONALITY_QUERY = 0xFFFFFFFF

_REFUSED_FCNTL = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals to other processes
_REFUSED_IOCTL = (
    0x5412,  # TIOCSTI: input into somebody's terminal
    0x541C,  # TIOCLINUX
    0x8901,  # FIOSETOWN
    0x8902,  # SIOCSPGRP
)
_REFUSED_ATTRIBUTES_IOCTL = (0x40086602, 0x401C5820)  # FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4

_Instruction = Tuple[int, int, int, int]


class UnknownMachine(Exception):
    """The numbers of this machine's system calls are not known."""


class _Program:
    """A filter in the making; every check returns or falls through with the number loaded."""

    def __init__(self, machine: str) -> None:
        if machine not in NUMBERS or not struct.calcsize("P") == 8:
            raise UnknownMachine(machine)
        self._numbers = NUMBERS[machine]
        self._instructions: List[_Instruction] = [
            (_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
            (_JUMP_EQUAL, 1, 0, _ARCHITECTURES[machine]),
            (_RETURN, 0, 0, _ERRNO | errno.EPERM),
            (_LOAD, 0, 0, _NUMBER_OFFSET),
        ]

    def refuse_beyond(self, last: int) -> None:
        """Answer every call after number `last`, and x32's, with "not implemented"."""
        self._add((_JUMP_GREATER, 0, 1, last), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS))

    def refuse(self, names: Sequence[str], error: int = errno.EPERM) -> None:
        """Refuse the calls whatever their arguments."""
        for name in names:
            if name in self._numbers:
                self._add((_JUMP_EQUAL, 0, 1, self._numbers[name]), (_RETURN, 0, 0, _ERRNO | error))

    def refuse_values(self, name: str, argument: int, values: Sequence[int]) -> None:
        """Refuse a call when `argument` is one of `values`."""
        body: List[_Instruction] = [_load_argument(argument)]
        for value in values:
            body += [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ERRNO | errno.EPERM)]
        self._block(name, body)

    def require(self, name: str, *expected: Tuple[int, int, int]) -> None:
        """Refuse a call unless each (argument, mask, value) fits."""
        body: List[_Instruction] = []
        for argument, mask, value in expected:
            body += [_load_argument(argument), (_AND, 0, 0, mask)]
            body += [(_JUMP_EQUAL, 1, 0, value), (_RETURN, 0, 0, _ERRNO | errno.EPERM)]
        self._block(name, body)

    def refuse_bits(self, name: str, argument: int, bits: int) -> None:
        """Refuse a call when `argument` has one of `bits`."""
        self._block(
            name,
            [
                _load_argument(argument),
                (_JUMP_BITS, 0, 1, bits),
                (_RETURN, 0, 0, _ERRNO | errno.EPERM),
            ],
        )

    def assembled(self) -> bytes:
        """Return the program in the kernel's form."""
        whole = [*self._instructions, (_RETURN, 0, 0, _ALLOW)]
        return b"".join(struct.pack("=HBBI", *instruction) for instruction in whole)

    def _block(self, name: str, body: List[_Instruction]) -> None:
        if name in self._numbers:
            self._add(
                (_JUMP_EQUAL, 0, len(body) + 1, self._numbers[name]),
                *body,
                (_LOAD, 0, 0, _NUMBER_OFFSET),
            )

    def _add(self, *instructions: _Instruction) -> None:
        self._instructions += instructions


def filter_calls(kernel: Kernel, policy: Policy, *, read_only_outside: bool) -> None:
    """Refuse, for good and for all children, every call that reaches beyond this process.

    Args:
        kernel: The door to the kernel.
        policy: What is let through.
        read_only_outside: Whether file systems outside the scratch folders are read-only; if not,
            calls that change owners, modes, times and attributes are refused everywhere.

    Raises:
        OSError: the kernel refused.
        UnknownMachine: this machine's calls are not known.
    """
    program = _Program(kernel.machine)
    program.refuse_beyond(LAST_KNOWN_CALL)
    for group in ("others", "ipc", "namespaces", "machine"):
        program.refuse(sorted(GROUPS[group] - {"personality"}))
    program.require("personality", (0, 0xFFFFFFFF, _PERSONALITY_QUERY))
    if not policy.allow_exec:
        program.refuse(sorted(GROUPS["execution"]))
    if not policy.network:
        program.refuse(["socket", "connect", "bind", "listen", "accept", "accept4"])
        program.require("socketpair", (0, 0xFFFFFFFF, _AF_UNIX), (1, 0xF, _SOCK_STREAM))
    if not read_only_outside:
        program.refuse(sorted(GROUPS["metadata"]))
        program.refuse_values("ioctl", 1, _REFUSED_ATTRIBUTES_IOCTL)
    _guard_processes(program, policy)
    program.refuse_values("fcntl", 1, _REFUSED_FCNTL)
    program.refuse_values("ioctl", 1, _REFUSED_IOCTL)
    _install(kernel, program)


def filter_forks(kernel: Kernel) -> None:
    """Refuse new processes (threads stay allowed) and signals to any process but this one.

    Raises:
        OSError: the kernel refused.
        UnknownMachine: this machine's calls are not known.
    """
    program = _Program(kernel.machine)
    _refuse_new_processes(program)
    program.refuse(["tkill"])
    own = os.getpid()
    for name in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        program.require(name, (0, 0xFFFFFFFF, own))
    program.refuse_values("prctl", 0, (_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE))
    _install(kernel, program)


def _guard_processes(program: _Program, policy: Policy) -> None:
    """Keep this process and its children from new namespaces and from others' processes."""
    program.refuse(["clone3"], errno.ENOSYS)  # its flags are out of reach; callers fall back
    program.refuse_bits("clone", 0, _CLONE_NEW)
    if not policy.allow_fork:
        _refuse_new_processes(program)
    # No process groups: pid 0, -1 and -N. (A positive process id has no sign bit.)
    for name in ("kill", "rt_sigqueueinfo"):
        program.refuse_bits(name, 0, 0x80000000)
        program.refuse_values(name, 0, (0,))
    program.require("setpriority", (0, 0xFFFFFFFF, 0), (1, 0xFFFFFFFF, 0))
    program.require("ioprio_set", (0, 0xFFFFFFFF, 1), (1, 0xFFFFFFFF, 0))
    for name in ("sched_setaffinity", "sched_setparam", "sched_setscheduler", "sched_setattr"):
        program.require(name, (0, 0xFFFFFFFF, 0))
    program.require("prlimit64", (0, 0xFFFFFFFF, 0))
    program.refuse_values("prctl", 0, (_PR_SET_DUMPABLE,))


def _refuse_new_processes(program: _Program) -> None:
    program.refuse(["fork", "vfork"])
    program.refuse(["clone3"], errno.ENOSYS)
    program.require("clone", (0, _CLONE_THREAD, _CLONE_THREAD))


def _load_argument(position: int) -> _Instruction:
    # The low half: both machines are little-endian, and these arguments are ints.
    return (_LOAD, 0, 0, _ARGUMENTS_OFFSET + 8 * position)


def _install(kernel: Kernel, program: _Program) -> None:
    import ctypes

    class Filter(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]

    assembled = program.assembled()
    described = Filter(len(assembled) // 8, assembled)
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
    number = NUMBERS[kernel.machine]["seccomp"]
    kernel.call(number, _SET_MODE_FILTER, _FLAGS, ctypes.byref(described))
