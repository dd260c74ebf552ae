"""What a model that knows good tests adds where search alone is stuck: lines and branches of ten subjects.

The subjects of `tests/subjects/stuck` are out of a search's reach for general reasons: digests, signatures,
protocols, state machines, languages, dates, invariants over several objects. The model is scripted: it
answers with the tests beside each subject, so the figures say what the loop makes of good answers, not how
good any model is. Executions are counted, so they do not depend on how busy the machine is.

    python benchmarks/generation/hybrid.py [--executions 400] [--only NAME ...] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from aqe.campaign.generate import generate
from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.domain.routing import Complexity
from aqe.router.ports import Models
from aqe.testing import ScriptedModels

STUCK = Path(__file__).resolve().parents[2] / "tests" / "subjects" / "stuck"


class Ledger:
    """A store that keeps nothing: the reports say all that is asked here."""

    def __init__(self) -> None:
        self._ids = 0

    def new_run_id(self) -> str:
        """A number."""
        self._ids += 1
        return f"run-{self._ids}"

    def __getattr__(self, name: str) -> object:
        return lambda *given, **named: None


@dataclass(frozen=True)
class Row:
    """One subject."""

    module: str
    search: float
    """Share of lines and branches of search alone."""
    hybrid: float
    tests: int
    """Of the model that were accepted."""

    @property
    def points(self) -> float:
        """The difference in points of a hundred."""
        return 100 * (self.hybrid - self.search)


def main() -> int:
    """Run all subjects and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--executions", type=int, default=400)
    parser.add_argument("--only", nargs="*", default=[], help="names of subjects")
    parser.add_argument("--out", type=Path, help="store the figures as JSON")
    options = parser.parse_args()
    names = [each for each in subjects() if not options.only or each in options.only]
    rows = []
    print(f"{'subject':12} {'search':>8} {'hybrid':>8} {'points':>8} {'tests':>6}")
    for name in names:
        rows.append(row(name, options.executions))
        print(line(rows[-1]), flush=True)
    mean = sum(each.points for each in rows) / len(rows)
    print(f"least {min(each.points for each in rows):.1f} points, mean {mean:.1f}")
    if options.out is not None:
        record = {
            "at": datetime.now(UTC).date().isoformat(),
            "python": sys.version.split()[0],
            "executions": options.executions,
            "rows": [{**asdict(each), "points": round(each.points, 1)} for each in rows],
        }
        options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


def subjects() -> list[str]:
    """The names of the subjects."""
    return sorted(each.stem for each in STUCK.glob("*.py"))


def line(found: Row) -> str:
    """A line of the table."""
    return (
        f"{found.module:12} {100 * found.search:7.1f}% {100 * found.hybrid:7.1f}%"
        f" {found.points:8.1f} {found.tests:6}"
    )


def row(name: str, executions: int) -> Row:
    """Search alone and hybrid on one subject."""
    alone = report(name, executions, None)
    answer = (STUCK / f"{name}.md").read_text(encoding="utf-8")
    hybrid = report(name, executions, ScriptedModels([answer]))
    tests = len(hybrid.model.accepted) if hybrid.model is not None else 0
    return Row(name, alone.share_reached or 0.0, hybrid.share_reached or 0.0, tests)


def report(name: str, executions: int, models: Models | None) -> SubjectReport:
    """A suite for one subject, with or without a model."""
    with tempfile.TemporaryDirectory() as text:
        root = Path(text)
        shutil.copy(STUCK / f"{name}.py", root)
        found = generate(
            GenerateOptions(
                paths=(root / f"{name}.py",),
                root=root,
                out=root / "tests",
                executions=executions,
                python=sys.executable,
                mutants=False,
                property=False,
            ),
            store=Ledger(),  # type: ignore[arg-type]
            progress=lambda progress: None,
            cancelled=lambda: False,
            clock=lambda: datetime.now(UTC),
            environ={},
            hybrid=None
            if models is None
            else HybridWires(models, assess, "benchmark", is_private=lambda path: False),
        )
        return found.subjects[0]


def assess(
    source: str, prompt: str, paths: Sequence[Path], *, failed_goals: int, total_goals: int
) -> Assessment:
    """All the same to a script."""
    return Assessment(Complexity.MEDIUM, is_sensitive=False)


if __name__ == "__main__":
    raise SystemExit(main())
