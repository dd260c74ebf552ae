"""The audit hook: the portable wall, with messages that say what was tried and what is allowed.

Covers what the interpreter and the standard library do (see "Audit events table" in the Python
documentation). Native code walks around it; on Linux the kernel's walls stand behind it. A hook cannot
be removed, so the state is one object per process.
"""

from __future__ import annotations

import errno
import os
import sys
import types
from typing import Any, Callable, Dict, FrozenSet, Optional, Tuple

from .paths import PathRules
from .policy import Policy

__all__ = ["AuditWall", "WallRefusal"]

_is_a = isinstance
_text = str
_integer = int
_length = len
_bytes = bytes
_own_id = os.getpid
_waitid = getattr(os, "waitid", None)
_child_error = ChildProcessError
_no_such_error = OSError

_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_AF_UNIX = 1
_LAST_STANDARD_STREAM = 2

_Arguments = Tuple[Any, ...]


class WallRefusal(PermissionError):
    """Code under test tried what the walls forbid."""

    def __init__(self, message: str) -> None:
        super().__init__(errno.EACCES, message)


def _pair_codes() -> FrozenSet[types.CodeType]:
    """Code of the standard library that makes a pair of sockets over the loopback address.

    Where sockets have no pairs of their own (Windows), every event loop needs one.
    """
    if os.name != "nt":
        return frozenset()
    import socket

    return frozenset([socket.socketpair.__code__])


_PAIR_CODES = _pair_codes()


def makes_pair(codes: FrozenSet[types.CodeType]) -> bool:
    """Whether the standard library's own code for pairs is what asks for the network."""
    frame = sys._getframe(2) if codes else None
    for _ in range(6):
        if frame is None:
            return False
        if frame.f_code in codes:
            return True
        frame = frame.f_back
    return False


class AuditWall:
    """One process's audit hook and what it refused."""

    def __init__(self, policy: Policy, rules: PathRules, *, kernel_decides: bool) -> None:
        self.last_refusal: Optional[str] = None
        self.refusals = 0
        self._rules = rules
        self._allow_fork = policy.allow_fork
        self._allow_exec = policy.allow_exec
        self._network = policy.network
        self._kernel_decides = kernel_decides
        self._handlers = self._table()

    def __call__(self, event: str, arguments: _Arguments) -> None:
        """Judge one audit event."""
        handler = self._handlers.get(event)
        if handler is not None:
            handler(event, arguments)

    def forbid_fork(self) -> None:
        """Refuse new processes and signals to others from now on."""
        self._allow_fork = False

    def _refuse(self, message: str) -> None:
        self.last_refusal = message
        self.refusals += 1
        raise WallRefusal(message)

    def _table(self) -> Dict[str, Callable[[str, _Arguments], None]]:
        table: Dict[str, Callable[[str, _Arguments], None]] = {"open": self._open}
        for event, words in _CHANGES.items():
            table[event] = self._changing(*words)
        for event in ("os.listdir", "os.scandir"):
            table[event] = self._list
        table["sqlite3.connect"] = self._database
        table["os.kill"] = self._kill
        for event in ("os.killpg", "signal.pidfd_send_signal"):
            table[event] = self._refusing("sending a signal to other processes")
        for event in _PROCESS_EVENTS:
            table[event] = self._process
        for event in ("os.fork", "os.forkpty"):
            table[event] = self._fork
        if not self._network:
            for event in _NETWORK_EVENTS:
                table[event] = self._refusing("using the network (%s)" % event)
            for event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
                table[event] = self._address
            table["socket.__new__"] = self._socket
        for event, what in _OTHER_EVENTS.items():
            table[event] = self._refusing(what)
        return table

    # -- files ---------------------------------------------------------------------------------

    def _open(self, event: str, arguments: _Arguments) -> None:
        path, mode, flags = arguments[:3]
        writes = _is_a(flags, _integer) and bool(flags & _WRITE_FLAGS)
        if _is_a(mode, _text):
            writes = writes or "w" in mode or "a" in mode or "x" in mode or "+" in mode
        if _is_a(path, _integer) and 0 <= path <= _LAST_STANDARD_STREAM:
            # Of whoever runs the tests; True is such a number, too.
            self._refuse("opening descriptor %d is refused: it is a standard stream" % path)
        real = self._rules.resolve(path)
        if real is None:
            return
        if writes:
            if mode is None and self._leave_to_kernel(path):
                return
            self._check_write("writing", real)
        elif not self._rules.may_read(real):
            if mode is None and self._leave_to_kernel(path):
                return
            self._refuse(
                "reading %r is refused: it lies outside the project, the interpreter and the "
                "scratch folder, or holds secrets" % real
            )

    def _leave_to_kernel(self, path: Any) -> bool:
        """Return whether `os.open` got a relative path: the event does not tell relative to what."""
        if not self._kernel_decides or not _is_a(path, _text):
            return False
        return not path.startswith("/") and ".." not in path

    def _check_write(self, verb: str, real: str) -> None:
        if not self._rules.may_write(real):
            places = ", ".join(repr(path) for path in self._rules.scratch) or "no folder"
            self._refuse("%s %r is refused: only %s may be changed" % (verb, real, places))

    def _changing(
        self, verb: str, follow: bool, *paths: Tuple[int, int]
    ) -> Callable[[str, _Arguments], None]:
        """Return a handler that checks each (position of a path, position of its folder)."""

        def check(event: str, arguments: _Arguments) -> None:
            for path_at, folder_at in paths:
                folder = arguments[folder_at] if 0 <= folder_at < _length(arguments) else -1
                path = arguments[path_at]
                if _is_a(path, _integer):
                    path = self._rules.path_of(path)
                real = self._rules.resolve(path, folder, follow=follow)
                if real is not None:
                    self._check_write(verb, real)

        return check

    def _list(self, event: str, arguments: _Arguments) -> None:
        path = "." if arguments[0] is None else arguments[0]
        real = self._rules.resolve(path)
        if real is not None and not self._rules.may_read(real):
            self._refuse("listing %r is refused: it lies outside what may be read" % real)

    def _database(self, event: str, arguments: _Arguments) -> None:
        name = arguments[0]
        if _is_a(name, _bytes):
            name = name.decode("utf-8", "replace")
        if _is_a(name, _text):
            if name in ("", ":memory:") or name.startswith("file::memory:"):
                return
            if name.startswith("file:"):
                if "mode=memory" in name:
                    return
                name = name[5:].split("?")[0]
        real = self._rules.resolve(name)
        if real is not None and not self._rules.may_read(real):
            self._check_write("opening the database", real)

    # -- processes -----------------------------------------------------------------------------

    def _process(self, event: str, arguments: _Arguments) -> None:
        if not self._allow_exec:
            what = next((repr(value) for value in arguments if value), "")
            self._refuse("starting a program is refused (%s %s)" % (event, what[:200]))

    def _fork(self, event: str, arguments: _Arguments) -> None:
        if not self._allow_fork:
            self._refuse("starting a process is refused (%s)" % event)

    def _kill(self, event: str, arguments: _Arguments) -> None:
        process = arguments[0]
        if process == _own_id() or (self._allow_fork and _is_child(process)):
            return
        self._refuse("sending a signal to process %r is refused: it is another one" % (process,))

    # -- network -------------------------------------------------------------------------------

    def _socket(self, event: str, arguments: _Arguments) -> None:
        family = arguments[1]
        if family not in (-1, _AF_UNIX) and not makes_pair(_PAIR_CODES):
            self._refuse("opening a socket is refused: there is no network here")

    def _address(self, event: str, arguments: _Arguments) -> None:
        address = arguments[1]
        if address is not None and not makes_pair(_PAIR_CODES):
            self._refuse("using address %r is refused: there is no network here" % (address,))

    def _refusing(self, words: str) -> Callable[[str, _Arguments], None]:
        def refuse(event: str, arguments: _Arguments) -> None:
            self._refuse("%s is refused" % words)

        return refuse


def _is_child(process: Any) -> bool:
    """Return whether `process` is a child of this one, without collecting it."""
    if _waitid is None or not _is_a(process, _integer) or process <= 1:
        return False
    try:
        _waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except _child_error:
        return False
    except _no_such_error:
        return False
    return True


_CHANGES: Dict[str, Tuple[Any, ...]] = {
    "os.chflags": ("changing flags of", True, (0, -1)),
    "os.chmod": ("changing the mode of", True, (0, 2)),
    "os.chown": ("changing the owner of", True, (0, 3)),
    "os.link": ("linking", False, (0, 2), (1, 3)),
    "os.mkdir": ("creating", False, (0, 2)),
    "os.remove": ("deleting", False, (0, 1)),
    "os.removexattr": ("changing attributes of", True, (0, -1)),
    "os.rename": ("renaming", False, (0, 2), (1, 3)),
    "os.rmdir": ("deleting", False, (0, 1)),
    "os.setxattr": ("changing attributes of", True, (0, -1)),
    "os.symlink": ("creating", False, (1, 2)),
    "os.truncate": ("truncating", True, (0, -1)),
    "os.utime": ("changing times of", True, (0, 3)),
    "shutil.chown": ("changing the owner of", True, (0, -1)),
    "shutil.rmtree": ("deleting", False, (0, 1)),
}
"""Event to: words, whether a link at the end is followed, (path, folder) positions."""

_PROCESS_EVENTS = (
    "_winapi.CreateProcess",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.startfile/2",
    "os.system",
    "pty.spawn",
    "subprocess.Popen",
)

_NETWORK_EVENTS = (
    "ftplib.connect",
    "http.client.connect",
    "imaplib.open",
    "nntplib.connect",
    "poplib.connect",
    "smtplib.connect",
    "socket.getaddrinfo",
    "socket.gethostbyaddr",
    "socket.gethostbyname",
    "socket.getnameinfo",
    "socket.sethostname",
    "telnetlib.Telnet.open",
)

_OTHER_EVENTS = {
    "_winapi.OpenProcess": "touching another process",
    "_winapi.TerminateProcess": "ending another process",
    "ensurepip.bootstrap": "installing packages",
    "os.add_dll_directory": "adding a folder of libraries",
    "syslog.openlog": "writing to the system log",
    "syslog.syslog": "writing to the system log",
    "webbrowser.open": "opening a web browser",
    "winreg.ConnectRegistry": "using the registry",
    "winreg.CreateKey": "changing the registry",
    "winreg.DeleteKey": "changing the registry",
    "winreg.DeleteValue": "changing the registry",
    "winreg.LoadKey": "changing the registry",
    "winreg.SaveKey": "reading the registry",
    "winreg.SetValue": "changing the registry",
}
