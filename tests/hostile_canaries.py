"""Things outside the walls that tell when somebody touched them: files, servers, a process, secrets."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SECRET", "Canaries", "canaries"]

SECRET = "canary-secret-7f3a9c"
"""What must turn up in no result."""

_PR_SET_CHILD_SUBREAPER = 36
_GRACE_S = 20.0
"""How long what was killed may take to go."""


@dataclass(frozen=True)
class _State:
    """What a file looked like."""

    content: bytes
    mode: int
    changed_ns: int
    links: int
    attributes: tuple[str, ...]


class _Server:
    """Counts who comes."""

    def __init__(self, listener: socket.socket, *, stream: bool) -> None:
        self.visits = 0
        self._listener = listener
        self._stream = stream
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                if self._stream:
                    self._listener.accept()[0].close()
                else:
                    self._listener.recv(1024)
            except OSError:
                return
            self.visits += 1

    def close(self) -> None:
        """Stop, once."""
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            self._listener.close()
            return
        self._listener.close()


class Canaries:
    """Everything that is watched, and what has happened to it since the last look."""

    def __init__(self, base: Path, project: Path, stack: ExitStack) -> None:
        self.outside = base / "outside"
        self.home = base / "home"
        self._project = project
        self._stack = stack
        self._victim: subprocess.Popen[bytes] | None = None
        self._put_files()
        self._servers = self._start_servers()
        self._started: set[int] = set()
        self._settle()

    def targets(self) -> str:
        """Return the source of `targets.py` for the hostile modules."""
        assert self._victim is not None
        values = {
            "OUTSIDE_FILE": str(self.outside / "file"),
            "SECRET_FILE": str(self.home / ".ssh" / "id_rsa"),
            "MARKER": str(self.outside / "marker"),
            "UNIX_SOCKET": str(self.outside / "socket"),
            "TCP_PORT": self._tcp_port,
            "UDP_PORT": self._udp_port,
            "VICTIM": self._victim.pid,
        }
        lines = [f"{name} = {value!r}" for name, value in values.items()]
        return '"""What the hostile modules aim at."""\n\n' + "\n".join(lines) + "\n"

    def environ(self) -> dict[str, str]:
        """Return the environment of somebody with secrets."""
        return {**os.environ, "HOME": str(self.home), "AQE_CANARY_TOKEN": SECRET}

    def escapes(self, shown: str) -> list[str]:
        """Return what was touched since the last look, and put it right again.

        Args:
            shown: Everything that came out of the sandbox.
        """
        found = [f"changed {path}" for path in self._changes()]
        found += [f"reached {name}" for name, server in self._servers.items() if server.visits]
        assert self._victim is not None
        if self._victim.poll() is not None:
            found.append(f"killed the process with {self._victim.returncode}")
        elif _state_of(self._victim.pid) not in "SR":
            found.append("stopped or traced the process")
        if SECRET in shown:
            found.append("told the secret")
        for server in self._servers.values():
            server.visits = 0
        if found:
            self._put_files()
            self._settle()
        return found

    def survivors(self, known: set[int]) -> list[str]:
        """Return the processes that were left behind, and end them."""
        known = known | {self._victim.pid if self._victim else 0}
        limit = time.monotonic() + _GRACE_S
        while left := _alive(children() - known):
            if time.monotonic() > limit:
                break
            time.sleep(0.01)
        for number in left:
            os.kill(number, 9)
        return [f"left process {number} running" for number in sorted(left)]

    def _put_files(self) -> None:
        for folder in (self.outside, self.home / ".ssh"):
            folder.mkdir(parents=True, exist_ok=True)
        for path in (self.outside / "file", self.outside / "other"):
            path.unlink(missing_ok=True)
            path.write_text("untouched", encoding="ascii")
        (self.home / ".ssh" / "id_rsa").write_text(f"-----KEY {SECRET}-----\n", encoding="ascii")

    def _start_servers(self) -> dict[str, _Server]:
        local_path = self.outside / "socket"
        tcp = socket.create_server(("127.0.0.1", 0))
        self._tcp_port: int = tcp.getsockname()[1]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        self._udp_port: int = udp.getsockname()[1]
        local = socket.socket(socket.AF_UNIX)
        local.bind(str(local_path))
        local.listen()
        servers = {
            "a TCP server": _Server(tcp, stream=True),
            "a UDP server": _Server(udp, stream=False),
            "a local server": _Server(local, stream=True),
        }
        if socket.has_ipv6:
            try:
                six = socket.create_server(("::1", self._tcp_port), family=socket.AF_INET6)
            except OSError:
                return self._closing(servers)
            servers["an IPv6 server"] = _Server(six, stream=True)
        return self._closing(servers)

    def _closing(self, servers: dict[str, _Server]) -> dict[str, _Server]:
        for server in servers.values():
            self._stack.callback(server.close)
        return servers

    def _settle(self) -> None:
        """Take the present state for the right one."""
        if self._victim is None or self._victim.poll() is not None:
            self._victim = _start_victim()
            self._stack.callback(_end, self._victim)
        self._states = self._look()

    def _look(self) -> dict[Path, _State]:
        places = (self.outside, self.home, self._project)
        paths = [path for place in places for path in place.rglob("*")]
        return {
            path: _state(path)
            for path in paths
            if path.is_file() and "__pycache__" not in str(path)
        }

    def _changes(self) -> list[str]:
        now = self._look()
        before = self._states
        changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        return sorted(str(path) for path in changed)


def children() -> set[int]:
    """Return the process ids of this process's children, also those that it inherited."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # the thread has ended
            found |= {int(text) for text in (task / "children").read_text().split()}
    return found


def _alive(numbers: set[int]) -> set[int]:
    """Return those that run, and collect those that have ended."""
    alive = set()
    for number in numbers:
        if _state_of(number) in "ZX":
            with suppress(ChildProcessError):
                os.waitpid(number, 0)
        else:
            alive.add(number)
    return alive


@contextmanager
def canaries(base: Path, project: Path) -> Iterator[Canaries]:
    """Put up canaries in `base` that also watch `project`; orphans become children of this process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with ExitStack() as stack:
        yield Canaries(base, project, stack)


def _state(path: Path) -> _State:
    status = path.stat()
    attributes = tuple(os.listxattr(path)) if hasattr(os, "listxattr") else ()
    content = path.read_bytes() if os.access(path, os.R_OK) else b""
    return _State(content, status.st_mode, status.st_mtime_ns, status.st_nlink, attributes)


def _start_victim() -> subprocess.Popen[bytes]:
    program = "import sys; sys.stdin.read()"
    return subprocess.Popen([sys.executable, "-I", "-S", "-c", program], stdin=subprocess.PIPE)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _state_of(number: int) -> str:
    try:
        text = Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "X"
    return text.rpartition(")")[2].split()[0]
