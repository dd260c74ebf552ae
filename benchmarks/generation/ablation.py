"""What each technique of generation is worth: the figures with all of them, and without each in turn.

Every variant works with the same seeds and the same number of executions, so the figures do not depend on
how busy the machine is. Lines and branches are measured by coverage.py in the verifying run; mutants are
the share of the sampled ones that the suite tells apart; faults are those of `tests/subjects/families` that
a run of the suite with plain pytest notices.

    python benchmarks/generation/ablation.py [--executions 2000] [--seeds 1,2] [--only NAME ...] [--out FILE]
    python benchmarks/generation/ablation.py --folders benchmarks/generation/subjects/bank --only filling
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from aqe.campaign.generate import generate
from aqe.campaign.options import GenerateOptions
from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.run import RecordedRun
from aqe.generation.techniques import Technique

ROOT = Path(__file__).resolve().parents[2]
SHELF = ROOT / "tests" / "subjects" / "families"
OFFICE = Path(__file__).resolve().parent / "subjects" / "office"
SHOP = ROOT / "examples" / "shop" / "src" / "shop"


class Ledger:
    """A store that keeps nothing: the reports say all that is asked here."""

    def __init__(self) -> None:
        self._ids = 0

    def new_run_id(self) -> str:
        self._ids += 1
        return f"run-{self._ids}"

    def record_run(self, run: RecordedRun) -> None:
        """Nothing."""

    def record_measures(self, measures: Iterable[Measure], *, scope: str = "") -> None:
        """Nothing."""

    def record_mutants(self, run_id: str, results: Iterable[MutantResult]) -> None:
        """Nothing."""

    def record_suite_file(
        self, path: Path, digest: str, subject: str, seed: int, run_id: str
    ) -> None:
        """Nothing."""

    def artefact(self, content: bytes, kind: str, run_id: str | None = None) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Row:
    """One variant on one module with one seed."""

    without: str
    module: str
    seed: int
    coverage: float | None
    mutants: float | None
    tests: int
    executions: int
    faults: int | None


def main() -> int:
    """Run all variants and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--executions", type=int, default=2000)
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--out", type=Path, help="store the figures as JSON")
    parser.add_argument("--only", nargs="*", default=[], help="names of techniques")
    parser.add_argument(
        "--folders", nargs="*", type=Path, default=[SHOP, OFFICE, SHELF], help="of modules to test"
    )
    options = parser.parse_args()
    known = {str(each) for each in Technique}
    if unknown := sorted(set(options.only) - known):
        parser.error(
            f"no technique is called {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        )
    if missing := [str(each) for each in options.folders if not each.is_dir()]:
        parser.error(f"no folder: {', '.join(missing)}")
    seeds = [int(each) for each in options.seeds.split(",")]
    chosen = [each for each in Technique if not options.only or each in options.only]
    rows: list[Row] = []
    for technique in (None, *chosen):
        without = frozenset() if technique is None else frozenset({technique})
        for seed in seeds:
            rows += variant(without, seed, options.executions, options.folders)
        print(line(technique, rows), flush=True)
    if options.out is not None:
        record = {
            "at": datetime.now(UTC).date().isoformat(),
            "python": sys.version.split()[0],
            "executions": options.executions,
            "seeds": seeds,
            "folders": [each.name for each in options.folders],
            "rows": [asdict(each) for each in rows],
        }
        options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


def variant(
    without: frozenset[Technique], seed: int, executions: int, folders: Sequence[Path]
) -> list[Row]:
    """All modules under one set of techniques."""
    name = ", ".join(without)
    found = []
    with tempfile.TemporaryDirectory() as text:
        root = Path(text)
        for source in folders:
            target = root / source.name
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "test*"))
            (target / "__init__.py").touch()
        paths = tuple(root / each.name for each in folders)
        report = generate(
            GenerateOptions(
                paths=paths,
                root=root,
                out=root / "suites",
                executions=executions,
                seed=seed,
                jobs=2,
                without=without,
            ),
            store=Ledger(),
            progress=lambda step: None,
            cancelled=lambda: False,
            clock=lambda: datetime.now(UTC),
            environ=dict(os.environ),
        )
        for each in report.subjects:
            if each.status == "failed":
                print(f"{each.subject}: {each.error}", file=sys.stderr)
            faults = None
            if each.subject == "families.shelf":
                faults = noticed(root, each.files[0]) if each.files else 0
            found.append(
                Row(
                    name,
                    each.subject,
                    seed,
                    each.measure("line_branch_coverage"),
                    each.measure("mutation_score"),
                    each.tests,
                    each.executions,
                    faults,
                )
            )
    return found


def noticed(root: Path, suite: Path) -> int:
    """How many of the known faults make a run of the suite fail."""
    faults = json.loads((SHELF / "faults.json").read_text(encoding="utf-8"))
    path = root / "families" / "shelf.py"
    right = path.read_text(encoding="utf-8")
    count = 0
    for before, after in faults.values():
        path.write_text(right.replace(before, after), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", str(suite)],
            cwd=root,
            env={
                **os.environ,
                "PYTHONPATH": str(root),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
            capture_output=True,
            check=False,
        )
        count += done.returncode == 1
    path.write_text(right, encoding="utf-8")
    return count


def line(technique: Technique | None, rows: list[Row]) -> str:
    """One row of the table: means over modules and seeds, differences against all techniques."""
    name = "" if technique is None else str(technique)
    own = [each for each in rows if each.without == name]
    base = {(each.module, each.seed): each for each in rows if not each.without}

    def mean(attribute: str) -> str:
        values = [getattr(each, attribute) for each in own if getattr(each, attribute) is not None]
        if not values:
            return "unknown"
        shown = f"{100 * statistics.mean(values):5.1f}"
        if technique is None:
            return shown
        pairs = [
            100 * ((getattr(each, attribute) or 0) - (getattr(other, attribute) or 0))
            for each in own
            if (other := base.get((each.module, each.seed))) is not None
        ]
        return f"{shown} ({statistics.mean(pairs):+5.1f}, worst {min(pairs):+6.1f})"

    faults = [each.faults for each in own if each.faults is not None]
    return (
        f"{name or 'all techniques':<16} lines+branches {mean('coverage')}  mutants"
        f" {mean('mutants')}  faults {f'{statistics.mean(faults):.1f}' if faults else 'unknown'}"
        f"  tests {statistics.mean(each.tests for each in own):.0f}"
    )


if __name__ == "__main__":
    sys.exit(main())
