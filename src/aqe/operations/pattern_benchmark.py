"""``benchmark.pattern-application``: text patterns beside `re`, structural ones together and alone."""

from __future__ import annotations

import json
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.booster.measuring import PatternReport, measure_patterns
from aqe.booster.patterns.measuring import StructuralReport, measure_structural
from aqe.booster.wasm import WasmEngine
from aqe.catalog.pattern_files import load_patterns
from aqe.errors import BoosterError
from aqe.operations.booster_wiring import engines_here
from aqe.operations.files import write_text
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import SEEDS, within
from aqe.operations.rounds import each_round
from aqe.operations.serialise import result_document
from aqe.operations.services import Services

__all__ = [
    "PATTERN_APPLICATION",
    "PatternBenchmarkRequest",
    "PatternBenchmarkResult",
    "benchmark_patterns",
]

_NAME = "benchmark.pattern-application"
_AST_GREP = "ast-grep"


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
    """Text patterns with those that `re` gets lost in, and structural patterns."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    text: PatternReport
    structural: StructuralReport | None = None
    """A hundred structural patterns on a file of a thousand lines; null where they cannot be searched for."""
    unavailable: tuple[str, ...] = ()
    """What is not installed: ``wasm``, ``ast-grep``."""
    out: Path | None = None

    @property
    def status(self) -> Status:
        """Findings where sides disagree; inconclusive where something is not installed."""
        equal = [row.equal for row in self.text.rows]
        equal += [row.equal for row in self.text.runaways]
        equal += [self.structural.equal] if self.structural else []
        if False in equal:
            return Status.FINDINGS
        return Status.INCONCLUSIVE if self.unavailable else Status.OK


def benchmark_patterns(
    request: PatternBenchmarkRequest, services: Services
) -> PatternBenchmarkResult:
    """Run the benchmark."""
    engines = engines_here()
    unavailable = [] if any(each.name == WasmEngine.name for each in engines) else [WasmEngine.name]
    before = each_round(services, "patterns")
    report = measure_patterns(
        engines,
        library=Path(sysconfig.get_path("stdlib")),
        processor_time=time.process_time,
        clock=time.perf_counter,
        seed=request.seed,
        files=request.files,
        rounds=request.rounds,
        limit_s=request.limit_s,
        before=before,
    )
    before("structural patterns", 1, 1)
    structural = _structural(request.rounds)
    unavailable += [] if structural else [_AST_GREP]
    out = services.path(request.out) if request.out else None
    result = PatternBenchmarkResult(report, structural, tuple(unavailable), out)
    if out is not None:
        document = result_document(_NAME, result, services.root)
        write_text(out, json.dumps(document, indent=1) + "\n")
    return result


def _structural(rounds: int) -> StructuralReport | None:
    try:
        return measure_structural(load_patterns(), clock=time.process_time, rounds=rounds)
    except BoosterError as error:
        if error.slug != "booster-missing":
            raise
        return None


PATTERN_APPLICATION = Operation(
    name=_NAME,
    summary="Measure the search for text patterns beside Python's own, and for structural patterns.",
    request=PatternBenchmarkRequest,
    result=PatternBenchmarkResult,
    handler=benchmark_patterns,
)
