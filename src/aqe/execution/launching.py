"""Starts the launch program in the project's interpreter and follows its events.

The process gets a folder of its own, leads its own process group and is always reaped: when it
ends, when it hangs, when the caller gives up. What it prints is kept only to its last lines.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from aqe.errors import ExecutionError
from aqe.execution.interpreter import LENT_PACKAGES, Interpreter
from aqe.execution.launch.early import holds_python
from aqe.execution.process_tree import ProcessTree
from aqe.execution.temporary import temporary_folder

__all__ = ["Ended", "Event", "Launch", "Scratch", "scratch_folder", "suite_environment"]

Event = dict[str, Any]

_FOLDER = Path(__file__).parent / "launch"
_WORKER_FOLDER = Path(__file__).parent / "worker"
_BOOT = """\
import sys
if sys.path and sys.path[0] == "": del sys.path[0]
from importlib.util import module_from_spec, spec_from_file_location
folder, request = sys.argv[1:3]
spec = spec_from_file_location(
    "aqe_launch", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["aqe_launch"] = module_from_spec(spec)
from aqe_launch.start import main
del folder, spec, module_from_spec, spec_from_file_location
main(request)
"""
_POLL_S = 0.1
_LEAVE_S = 5.0
"""How long a process may take to end after its session has finished."""
_OUTPUT_BYTES = 64 * 1024
_KEPT_VARIABLES = frozenset(
    {"PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH"}
    | {"SYSTEMROOT", "COMSPEC", "PATHEXT", "WINDIR", "NUMBER_OF_PROCESSORS"}
)


@dataclass(frozen=True, slots=True)
class Scratch:
    """Private folders of one launch."""

    control: Path
    """Request, events and configuration; the tests need not know it."""
    work: Path
    """Empty working directory; the folder above it belongs to the run too."""
    home: Path
    temporary: Path


@dataclass(frozen=True, slots=True)
class Ended:
    """How a launch came to its end."""

    exit_code: int | None
    """As the session told it; None when it told none."""
    status: int | None
    """Of the process: negative for a signal."""
    reason: str
    """``finished``, ``crashed``, ``stalled`` (one test too long), ``uncollected`` (tests were not collected
    in time), ``timeout``, ``cancelled``."""
    output: str
    """Last lines of what the process printed."""


@contextlib.contextmanager
def scratch_folder() -> Iterator[Scratch]:
    """Private folders that are gone afterwards."""
    with temporary_folder("run") as top:
        scratch = Scratch(top / "control", top / "place" / "work", top / "home", top / "tmp")
        for folder in (scratch.control, scratch.work, scratch.home, scratch.temporary):
            folder.mkdir(parents=True)
        yield scratch


def suite_environment(
    base: Mapping[str, str],
    scratch: Scratch,
    interpreter: Interpreter,
    *,
    generated: bool,
    hash_seed: int | None,
    shared: Path | None = None,
) -> dict[str, str]:
    """The environment of a run: the owner's own, or a short allow-list for generated suites.

    The owner's tests find the programs of their environment, as after its activation.

    Args:
        base: Where the variables come from.
        scratch: Folders of the run.
        interpreter: Of the project.
        generated: Whether the suite was generated.
        hash_seed: None leaves it to chance.
        shared: Folder in which the processes of a campaign share what they work out; for Hypothesis that is
            what it knows of characters and of the modules around, a second for each process without it.
    """
    if generated:
        environ = {name: value for name, value in base.items() if name in _KEPT_VARIABLES}
        environ["HOME"] = environ["USERPROFILE"] = str(scratch.home)
        for name in ("TMPDIR", "TEMP", "TMP"):
            environ[name] = str(scratch.temporary)
        environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        if shared is not None:
            environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(shared.resolve() / "hypothesis")
    else:
        environ = {**base, **_activation(base, interpreter), "AQE_LAUNCHED": "1"}
    environ.pop("PYTHONHASHSEED", None)
    if hash_seed is not None:
        environ["PYTHONHASHSEED"] = str(hash_seed)
    environ["PYTHONDONTWRITEBYTECODE"] = "1"
    return environ


def _activation(base: Mapping[str, str], interpreter: Interpreter) -> dict[str, str]:
    """What activating the environment of an interpreter sets; nothing for one of the system."""
    home = interpreter.prefix
    if not ((home / "pyvenv.cfg").is_file() or (home / "conda-meta").is_dir()):
        return {}
    programs = str(interpreter.path.parent)
    path = base.get("PATH", "")
    if path.partition(os.pathsep)[0] != programs:
        path = os.pathsep.join(filter(None, (programs, path)))
    return {"PATH": path, "VIRTUAL_ENV": str(home)}


class Launch:
    """One process of the launch program, from its start to its reaping."""

    def __init__(
        self,
        interpreter: Interpreter,
        request: Mapping[str, Any],
        *,
        scratch: Scratch,
        directory: Path,
        environ: Mapping[str, str],
        name: str = "run",
    ) -> None:
        self._events = scratch.control / f"{name}.events"
        self._events.touch()
        self._rest = b""
        self._offset = 0
        request_file = scratch.control / f"{name}.request"
        message = {
            **request,
            "events": str(self._events),
            "lent": list(interpreter.lent),
            "lendable": list(LENT_PACKAGES),
            "die_with_parent": True,
        }
        if message.get("walls") is not None:
            message["walls"] = {"folder": str(_WORKER_FOLDER), "policy": message["walls"]}
        request_file.write_text(json.dumps(message), encoding="utf-8")
        options = ["-B", *_frozen_options(message.get("search_path", ()))]
        command = [str(interpreter.path), *options, "-c", _BOOT, str(_FOLDER), str(request_file)]
        self._tree = _start(command, directory, environ)
        self._process = self._tree.process
        self._ended = threading.Event()
        self._output = bytearray()
        threading.Thread(target=self._wait, daemon=True).start()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def follow(
        self,
        on_event: Callable[[Event], None],
        *,
        timeout_s: float,
        stall_s: float | None = None,
        quiet_s: float | None = None,
        collect_s: float | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Ended:
        """Hands each event on as it comes, until the process has ended one way or the other.

        Args:
            on_event: Gets every event, in order.
            timeout_s: Limit for all.
            stall_s: Limit between the start of a test and the next event.
            quiet_s: Limit between any two events.
            collect_s: Limit until all tests are collected.
            cancelled: Asked now and then whether to give up.
        """
        now = time.monotonic()
        deadline, finish = now + timeout_s, None
        stall = None if quiet_s is None else now + quiet_s
        collected_by = None if collect_s is None else now + collect_s
        exit_code: int | None = None
        reason = ""
        try:
            while not reason:
                over = self._ended.wait(_POLL_S)
                now = time.monotonic()
                for event in self._new_events():
                    if event["event"] == "finish":
                        exit_code, finish = event["exit"], now + _LEAVE_S
                    if event["event"] == "collected":
                        collected_by = None
                    starts = event["event"] == "start" and stall_s is not None
                    wait_s = stall_s if starts else quiet_s
                    stall = None if wait_s is None else now + wait_s
                    on_event(event)
                if over:
                    reason = "crashed" if exit_code is None else "finished"
                elif finish is not None and now > finish:
                    reason = "finished"
                elif now > deadline:
                    reason = "timeout"
                elif collected_by is not None and now > collected_by:
                    reason = "uncollected"
                elif stall is not None and now > stall:
                    reason = "stalled"
                elif cancelled is not None and cancelled():
                    reason = "cancelled"
        finally:
            self._kill()
        return Ended(exit_code, self._process.returncode, reason, self._printed())

    def _wait(self) -> None:
        self._process.wait()
        self._ended.set()

    def _read(self) -> None:
        stream = self._process.stdout
        if stream is None:
            return
        with stream, contextlib.suppress(OSError):
            while block := os.read(stream.fileno(), 65536):
                self._output += block
                del self._output[:-_OUTPUT_BYTES]

    def _printed(self) -> str:
        self._reader.join(0.5)
        return bytes(self._output).decode("utf-8", "replace")

    def _new_events(self) -> Iterator[Event]:
        with self._events.open("rb") as file:
            yield from self._parsed(file)

    def _parsed(self, file: BinaryIO) -> Iterator[Event]:
        file.seek(self._offset)
        data = file.read()
        self._offset += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and isinstance(event.get("event"), str):
                yield event

    def _kill(self) -> None:
        """Ends what is left of the process group."""
        self._tree.kill()
        self._ended.wait(_LEAVE_S)


def _frozen_options(folders: Iterable[str]) -> list[str]:
    """What makes the interpreter import its own modules from their files, where one may be the subject.

    Frozen into the interpreter, a module has no lines that could be measured. Before Python 3.11 the
    option means nothing and is ignored.
    """
    return ["-X", "frozen_modules=off"] if any(map(holds_python, folders)) else []


def _start(command: Sequence[str], directory: Path, environ: Mapping[str, str]) -> ProcessTree:
    try:
        return ProcessTree(
            command,
            cwd=directory,
            env=environ,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise ExecutionError(
            f"the interpreter {command[0]!r} could not be started: {error}",
            hint="check it with: aqe doctor",
            slug="python-broken",
        ) from error
