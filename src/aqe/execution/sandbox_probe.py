"""Which walls this machine offers, each tried in a child process: what `aqe doctor` shows."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.errors import ExecutionError
from aqe.execution.temporary import temporary_folder

__all__ = ["WallsFound", "probe_walls", "try_walls"]

_FOLDER = Path(__file__).parent / "worker" / "walls"
_PROGRAM = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "aqe_walls", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
module = sys.modules["aqe_walls"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from aqe_walls.probe import main
main()
"""
_FILES = ("write", "delete", "delete-native", "rename", "rename-native", "truncate", "mode")
_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class WallsFound:
    """What the walls did in one child process."""

    in_force: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    """(wall, reason)."""
    stopped: tuple[tuple[str, str], ...]
    """(attempt, what stopped it)."""
    went_through: tuple[str, ...]
    """Attempts that nothing stopped."""


def probe_walls(interpreter: Path | None = None) -> WallsFound:
    """Raise the walls in a child of `interpreter` and try to get out in every known way.

    Raises:
        ExecutionError: the child could not be started or did not answer.
    """
    return try_walls(interpreter or Path(sys.executable), {})


def try_walls(interpreter: Path, changes: dict[str, Any] | None) -> WallsFound:
    """Like `probe_walls`, with `changes` to the policy; None raises no walls at all.

    Raises:
        ExecutionError: the child could not be started or did not answer.
    """
    with _targets() as targets:
        policy = None if changes is None else {"scratch": [targets["scratch"]], **changes}
        answer = _ask(interpreter, {"policy": policy, "targets": targets})
    attempts: dict[str, str] = answer["attempts"]
    return WallsFound(
        in_force=tuple(answer["in_force"]),
        missing=tuple((each["name"], each["why"]) for each in answer["missing"]),
        stopped=tuple((name, why) for name, why in attempts.items() if why),
        went_through=tuple(name for name, why in attempts.items() if not why),
    )


def _ask(interpreter: Path, request: dict[str, Any]) -> dict[str, Any]:
    command = [str(interpreter), "-I", "-c", _PROGRAM, str(_FOLDER)]
    scratch = request["targets"]["scratch"]
    try:
        ended = subprocess.run(
            command,
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            cwd=scratch,
            check=False,
        )
        answer: dict[str, Any] = json.loads(ended.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExecutionError(
            f"the walls could not be tried with {str(interpreter)!r}: {error}",
            hint="name a working interpreter with --python",
            slug="walls-not-tried",
        ) from error
    except ValueError as error:
        raise ExecutionError(
            f"the process that tried the walls ended with {ended.returncode}: "
            f"{ended.stderr.strip()[-500:]}",
            hint="please report this together with the output of `uname -a`",
            slug="walls-not-tried",
        ) from error
    return answer


@contextmanager
def _targets() -> Iterator[dict[str, Any]]:
    """Put up things to attack, and take them down."""
    with ExitStack() as stack:
        # Not below the folder for temporary files alone: a secret may lie anywhere.
        base = stack.enter_context(temporary_folder("walls"))
        outside, scratch = base / "outside", base / "scratch"
        outside.mkdir()
        scratch.mkdir()
        for name in (*_FILES, "secret"):
            (outside / name).write_text("untouched", encoding="ascii")
        (outside / "write").chmod(0o700)
        victim = stack.enter_context(_victim())
        tcp = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        facts = {
            "folder": str(outside),
            "scratch": str(scratch),
            "secret": str(outside / "secret"),
            "victim": victim,
            "tcp_port": tcp.getsockname()[1],
            "unix_socket": str(outside / "socket"),
        }
        if hasattr(socket, "AF_UNIX"):
            local = stack.enter_context(closing(socket.socket(socket.AF_UNIX)))
            local.bind(str(outside / "socket"))
            local.listen()
        yield facts


@contextmanager
def _victim() -> Iterator[int]:
    program = "import sys; sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", program], stdin=subprocess.PIPE) as it:
        try:
            yield it.pid
        finally:
            it.kill()


def _as_lines(found: WallsFound) -> Iterator[str]:
    yield from (f"in force: {name}" for name in found.in_force)
    yield from (f"missing: {name}: {why}" for name, why in found.missing)
    yield from (f"went through: {name}" for name in found.went_through)


if __name__ == "__main__":
    print(os.linesep.join(_as_lines(probe_walls())))
