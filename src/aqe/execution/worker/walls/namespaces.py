"""Namespaces: a network without a way out, and processes that see and outlive nothing outside.

See namespaces(7), user_namespaces(7), pid_namespaces(7). A process id namespace begins with the next
fork, so entering makes three processes of one:

    keeper   the process that was started: waits, and ends as the innermost one ended
    init     process 1 of the namespace: reaps orphans, counts processes; when it ends, all end
    (inner)  process 2, where `enter_namespaces` returns

Killing the keeper kills init (`PR_SET_PDEATHSIG`), and with it every process inside, however it was
forked and whatever session it moved to.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
from typing import FrozenSet, NamedTuple, NoReturn, Optional, Tuple, Union

from .environment import close_inherited
from .kernel import Kernel
from .mounts import make_read_only, mount_own_proc, mount_own_shm
from .policy import Policy
from .syscalls import NUMBERS

__all__ = ["Entered", "enter_namespaces"]

_NEW_MOUNT = 0x00020000
_NEW_UTS = 0x04000000
_NEW_IPC = 0x08000000
_NEW_USER = 0x10000000
_NEW_PID = 0x20000000
_NEW_NET = 0x40000000
_PR_SET_PDEATHSIG = 1
_HOST_NAME = b"localhost"
_WATCH_S = 0.05


class Entered(NamedTuple):
    """Which namespaces this process is in, and what that made possible."""

    in_force: Tuple[str, ...] = ()
    missing: Tuple[Tuple[str, str], ...] = ()
    own_user: bool = False
    own_shm: bool = False
    read_only: bool = False


def enter_namespaces(kernel: Kernel, policy: Policy) -> Entered:
    """Enter new namespaces; return in the innermost process, which has another process id.

    The caller must have one thread only. Where the machine offers no namespaces it returns in the
    same process, with the reason.
    """
    flags = _NEW_MOUNT | _NEW_IPC | _NEW_UTS | _NEW_PID | (0 if policy.network else _NEW_NET)
    reason = _unshare(kernel, flags)
    if isinstance(reason, str):
        return Entered(missing=(("namespaces", reason),))
    own_user = reason
    names = ["pid-namespace", "ipc-namespace", "mount-namespace"]
    names += ["user-namespace"] if own_user else []
    names += [] if policy.network else ["network-namespace"]
    missing = [] if own_user else [("user-namespace", "the kernel refused a new one")]
    _rename_host(kernel)
    trouble = make_read_only(kernel, policy)
    missing += trouble
    if not trouble:
        names.append("read-only-files")
    own_shm = mount_own_shm(kernel)
    _fork_inside(kernel, policy)
    return Entered(tuple(names), tuple(missing), own_user, own_shm, not trouble)


def _unshare(kernel: Kernel, flags: int) -> Union[bool, str]:
    """Leave the namespaces of the caller; return whether the user namespace too, or why not."""
    if os.geteuid() != 0 and not _may_have_own_user(kernel):
        return "this machine lets ordinary users have no user namespace"
    identity = (os.geteuid(), os.getegid())
    try:
        kernel.unshare(flags | _NEW_USER)
    except OSError as error:
        try:
            kernel.unshare(flags)  # root may without a user namespace
        except OSError:
            return "unshare: %s" % error.strerror
        return False
    _map_identity(*identity)
    return True


def _may_have_own_user(kernel: Kernel) -> bool:
    """Try in a child: where a map cannot be written, the process would be left as nobody."""
    child = os.fork()
    if child == 0:
        try:
            identity = (os.geteuid(), os.getegid())
            kernel.unshare(_NEW_USER)
            _map_identity(*identity)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _map_identity(user: int, group: int) -> None:
    """Map the user and the group to themselves; nobody else exists inside."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", "%d %d 1" % (user, user)),
        ("gid_map", "%d %d 1" % (group, group)),
    ):
        with open("/proc/self/" + name, "w", encoding="ascii") as file:
            file.write(text)


def _rename_host(kernel: Kernel) -> None:
    """Hide the machine's name, which must not become part of a test."""
    try:
        kernel.call(NUMBERS[kernel.machine]["sethostname"], _HOST_NAME, len(_HOST_NAME))
    except (OSError, KeyError):
        return


def _fork_inside(kernel: Kernel, policy: Policy) -> None:
    """Fork twice; return in the inner process only."""
    from_init, to_keeper = os.pipe()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    init = os.fork()
    if init:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(to_keeper)
        _keep(init, from_init)
    os.close(from_init)
    kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if _is_abandoned(to_keeper):
        os._exit(1)
    mount_own_proc(kernel)
    inner = os.fork()
    if inner:
        _serve_as_init(inner, to_keeper, policy.processes)
    os.close(to_keeper)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _is_abandoned(pipe: int) -> bool:
    """Return whether the reader of `pipe` is gone."""
    poll = select.poll()
    poll.register(pipe, 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))


def _keep(init: int, from_init: int) -> NoReturn:
    """Wait for the sandbox and end as its inner process ended."""
    _become_silent(frozenset({from_init}))
    report = b""
    with contextlib.suppress(OSError):
        report = os.read(from_init, 4)
    _, status = os.waitpid(init, 0)
    _end_like(struct.unpack("=i", report)[0] if len(report) == 4 else status)


def _become_silent(keep: FrozenSet[int]) -> None:
    """Let go of every descriptor that is not in `keep`, and of handlers of signals."""
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, signal.SIG_DFL)
    close_inherited(keep)
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        if number not in keep and number != null:
            os.dup2(null, number)


def _end_like(status: int) -> NoReturn:
    """End this process as the one whose wait status is `status`."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        os._exit(128 + number)
    os._exit(os.WEXITSTATUS(status))


def _serve_as_init(inner: int, to_keeper: int, limit: Optional[int]) -> NoReturn:
    """Reap orphans until `inner` ends or there are more than `limit` processes and threads."""
    _become_silent(frozenset({to_keeper, 2}))
    census = _Census()
    while True:
        if limit is None:
            signal.sigwait([signal.SIGCHLD])
        else:
            signal.sigtimedwait([signal.SIGCHLD], _WATCH_S)
        status = _reap(inner)
        if status is None and limit is not None and census.exceeds(limit):
            os.write(2, b"aqe: more than %d processes and threads: all ended\n" % limit)
            status = signal.SIGKILL
        if status is not None:
            os.write(to_keeper, struct.pack("=i", status))
            os._exit(0)


def _reap(inner: int) -> Optional[int]:
    """Collect ended children; return the wait status of `inner` when it is among them."""
    while True:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return None
        if child == 0:
            return None
        if child == inner:
            return status


class _Census:
    """Counts the processes and threads of the namespace, cheaply while few are new."""

    def __init__(self) -> None:
        self._counted = 0
        self._newest = 0

    def exceeds(self, limit: int) -> bool:
        """Return whether more than `limit` processes and threads live."""
        newest = self._newest_id()
        if 0 <= newest - self._newest <= limit - self._counted:
            return False
        self._newest = newest
        self._counted = sum(1 for number in range(2, newest + 1) if _lives(number))
        return self._counted > limit

    def _newest_id(self) -> int:
        """Return the process id given last: of the reader's namespace, see proc(5)."""
        with open("/proc/loadavg", "rb") as file:
            return int(file.read().split()[4])


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
