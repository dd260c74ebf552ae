"""``benchmark.data``: records per second, beside other tools that make test data."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.booster.measuring.data import RIVALS, DataReport, measure_data
from aqe.execution.interpreter import find_interpreter
from aqe.operations.booster_wiring import engines_here
from aqe.operations.files import write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.rounds import each_round
from aqe.operations.serialise import result_document
from aqe.operations.services import Services

__all__ = ["DATA_SPEED", "DataSpeedRequest", "DataSpeedResult", "data_speed"]

_NAME = "benchmark.data"


@dataclass(frozen=True, slots=True)
class DataSpeedRequest:
    """How much to make, and beside whom."""

    records: int = field(default=200_000, metadata=within(1000, 5_000_000))
    """Records that the fastest engine makes in each round; slower contenders make fewer."""
    rounds: int = field(default=5, metadata=within(1, 50))
    """Rounds, in which the contenders take turns."""
    rivals: tuple[str, ...] = RIVALS
    """Other tools: ``jsf``, ``polyfactory``, ``mimesis``, ``faker``."""
    vs_python: str | None = None
    """Interpreter or environment that has them; without one, that of aqe."""
    out: Path | None = None
    """File for the result as JSON."""


@dataclass(frozen=True, slots=True)
class DataSpeedResult:
    """What each contender makes per second, all of it validated."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    report: DataReport
    notices: tuple[str, ...] = ()
    out: Path | None = None

    @property
    def status(self) -> Status:
        """Inconclusive where our own records were not made, or not all of them were valid."""
        ours = [row for row in self.report.rows if row.contender not in RIVALS]
        good = all(row.made and row.valid == row.made for row in ours)
        return Status.OK if ours and good else Status.INCONCLUSIVE


def data_speed(request: DataSpeedRequest, services: Services) -> DataSpeedResult:
    """Measure, and write the result where it is wanted.

    Raises:
        UsageError: The named interpreter does not exist.
    """
    engines = {each.name: each for each in engines_here()}
    notices = [] if "wasm" in engines else ["wasm: unavailable (pip install 'agentic-qe[booster]')"]
    report = measure_data(
        engines,
        records=request.records,
        rounds=request.rounds,
        rivals=request.rivals,
        python=_python(request, services),
        before=each_round(services, "data"),
    )
    out = services.path(request.out) if request.out else None
    result = DataSpeedResult(report, tuple(notices), out)
    if out is not None:
        document = result_document(_NAME, result, services.root)
        write_text(out, json.dumps(document, indent=1) + "\n")
    return result


def _python(request: DataSpeedRequest, services: Services) -> str:
    if request.vs_python is None:
        return sys.executable
    return str(find_interpreter(services.root, request.vs_python, services.environ).path)


DATA_SPEED = Operation(
    name=_NAME,
    summary="Measure how many valid records per second are made, beside other tools.",
    request=DataSpeedRequest,
    result=DataSpeedResult,
    handler=data_speed,
)
