"""An operation that shows on request whatever a tool call has to cope with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aqe.domain.measure import Basis, Measure
from aqe.domain.progress import Progress
from aqe.errors import SourceError
from aqe.mcp.tools import Tool, tool_of
from aqe.operations.operation import Operation, Status


@dataclass(frozen=True, slots=True)
class Request:
    """What to show."""

    paths: tuple[Path, ...] = ()
    """Files to look at."""
    act: str = "answer"
    python: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was shown."""

    status: Status
    paths: tuple[Path, ...]
    measure: Measure


def handle(request: Request, services: Any) -> Result:
    if request.act == "fail":
        raise SourceError("no such module", hint="look again", slug="no-module")
    if request.act == "bug":
        raise ZeroDivisionError("a bug")
    if request.act == "print":
        print("printed by an operation", flush=True)
    measure = Measure("line_coverage", 0.5, "ratio", Basis.MEASURED, ("run-1",))
    return Result(Status.OK, request.paths, measure)


SHOW = Operation("show", "Shows what it is told.", Request, Result, handle)


class Performer:
    """Performs the operation and remembers how it ended."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.stopped = threading.Event()

    def __call__(
        self,
        operation: Operation[Any, Any],
        request: Request,
        *,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Any:
        if request.act == "progress":
            progress(Progress("shop.cart", "search", tests=3, coverage=0.25))
            step = Progress("shop.cart", "verify", tests=4, mutants=0.5, index=1, total=2)
            thread = threading.Thread(target=progress, args=(step,))
            thread.start()
            thread.join()
        if request.act == "wait":
            self.started.set()
            until = time.monotonic() + 60
            while not cancelled():
                assert time.monotonic() < until, "nobody cancelled it"
                time.sleep(0.01)
            self.stopped.set()
        return operation.handler(request, None)


@pytest.fixture
def performer() -> Performer:
    return Performer()


@pytest.fixture
def tools() -> dict[str, Tool]:
    return {"show": tool_of("show", SHOW)}
