"""``benchmark.generation``: `aqe` and another test generator on the same modules, scored alike."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from aqe.campaign.rivals.benchmark import BenchmarkOptions, BenchmarkReport
from aqe.campaign.rivals.benchmark import benchmark as run_campaign
from aqe.operations.files import write_text
from aqe.operations.generate import search_path
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import JOBS, within
from aqe.operations.serialise import result_document
from aqe.operations.services import Services
from aqe.settings.roots import state_folder

__all__ = ["BENCHMARK", "BenchmarkRequest", "BenchmarkResult", "benchmark"]

_NAME = "benchmark.generation"


@dataclass(frozen=True, slots=True)
class BenchmarkRequest:
    """What to compare, on what, and for how long."""

    rivals: tuple[str, ...]
    """``pynguin``, ``ghostwriter`` or both."""
    subjects: tuple[str, ...] = ()
    """Paths or import names; by default the project's list, else some of its modules."""
    vs_python: str | None = None
    """Environment that the rivals are installed in; by default the project's own."""
    python: str | None = None
    """Interpreter of the code under test."""
    budget_s: float = field(default=10.0, metadata=within(1, 86_400))
    """Seconds that each contender is told to take for each module."""
    seeds: tuple[int, ...] = (1,)
    """Seeds; every contender meets every module under each."""
    jobs: int = field(default=1, metadata=within(JOBS))
    """Rows measured at once; times are only fair while there is a core or two for each."""
    fresh: bool = False
    """Measure again what was measured before."""
    out: Path | None = None
    """File for the result as JSON."""


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """Every row, the spread of each contender, and `aqe` against each rival."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    report: BenchmarkReport
    out: Path | None = None

    @property
    def status(self) -> Status:
        """Inconclusive where a suite could not be scored."""
        if self.report.interrupted:
            return Status.INTERRUPTED
        scored = all(each.score is not None for each in self.report.rows)
        return Status.OK if scored and self.report.rows else Status.INCONCLUSIVE


def benchmark(request: BenchmarkRequest, services: Services) -> BenchmarkResult:
    """Run the benchmark.

    Raises:
        UsageError: A subject, a rival or an interpreter is of no use.
        ExecutionError: A rival is not installed.
    """
    options = BenchmarkOptions(
        root=services.root,
        subjects=tuple(_subject(each, services) for each in request.subjects),
        rivals=request.rivals,
        state=state_folder(services.root) / "benchmarks",
        vs_python=request.vs_python,
        python=request.python or services.settings.generate.python,
        budget_s=request.budget_s,
        seeds=tuple(dict.fromkeys(request.seeds)),
        jobs=request.jobs,
        fresh=request.fresh,
        search_path=search_path(services),
    )
    report = run_campaign(
        options,
        progress=services.progress,
        cancelled=services.cancelled,
        clock=services.clock.now,
        environ=services.environ,
    )
    result = BenchmarkResult(report, services.path(request.out) if request.out else None)
    if result.out is not None:
        document = result_document(_NAME, result, services.root)
        write_text(result.out, json.dumps(document, indent=1) + "\n")
    return result


def _subject(given: str, services: Services) -> str:
    """A path from where the user stands as an absolute one; import names stay."""
    path = services.path(given)
    return str(path) if path.exists() else given


BENCHMARK = Operation(
    name=_NAME,
    summary="Compare generated suites with those of another test generator, scored alike.",
    request=BenchmarkRequest,
    result=BenchmarkResult,
    handler=benchmark,
    changes=True,
)
