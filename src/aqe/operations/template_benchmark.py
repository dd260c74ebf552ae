"""``benchmark.template-expansion``: templates of `aqe` beside Jinja2, minijinja and the standard library."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import ClassVar

from aqe.booster.templates.measuring import TemplateMeasures, measure
from aqe.operations.booster_wiring import engines_here
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.rounds import each_round
from aqe.operations.services import Services

__all__ = [
    "TEMPLATE_BENCHMARK",
    "TemplateBenchmarkRequest",
    "TemplateBenchmarkResult",
    "template_benchmark",
]

_RIVALS = ("jinja2", "minijinja")


@dataclass(frozen=True, slots=True)
class TemplateBenchmarkRequest:
    """How long to measure."""

    rounds: int = field(default=15, metadata=within(3, 1_000))
    """Rounds; in each, every side expands all records once."""
    records: int = field(default=1_000, metadata=within(1, 100_000))
    """Records expanded to strings."""
    many: int = field(default=100_000, metadata=within(1, 1_000_000))
    """Records expanded to the bytes of one file."""


@dataclass(frozen=True, slots=True)
class TemplateBenchmarkResult:
    """The measures, and which rivals are not installed."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    measures: TemplateMeasures
    unavailable: tuple[str, ...]
    """Rivals and engines that are not installed."""

    @property
    def status(self) -> Status:
        """Inconclusive where a rival is not there to be compared with."""
        return Status.INCONCLUSIVE if self.unavailable else Status.OK


def template_benchmark(
    request: TemplateBenchmarkRequest, services: Services
) -> TemplateBenchmarkResult:
    """Measure all sides in turns."""
    engines = engines_here()
    unavailable = [] if any(each.name == "wasm" for each in engines) else ["wasmtime"]
    found = measure(
        time.process_time,  # others that use the machine must not decide
        engines,
        rounds=request.rounds,
        records=request.records,
        many=request.many,
        before=each_round(services, "templates"),
    )
    missing = {
        each.name for contest in found.contests for each in contest.contenders if not each.text_us
    }
    return TemplateBenchmarkResult(
        found, (*unavailable, *(each for each in _RIVALS if each in missing))
    )


TEMPLATE_BENCHMARK = Operation(
    name="benchmark.template-expansion",
    summary="Measure how fast templates expand, beside Jinja2, minijinja and the standard library.",
    request=TemplateBenchmarkRequest,
    result=TemplateBenchmarkResult,
    handler=template_benchmark,
)
