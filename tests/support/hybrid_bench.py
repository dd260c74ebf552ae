"""A small project in a folder, and the generator at its door with models from a script."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from memory_ledger import MemoryLedger

from aqe.campaign.generate import generate
from aqe.campaign.model_report import ModelReport
from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.domain.routing import Complexity
from aqe.router.ports import Models
from aqe.store.replies import ReplyCache

SUBJECTS = Path(__file__).parents[1] / "subjects"
STUCK = SUBJECTS / "stuck"


def assess(
    source: str, prompt: str, paths: Sequence[Path], *, failed_goals: int, total_goals: int
) -> Assessment:
    """All the same to a script."""
    return Assessment(Complexity.MEDIUM, is_sensitive=False)


def answer_of(name: str, folder: str = "stuck") -> str:
    """The answer beside a subject."""
    return (SUBJECTS / folder / f"{name}.md").read_text(encoding="utf-8")


@dataclass
class Project:
    """A folder with subjects."""

    root: Path
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    is_cancelled: Callable[[], bool] = lambda: False
    is_private: Callable[[Path], bool] = lambda path: False

    def add(self, name: str, folder: str = "stuck") -> None:
        shutil.copy(SUBJECTS / folder / f"{name}.py", self.root)

    def write(self, name: str, text: str) -> None:
        (self.root / f"{name}.py").write_text(text, encoding="utf-8")

    def options(self, name: str, **options: object) -> GenerateOptions:
        given: dict[str, object] = {
            "executions": 200,
            "python": sys.executable,
            "mutants": False,
            "property": False,
            **options,
        }
        return GenerateOptions(
            paths=(self.root / f"{name}.py",),
            root=self.root,
            out=self.root / "out",
            **given,  # type: ignore[arg-type]
        )

    def generate(
        self,
        name: str,
        models: Models | None = None,
        *,
        replay: bool = False,
        caches: bool = False,
        **options: object,
    ) -> SubjectReport:
        """The report of a subject; no model takes part where none is given."""
        hybrid = None
        if models is not None or replay:
            hybrid = HybridWires(
                models,
                assess,
                "run-x",
                replies=ReplyCache(self.root / ".agentic-qe") if caches or replay else None,
                replay=replay,
                is_private=self.is_private,
            )
        report = generate(
            self.options(name, **options),
            store=self.ledger,  # type: ignore[arg-type]
            progress=lambda progress: None,
            cancelled=self.is_cancelled,
            clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
            environ={},
            hybrid=hybrid,
        )
        return report.subjects[0]


def model_of(report: SubjectReport) -> ModelReport:
    """The model's part; its figures add up."""
    found = report.model
    assert found is not None, report.error
    for each in found.calls:
        assert each.proposed == each.repeated + each.refused + each.accepted
    assert len(found.refused) == sum(each.refused for each in found.calls)
    assert len(found.accepted) == sum(each.accepted + each.varied for each in found.calls)
    return found
