"""Attempts to get out, through the standard library and through the C library.

`aqe doctor` makes them behind the walls to tell which hold on this machine; the tests make them with
walls left out to tell which wall stops what. Each returns when it went through and raises `OSError`
when it was stopped. Everything they touch belongs to whoever asks for them.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import signal
import socket
import struct
import subprocess
from typing import Any, Callable, Dict

__all__ = ["ATTEMPTS", "Targets", "make_attempts"]

_PTRACE_ATTACH = 16
_NEW_USER = 0x10000000


class Targets:
    """What the attempts are made on: all of it outside the scratch folder, all of it expendable."""

    def __init__(self, facts: Dict[str, Any]) -> None:
        self.folder: str = facts["folder"]
        self.scratch: str = facts["scratch"]
        self.secret: str = facts["secret"]
        self.victim: int = facts["victim"]
        self.tcp_port: int = facts["tcp_port"]
        self.unix_socket: str = facts["unix_socket"]

    def file(self, name: str) -> str:
        """Return the path of one of the files outside."""
        return os.path.join(self.folder, name)


def make_attempts(facts: Dict[str, Any]) -> Dict[str, str]:
    """Make every attempt; return its name with "" where it went through, else what stopped it."""
    targets = Targets(facts)
    found = {}
    for name, attempt in ATTEMPTS.items():
        try:
            attempt(targets)
        except Exception as error:
            found[name] = "%s: %s" % (type(error).__name__, error)
        else:
            found[name] = ""
    return found


def _native(name: str, *arguments: Any) -> int:
    """Call a function of the C library by name.

    Raises:
        OSError: it answered -1.
    """
    library = ctypes.CDLL(None, use_errno=True)
    ctypes.set_errno(0)
    result = int(getattr(library, name)(*arguments))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _write(targets: Targets) -> None:
    with open(targets.file("write"), "a", encoding="ascii") as file:
        file.write("!")


def _write_native(targets: Targets) -> None:
    number = _native("open", os.fsencode(targets.file("write")), os.O_WRONLY | os.O_APPEND)
    _native("write", number, b"!", 1)
    os.close(number)


def _create_native(targets: Targets) -> None:
    os.close(_native("creat", os.fsencode(targets.file("created")), 0o600))


def _delete(targets: Targets) -> None:
    os.remove(targets.file("delete"))


def _delete_native(targets: Targets) -> None:
    _native("unlink", os.fsencode(targets.file("delete-native")))


def _rename(targets: Targets) -> None:
    os.rename(targets.file("rename"), targets.file("renamed"))


def _rename_native(targets: Targets) -> None:
    old, new = targets.file("rename-native"), targets.file("renamed-native")
    _native("rename", os.fsencode(old), os.fsencode(new))


def _make_folder(targets: Targets) -> None:
    os.mkdir(targets.file("made"))


def _truncate_native(targets: Targets) -> None:
    _native("truncate", os.fsencode(targets.file("truncate")), ctypes.c_long(0))


def _mode(targets: Targets) -> None:
    os.chmod(targets.file("mode"), 0o644)


def _mode_native(targets: Targets) -> None:
    _native("chmod", os.fsencode(targets.file("mode")), 0o640)


def _times_native(targets: Targets) -> None:
    _native("utime", os.fsencode(targets.file("mode")), None)


def _link_in(targets: Targets) -> None:
    inside = os.path.join(targets.scratch, "hard-link")
    _native("link", os.fsencode(targets.file("write")), os.fsencode(inside))
    _native("unlink", os.fsencode(inside))


def _link_through(targets: Targets) -> None:
    inside = os.path.join(targets.scratch, "symbolic-link")
    os.symlink(targets.file("write"), inside)
    try:
        with open(inside, "a", encoding="ascii") as file:
            file.write("!")
    finally:
        os.remove(inside)


def _read_secret(targets: Targets) -> None:
    with open(targets.secret, encoding="ascii") as file:
        file.read()


def _read_secret_native(targets: Targets) -> None:
    os.close(_native("open", os.fsencode(targets.secret), os.O_RDONLY))


def _read_environment_of_other(targets: Targets) -> None:
    with open("/proc/%d/environ" % targets.victim, "rb") as file:
        file.read()


def _read_environment_of_other_native(targets: Targets) -> None:
    os.close(_native("open", b"/proc/%d/environ" % targets.victim, os.O_RDONLY))


def _connect(targets: Targets) -> None:
    with socket.create_connection(("127.0.0.1", targets.tcp_port), 1):
        pass


def _socket_native(family: int, address: bytes) -> None:
    number = _native("socket", family, socket.SOCK_STREAM, 0)
    try:
        _native("connect", number, address, len(address))
    finally:
        os.close(number)


def _connect_native(targets: Targets) -> None:
    loopback = bytes([127, 0, 0, 1])
    address = struct.pack("=H", socket.AF_INET) + struct.pack("!H", targets.tcp_port) + loopback
    _socket_native(socket.AF_INET, address + bytes(8))


def _connect_local(targets: Targets) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(targets.unix_socket)


def _connect_local_native(targets: Targets) -> None:
    path = os.fsencode(targets.unix_socket) + b"\0"
    _socket_native(socket.AF_UNIX, struct.pack("=H", socket.AF_UNIX) + path)


def _listen(targets: Targets) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()


def _start_program(targets: Targets) -> None:
    subprocess.run(["/bin/sh", "-c", ":"], check=True)


def _spawn(targets: Targets) -> None:
    child = os.posix_spawn("/bin/sh", ["sh", "-c", ":"], {})
    _expect(os.waitpid(child, 0)[1] == 0)


def _system_native(targets: Targets) -> None:
    _expect(_native("system", b":") == 0)


def _execute_native(targets: Targets) -> None:
    """Ask for a program that cannot start: a wall answers before the loader does."""
    try:
        _native("execve", os.fsencode(targets.file("write")), None, None)
    except OSError as error:
        # "Not executable" is what the file's own mode says; that also comes when nothing is walled.
        if error.errno != errno.ENOEXEC:
            raise


def _fork_native(targets: Targets) -> None:
    child = _native("fork")
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _fork(targets: Targets) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _signal(targets: Targets) -> None:
    os.kill(targets.victim, signal.SIGCONT)


def _signal_native(targets: Targets) -> None:
    _native("kill", targets.victim, int(signal.SIGCONT))


def _trace_native(targets: Targets) -> None:
    _native("ptrace", _PTRACE_ATTACH, targets.victim, None, None)


def _read_memory_native(targets: Targets) -> None:
    buffer = ctypes.create_string_buffer(1)
    local = struct.pack("PN", ctypes.addressof(buffer), 1)
    remote = struct.pack("PN", ctypes.addressof(buffer), 1)
    _native("process_vm_readv", targets.victim, local, 1, remote, 1, 0)


def _renice_native(targets: Targets) -> None:
    _native("setpriority", 0, targets.victim, 1)


def _leave_namespace_native(targets: Targets) -> None:
    _native("unshare", _NEW_USER)


def _queue_native(targets: Targets) -> None:
    _native("msgctl", _native("msgget", 0, 0o600), 0, None)


def _other_machine_native(targets: Targets) -> None:
    """Make a system call of another machine's table (`int 0x80`: getpid of the 32-bit table)."""
    if os.uname().machine != "x86_64":
        raise OSError(errno.ENOSYS, "this machine has one table")
    code = bytes.fromhex("b814000000cd80c3")
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    view = ctypes.c_char.from_buffer(page)
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(view))
    answer = function()
    del view
    page.close()
    if answer < 0:
        raise OSError(-answer, os.strerror(-answer))


def _expect(went_through: bool) -> None:
    if not went_through:
        raise OSError(errno.EPERM, "it did not run")


ATTEMPTS: Dict[str, Callable[[Targets], None]] = {
    "write": _write,
    "write (native)": _write_native,
    "create (native)": _create_native,
    "delete": _delete,
    "delete (native)": _delete_native,
    "rename": _rename,
    "rename (native)": _rename_native,
    "make folder": _make_folder,
    "truncate (native)": _truncate_native,
    "change mode": _mode,
    "change mode (native)": _mode_native,
    "change times (native)": _times_native,
    "hard link (native)": _link_in,
    "write through link": _link_through,
    "read secret": _read_secret,
    "read secret (native)": _read_secret_native,
    "read environment": _read_environment_of_other,
    "read environment (native)": _read_environment_of_other_native,
    "connect": _connect,
    "connect (native)": _connect_native,
    "connect locally": _connect_local,
    "connect locally (native)": _connect_local_native,
    "listen": _listen,
    "start program": _start_program,
    "spawn program": _spawn,
    "start program (native)": _system_native,
    "execute (native)": _execute_native,
    "fork": _fork,
    "fork (native)": _fork_native,
    "signal": _signal,
    "signal (native)": _signal_native,
    "renice (native)": _renice_native,
    "trace (native)": _trace_native,
    "read memory (native)": _read_memory_native,
    "new namespace (native)": _leave_namespace_native,
    "message queue (native)": _queue_native,
    "other machine's calls (native)": _other_machine_native,
}
"""Name to attempt; those called native go through the C library."""
