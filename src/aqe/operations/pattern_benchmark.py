"""``benchmark.pattern-application``: patterns over many files, the booster beside Python's `re`."""

from __future__ import annotations

import json
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.booster.measuring import PatternReport, measure_patterns
from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.wasm import WasmEngine
from aqe.operations.files import write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import SEEDS, within
from aqe.operations.serialise import result_document
from aqe.operations.services import Services

__all__ = [
    "PATTERN_APPLICATION",
    "PatternBenchmarkRequest",
    "PatternBenchmarkResult",
    "benchmark_patterns",
]

_NAME = "benchmark.pattern-application"


@dataclass(frozen=True, slots=True)
class PatternBenchmarkRequest:
    """How much to measure."""

    files: int = field(default=1000, metadata=within(1, 100_000))
    """Number of files of each set."""
    rounds: int = field(default=3, metadata=within(1, 1000))
    """How often each side is measured."""
    seed: int = field(default=1, metadata=within(SEEDS))
    """Seed of the files that are written."""
    limit_s: float = field(default=5.0, metadata=within(0.1, 3600))
    """Seconds after which `re` is ended on a pattern that it gets lost in."""
    out: Path | None = None
    """File for the result as JSON."""


@dataclass(frozen=True, slots=True)
class PatternBenchmarkResult:
    """Text patterns: every row, and the patterns that `re` gets lost in."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    text: PatternReport
    unavailable: tuple[str, ...] = ()
    """Engines that are not installed."""
    out: Path | None = None

    @property
    def status(self) -> Status:
        """Findings where the sides disagree; inconclusive without the WASM engine."""
        equal = [row.equal for row in self.text.rows]
        equal += [row.equal for row in self.text.runaways]
        if False in equal:
            return Status.FINDINGS
        return Status.INCONCLUSIVE if self.unavailable else Status.OK


def benchmark_patterns(
    request: PatternBenchmarkRequest, services: Services
) -> PatternBenchmarkResult:
    """Run the benchmark."""
    engines: list[Engine] = []
    unavailable: tuple[str, ...] = ()
    try:
        engines.append(WasmEngine())
    except ImportError:
        unavailable = (WasmEngine.name,)
    engines.append(ReferenceEngine())
    report = measure_patterns(
        engines,
        library=Path(sysconfig.get_path("stdlib")),
        processor_time=time.process_time,
        clock=time.perf_counter,
        seed=request.seed,
        files=request.files,
        rounds=request.rounds,
        limit_s=request.limit_s,
    )
    out = services.path(request.out) if request.out else None
    result = PatternBenchmarkResult(report, unavailable, out)
    if out is not None:
        document = result_document(_NAME, result, services.root)
        write_text(out, json.dumps(document, indent=1) + "\n")
    return result


PATTERN_APPLICATION = Operation(
    name=_NAME,
    summary="Compare the search for text patterns with Python's own, on the same files.",
    request=PatternBenchmarkRequest,
    result=PatternBenchmarkResult,
    handler=benchmark_patterns,
)
