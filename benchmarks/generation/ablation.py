"""What each technique of generation is worth: the figures with all of them, and without each in turn.

Every variant works with the same seeds and the same number of executions, so the figures do not depend on
how busy the machine is. Lines and branches are measured by coverage.py in the verifying run; mutants are
the share of the sampled ones that the suite tells apart; faults are those of `tests/subjects/families` that
a run of the suite with plain pytest notices.

    python benchmarks/generation/ablation.py [--executions 2000] [--seeds 1,2] [--store]
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
from typing import Any

from aqe import __version__
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
RESULT = Path(__file__).resolve().parent / "results" / "ablation.json"


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


@dataclass(frozen=True)
class Share:
    """Means of a share over modules and seeds; what nothing is known of is None."""

    mean: float | None
    difference: float | None = None
    """Against all techniques, of the same module with the same seed; None where nothing is left out."""
    worst: float | None = None
    """The least of these differences."""


@dataclass(frozen=True)
class Means:
    """One row of the table."""

    without: str
    """The technique that is left out; empty for all techniques."""
    coverage: Share
    mutants: Share
    faults: float | None
    tests: float


def main() -> int:
    """Run all variants and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--executions", type=int, default=2000)
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--out", type=Path, help="store the figures as JSON")
    parser.add_argument("--store", action="store_true", help=f"write {RESULT.name}")
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
    table: list[Means] = []
    for technique in (None, *chosen):
        without = frozenset() if technique is None else frozenset({technique})
        for seed in seeds:
            rows += variant(without, seed, options.executions, options.folders)
        table.append(means("" if technique is None else str(technique), rows))
        print(line(table[-1]), flush=True)
    text = json.dumps(record(options, seeds, rows, table), indent=1) + "\n"
    for path in (options.out, RESULT if options.store else None):
        if path is not None:
            path.write_text(text, encoding="utf-8")
    return 0


def record(
    options: argparse.Namespace, seeds: Sequence[int], rows: Sequence[Row], table: Sequence[Means]
) -> dict[str, Any]:
    """What is stored: what was run, what every module came to, and the table as it is printed."""
    return {
        "at": datetime.now(UTC).date().isoformat(),
        "aqe": __version__,
        "python": sys.version.split()[0],
        "executions": options.executions,
        "seeds": list(seeds),
        "folders": [each.name for each in options.folders],
        "known_faults": len(known_faults()),
        "means": [asdict(each) for each in table],
        "rows": [asdict(each) for each in rows],
    }


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


def known_faults() -> dict[str, tuple[str, str]]:
    """The seeded faults by name: a piece of the source, and the wrong one in its place."""
    faults: dict[str, tuple[str, str]] = json.loads(
        (SHELF / "faults.json").read_text(encoding="utf-8")
    )
    return faults


def noticed(root: Path, suite: Path) -> int:
    """How many of the known faults make a run of the suite fail."""
    path = root / "families" / "shelf.py"
    right = path.read_text(encoding="utf-8")
    count = 0
    for before, after in known_faults().values():
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


def means(without: str, rows: Sequence[Row]) -> Means:
    """One row of the table: means over modules and seeds, differences against all techniques."""
    own = [each for each in rows if each.without == without]
    base = {(each.module, each.seed): each for each in rows if not each.without}

    def share(attribute: str) -> Share:
        values = [getattr(each, attribute) for each in own if getattr(each, attribute) is not None]
        if not values:
            return Share(None)
        mean = statistics.fmean(values)
        if not without:
            return Share(mean)
        differences = [
            (getattr(each, attribute) or 0) - (getattr(other, attribute) or 0)
            for each in own
            if (other := base.get((each.module, each.seed))) is not None
        ]
        return Share(mean, statistics.fmean(differences), min(differences))

    faults = [each.faults for each in own if each.faults is not None]
    return Means(
        without,
        share("coverage"),
        share("mutants"),
        statistics.fmean(faults) if faults else None,
        statistics.fmean(each.tests for each in own),
    )


def line(found: Means) -> str:
    """One row of the table as people read it."""
    faults = "unknown" if found.faults is None else f"{found.faults:.1f}"
    return (
        f"{found.without or 'all techniques':<16} lines+branches {points(found.coverage)}  mutants"
        f" {points(found.mutants)}  faults {faults}  tests {found.tests:.0f}"
    )


def points(share: Share) -> str:
    """A share in percent, with its differences in points."""
    if share.mean is None:
        return "unknown"
    shown = f"{100 * share.mean:5.1f}"
    if share.difference is None or share.worst is None:
        return shown
    return f"{shown} ({100 * share.difference:+5.1f}, worst {100 * share.worst:+6.1f})"


if __name__ == "__main__":
    sys.exit(main())
