"""The process that a local model runs in, seen from outside: started, talked to, watched and ended."""

from __future__ import annotations

import io
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from aqe.router.providers.local_frames import MalformedFrame, read_frame, write_frame

__all__ = ["LocalProcess", "NoMessage", "ProcessEnded", "model_command", "model_environment"]

_LAST_WORDS_BYTES = 2000
_FAREWELL_S = 2.0
_KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "USERPROFILE",
    "SYSTEMROOT",
    "WINDIR",
    "TEMP",
    "TMP",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "OMP_NUM_THREADS",
)
_START = """
import sys
sys.path.insert(0, sys.argv[1])
from aqe.router.providers.onnx_local import main
main()
"""


class ProcessEnded(Exception):
    """The process is gone."""


class NoMessage(Exception):
    """Nothing came in time."""


def model_command() -> tuple[str, ...]:
    """What starts the process; ``-P`` keeps modules of the working directory out."""
    return (sys.executable, "-P", "-c", _START, str(Path(__file__).resolve().parents[3]))


def model_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The few variables that the process needs; keys of providers are none of them.

    The library reports its use to its makers unless ``ORT_DISABLE_TELEMETRY`` is set before it is loaded
    (https://github.com/microsoft/onnxruntime-genai/blob/main/docs/Privacy.md).
    """
    kept = {name: environ[name] for name in _KEPT_VARIABLES if name in environ}
    return {**kept, "ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}


class LocalProcess:
    """One process and the messages to and from it.

    Args:
        command: What to start.
        environ: All of its environment.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environ),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._input = cast(BinaryIO, self._process.stdin)
        self._sending = threading.Lock()
        self._arrived: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._last_words: deque[bytes] = deque(maxlen=8)
        self._threads = [
            threading.Thread(target=target, args=(stream,), daemon=True)
            for target, stream in (
                (self._read, self._process.stdout),
                (self._listen, self._process.stderr),
            )
        ]
        for each in self._threads:
            each.start()

    @property
    def pid(self) -> int:
        """Its number at the system."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message; from any thread.

        Raises:
            ProcessEnded: Nobody takes it.
        """
        try:
            with self._sending:
                write_frame(self._input, message)
        except (OSError, ValueError) as error:
            raise self._ended() from error

    def receive(self, within_s: float) -> dict[str, Any]:
        """The next message.

        Raises:
            NoMessage: None came in time; the process is as it was.
            ProcessEnded: None will come.
        """
        try:
            message = self._arrived.get(timeout=within_s)
        except queue.Empty as error:
            raise NoMessage(f"nothing within {within_s:g} seconds") from error
        if message is None:
            self._arrived.put(None)
            raise self._ended()
        return message

    def end(self) -> None:
        """End it, whatever it does, and wait until it is gone."""
        with suppress(OSError):
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL_S)
        for each in self._threads:
            each.join(_FAREWELL_S)
        with suppress(OSError, ValueError):
            self._input.close()

    def _ended(self) -> ProcessEnded:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL_S)
        code = self._process.returncode
        if code is None:
            return ProcessEnded("it closed its pipe")
        self._threads[1].join(_FAREWELL_S)
        how = f"it ended by signal {-code}" if code < 0 else f"it ended with exit status {code}"
        words = b"".join(self._last_words)[-_LAST_WORDS_BYTES:].decode("utf-8", "replace").strip()
        return ProcessEnded(f"{how}: {words[-400:]}" if words else how)

    def _read(self, stream: BinaryIO) -> None:
        with stream, suppress(MalformedFrame, OSError, ValueError):
            while (message := read_frame(stream)) is not None:
                self._arrived.put(message)
        self._arrived.put(None)

    def _listen(self, stream: io.BufferedReader) -> None:
        with stream, suppress(OSError, ValueError):
            while chunk := stream.read1(_LAST_WORDS_BYTES):
                self._last_words.append(chunk)
