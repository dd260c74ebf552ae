"""One worker process and the conversation with it. No knowledge of what the messages mean."""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from aqe.errors import ExecutionError
from aqe.execution.process_tree import ProcessTree
from aqe.execution.temporary import TemporaryFolder

__all__ = ["WorkerDied", "WorkerProcess"]

_LENGTH = struct.Struct(">I")
_HEADER = struct.Struct(">IB")
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

    def __init__(self, why: str, *, timed_out: bool = False, status: int | None = None) -> None:
        super().__init__(why)
        self.timed_out = timed_out
        self.status = status
        """Exit status; negative for a signal, None where it is not known."""


class _Deadline:
    """A time limit that moves."""

    def __init__(self, expire: Callable[[], None]) -> None:
        self._expire = expire
        self._until = time.monotonic()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def set(self, within_s: float) -> None:
        """Moves the limit."""
        self._until = time.monotonic() + within_s
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Ends the watch."""
        self._cancelled.set()

    def _watch(self) -> None:
        while (left_s := self._until - time.monotonic()) > 0:
            if self._cancelled.wait(left_s):
                return
        self._expire()


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
            self._tree = ProcessTree(
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
                env={**environ, **self._private_variables()},
            )
        except OSError as error:
            self._clean()
            raise ExecutionError(
                f"the interpreter {str(interpreter)!r} could not be started: {error}",
                hint="name a working interpreter with --python",
                slug="interpreter-unusable",
            ) from error

        self._process = self._tree.process

    def _private_variables(self) -> dict[str, str]:
        home, temporary = self._folder("home"), self._folder("tmp")
        places = {"HOME": home, "TMPDIR": temporary}
        if os.name == "nt":
            places.update(USERPROFILE=home, APPDATA=home, LOCALAPPDATA=home)
            places.update(TEMP=temporary, TMP=temporary)
        return places

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
            self._send_message(message)
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

    def stream(
        self, message: Mapping[str, Any], *, within_s: Callable[[], float]
    ) -> Iterator[tuple[int, bytes]]:
        """Sends a request and yields (flags, body) of every result for as long as results come.

        Args:
            message: The request.
            within_s: Time for the next result, asked before each.

        Raises:
            WorkerDied: the next result does not come; the process is gone.
        """
        deadline = _Deadline(self._expire)
        try:
            deadline.set(within_s())
            self._send_message(message)
            while True:
                deadline.set(within_s())
                size, flags = _HEADER.unpack(self._receive(_HEADER.size))
                if size > _LIMIT_BYTES:
                    raise WorkerDied(f"a result of {size} bytes")
                body = self._receive(size)
                yield flags, body
        except (OSError, ValueError) as error:
            death = self._death()
            self.kill()
            raise death from error
        except GeneratorExit:  # all that was wanted has come
            raise
        except BaseException:
            self.kill()
            raise
        finally:
            deadline.cancel()

    def _send_message(self, message: Mapping[str, Any]) -> None:
        body = json.dumps(message, separators=(",", ":")).encode("ascii")
        self._send(_LENGTH.pack(len(body)) + body)

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
        return WorkerDied(f"the worker ended with {how}{self._last_words()}", status=code)

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
        self._tree.kill()

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Lets the process end by itself, so that nothing stays behind it; then as `kill`."""
        try:
            with self._lock:
                if self._process.stdin is not None:
                    with contextlib.suppress(OSError):
                        self._process.stdin.close()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=_FAREWELL_S)
        finally:  # also when a second Ctrl-C ends the waiting
            self.kill()

    def kill(self) -> None:
        """Ends the process with everything it started and removes its folder."""
        with self._lock:
            self._end_processes()
            try:
                self._process.wait()
                for stream in (self._process.stdin, self._process.stdout):
                    if stream is not None:
                        with contextlib.suppress(OSError):
                            stream.close()
            finally:
                self._clean()

    def _clean(self) -> None:
        self._errors.close()
        self._temporary.remove()
