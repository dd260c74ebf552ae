"""Walls around code under test: raised in a fresh process before the subject is imported.

Two layers. The audit hook is portable and says clearly what was tried, but native code walks around
it. The kernel's walls (Linux) hold for native code and for root: namespaces, read-only file systems,
Landlock, a system call filter, no privileges, limits. What the machine lacks is reported, not hidden.

`raise_walls` takes plain data:

    scratch           folders that may be changed; created by the caller; start in one of them
    readable          further folders and files that may be read (the project, import paths). The
                      interpreter, `sys.path`, system libraries and scratch are readable anyway; of the
                      home folder only what is named here or lies below something named here
    hidden            paths below `readable` that must not be read (`.env` files never are)
    private           folders below `scratch` that become empty file systems in memory of at most
    private_bytes     this many bytes each: a bound on what many files take, and nothing is left behind.
                      What is written there is seen inside only
    home              the real home folder; found in the user database when left out
    memory_bytes      private memory of each process; None: no limit
    cpu_s             seconds of processor time of each process (a fork starts at zero); None: no limit
    file_bytes        size of a file that is written
    open_files        descriptors
    processes         processes and threads in the whole sandbox at one moment; more end it
    allow_fork        True in a server that forks; its forks call `forbid_fork` before anything else
    allow_exec        whether programs may be started (False)
    network           whether the network may be used (False)
    keep_fds          descriptors that stay open beside 0, 1 and 2
    namespaces        False: no namespaces, and no forks behind the caller's back
    keep_environment  names to keep in `os.environ` beside the usual ones; None: leave it alone
                      (the caller passes `scrub_environment(...)` when it starts the process)
    off               walls to leave out, for tests: audit, landlock, seccomp, capabilities, limits,
                      descriptors, namespaces

Where namespaces are to be had, `raise_walls` forks: the process that the caller started waits outside
and ends as the inner one ends (same exit code or signal), and killing it kills everything inside. So
`os.getpid()` changes, process ids are those of the namespace, and nothing outlives the sandbox. Limits
are lowered for good; call it once, with one thread, early.
"""

from __future__ import annotations

from typing import Any, Dict, Optional

from .audit import WallRefusal
from .environment import scrub_environment
from .raising import Walls
from .raising import raise_walls as _raise_walls

__all__ = [
    "WallRefusal",
    "forbid_fork",
    "forget_refusal",
    "kernel_holds",
    "last_refusal",
    "raise_walls",
    "refusals",
    "scrub_environment",
]

# A process has one set of walls for as long as it lives, whoever asks: hence the one module-level state.
_walls = Walls()


def raise_walls(policy: Dict[str, Any]) -> Dict[str, Any]:
    """Raise every wall that this machine offers; see the module for the keys of `policy`.

    Returns:
        ``{"in_force": [names], "missing": [{"name": ..., "why": ...}]}``.
    """
    return _raise_walls(policy, _walls)


def forbid_fork(*, close_kept: bool = False) -> Dict[str, Any]:
    """Refuse new processes, and signals to others, from now on: for the fork that runs a batch.

    Threads stay allowed, within the limits of memory and processes.

    Args:
        close_kept: Whether to close the descriptors of the policy's `keep_fds` too, so that code under
            test cannot speak in the server's name.
    """
    return _walls.forbid_fork(close_kept=close_kept)


def last_refusal() -> Optional[str]:
    """Return what the audit hook refused last, also when the subject swallowed the error."""
    return _walls.audit.last_refusal if _walls.audit is not None else None


def refusals() -> int:
    """Return how often the audit hook refused something; nothing makes it forget that."""
    return _walls.audit.refusals if _walls.audit is not None else 0


def kernel_holds() -> bool:
    """Return whether walls of the kernel are in force: what they deny, no audit hook tells."""
    return _walls.kernel_holds


def forget_refusal() -> None:
    """Start anew before the next program."""
    if _walls.audit is not None:
        _walls.audit.last_refusal = None
