"""One worker process and the conversation with it. No knowledge of what the messages mean."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aqe.errors import ExecutionError
from aqe.execution.temporary import TemporaryFolder

__all__ = ["WorkerDied", "WorkerProcess"]

_LENGTH = struct.Struct(">I")
_FAREWELL_S = 0.5
_LIMIT_BYTES = 256 * 1024 * 1024
_START = """
import builtins, os, sys
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
folder, kept = sys.argv[1], dict(vars(builtins))
class Loader(SourceFileLoader):
    def exec_module(self, module):
        module.__dict__["__builtins__"] = kept
        super().exec_module(module)
class Finder:
    def find_spec(self, name, path=None, target=None):
        first, *rest = name.split(".")
        if first != "aqe_worker":
            return None
        place = os.path.join(folder, *rest)
        package = os.path.isdir(place)
        file = os.path.join(place, "__init__.py") if package else place + ".py"
        if not os.path.exists(file):
            return None
        return spec_from_file_location(
            name, file, loader=Loader(name, file), submodule_search_locations=[place] if package else None)
sys.meta_path.insert(0, Finder())
from aqe_worker.serve import main
main()
"""


class WorkerDied(Exception):
    """The process ended, or was killed because it did not answer in time."""

    def __init__(self, why: str, *, timed_out: bool = False) -> None:
        super().__init__(why)
        self.timed_out = timed_out


class WorkerProcess:
    """A process of the project's interpreter in a session and a scratch folder of its own."""

    def __init__(
        self, interpreter: Path, environ: Mapping[str, str], arguments: Sequence[str] = ()
    ) -> None:
        self._temporary = TemporaryFolder("worker")
        self.scratch = self._temporary.path
        self._lock = threading.Lock()
        self._errors = open(self.scratch / "stderr.txt", "wb")  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [
                    str(interpreter),
                    *arguments,
                    "-c",
                    _START,
                    str(Path(__file__).resolve().parent / "worker"),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd=self._folder("home"),
                env={**environ, "HOME": self._folder("home"), "TMPDIR": self._folder("tmp")},
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            self._clean()
            raise ExecutionError(
                f"the interpreter {str(interpreter)!r} could not be started: {error}",
                hint="name a working interpreter with --python",
                slug="interpreter-unusable",
            ) from error

    def _folder(self, name: str) -> str:
        folder = self.scratch / name
        folder.mkdir(exist_ok=True)
        return str(folder)

    @property
    def batches(self) -> str:
        """The folder under which batches put theirs."""
        return self._folder("batches")

    def ask(self, message: Mapping[str, Any], *, within_s: float) -> Any:
        """Sends a request and returns the answer.

        Raises:
            WorkerDied: there is no answer; the process is gone.
        """
        watchdog = threading.Timer(within_s, self._expire)
        watchdog.daemon = True
        watchdog.start()
        try:
            body = json.dumps(message, separators=(",", ":")).encode("ascii")
            self._send(_LENGTH.pack(len(body)) + body)
            size = _LENGTH.unpack(self._receive(_LENGTH.size))[0]
            if size > _LIMIT_BYTES:
                raise WorkerDied(f"an answer of {size} bytes")
            return json.loads(self._receive(size))
        except (OSError, ValueError) as error:
            self.kill()
            raise WorkerDied(f"the conversation broke: {error}") from error
        except BaseException:
            # Also on Ctrl-C: a half-read answer would be taken for the answer to the next request.
            self.kill()
            raise
        finally:
            watchdog.cancel()

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        view = memoryview(data)
        while view:
            written = self._process.stdin.write(view)
            view = view[written or 0 :]

    def _receive(self, size: int) -> bytes:
        assert self._process.stdout is not None
        received = bytearray()
        while len(received) < size:
            piece = self._process.stdout.read(size - len(received))
            if not piece:
                raise self._death()
            received += piece
        return bytes(received)

    def _death(self) -> WorkerDied:
        if self._timed_out:
            return WorkerDied("no answer in time", timed_out=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        code = self._process.returncode
        if code is None:
            return WorkerDied("the worker closed its pipe")
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        return WorkerDied(f"the worker ended with {how}{self._last_words()}")

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            text = (self.scratch / "stderr.txt").read_text("utf-8", "replace").strip()
            if text:
                return ": " + text[-600:]
        return ""

    _timed_out = False

    def _expire(self) -> None:
        self._timed_out = True
        self._end_processes()

    def _end_processes(self) -> None:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._process.kill()

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Lets the process end by itself, so that nothing stays behind it; then as `kill`."""
        with self._lock:
            if self._process.stdin is not None:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_FAREWELL_S)
        self.kill()

    def kill(self) -> None:
        """Ends the process with everything it started and removes its folder."""
        with self._lock:
            self._end_processes()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            self._clean()

    def _clean(self) -> None:
        self._errors.close()
        self._temporary.remove()
