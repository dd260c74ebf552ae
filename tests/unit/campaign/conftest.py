"""Wires for campaigns: a clock that stands still and a store in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from aqe.campaign.project import Wiring
from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.progress import Progress
from aqe.domain.run import RecordedRun


@dataclass
class MemoryStore:
    runs: list[RecordedRun] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)
    mutants: list[MutantResult] = field(default_factory=list)
    ids: int = 0

    def new_run_id(self) -> str:
        self.ids += 1
        return f"run-{self.ids}"

    def record_run(self, run: RecordedRun) -> None:
        self.runs.append(run)

    def record_measures(self, measures: Sequence[Measure]) -> None:
        self.measures.update({f"{each.scope}:{each.name}": each for each in measures})

    def record_mutants(self, run_id: str, results: Sequence[MutantResult]) -> None:
        self.mutants.extend(results)


@dataclass
class Bench:
    """A wiring with what it recorded."""

    store: MemoryStore
    progress: list[Progress]
    environ: dict[str, str]

    def wiring(self, *, stop_after: int | None = None) -> Wiring:
        return Wiring(
            store=self.store,
            clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
            environ=self.environ,
            progress=self.progress.append,
            cancelled=lambda: stop_after is not None and len(self.store.runs) >= stop_after,
        )


@pytest.fixture
def bench() -> Bench:
    return Bench(MemoryStore(), [], {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
