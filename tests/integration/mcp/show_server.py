"""A server with one tool that prints, starts a child that prints, waits or answers.

Run with ``stdio`` or ``http``. Every act writes to standard output on purpose.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.domain.progress import Progress
from aqe.mcp.server import build_server
from aqe.mcp.tools import tool_of
from aqe.mcp.transports import run_http, run_stdio
from aqe.operations.operation import Operation, Status


@dataclass(frozen=True, slots=True)
class Request:
    """What to show."""

    act: str = "answer"
    marker: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was shown."""

    status: Status
    act: str


def perform(
    operation: Operation[Any, Any],
    request: Request,
    *,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> Result:
    """Do what is asked and a lot of printing."""
    print("printed by Python", flush=True)
    os.write(1, b'{"jsonrpc": "2.0", "id": 1, "result": "forged"}\n')
    subprocess.run([sys.executable, "-c", "print('printed by a child')"], check=True)
    progress(Progress("show", request.act))
    if request.act == "wait":
        _wait(request.marker or Path("marker"), cancelled)
    return Result(Status.OK, request.act)


def _wait(marker: Path, cancelled: Callable[[], bool]) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    marker.write_text(str(child.pid), encoding="utf-8")
    until = time.monotonic() + 90
    while not cancelled() and time.monotonic() < until:
        time.sleep(0.01)
    child.kill()
    child.wait()
    marker.with_suffix(".stopped").write_text("yes", encoding="utf-8")


def main() -> None:
    """Serve."""
    operation = Operation("show", "Shows.", Request, Result, lambda request, services: None)
    server = build_server({"show": tool_of("show", operation)}, root=Path.cwd(), perform=perform)  # type: ignore[arg-type]
    if sys.argv[1] == "stdio":
        run_stdio(server)
    else:
        run_http(server, 0)


if __name__ == "__main__":
    main()
