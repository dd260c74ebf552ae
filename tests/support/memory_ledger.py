"""What a campaign writes down, kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.run import RecordedRun


@dataclass
class MemoryLedger:
    """A store without a database; ids count up."""

    runs: list[RecordedRun] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)
    """Latest by ``scope:name``."""
    mutants: dict[str, list[MutantResult]] = field(default_factory=dict)
    """By the id of their run."""
    files: dict[Path, str] = field(default_factory=dict)
    """Digests of suites."""
    artefacts: dict[str, bytes] = field(default_factory=dict)
    """By name."""
    ids: int = 0

    def new_run_id(self) -> str:
        self.ids += 1
        return f"run-{self.ids}"

    def record_run(self, run: RecordedRun) -> None:
        self.runs.append(run)

    def record_measures(self, measures: Sequence[Measure]) -> None:
        self.measures.update({f"{each.scope}:{each.name}": each for each in measures})

    def record_mutants(self, run_id: str, results: Sequence[MutantResult]) -> None:
        self.mutants.setdefault(run_id, []).extend(results)

    def record_suite_file(
        self, path: Path, digest: str, subject: str, seed: int, run_id: str
    ) -> None:
        self.files[path] = digest

    def artefact(self, content: bytes, name: str, *, run_id: str | None = None) -> None:
        self.artefacts[name] = content
