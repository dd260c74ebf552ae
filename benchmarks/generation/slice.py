"""A short, fixed slice of the generation benchmark: the modules of the example project.

Writes a suite for each module with `aqe test generate`, then measures it without `aqe`: plain pytest
under plain coverage.py in a fresh process. Prints one line a module, and fails when a test fails, when
the measured coverage differs from the reported one, or when a module falls below its floor. Work is
counted in executions, so the same seed writes the same suites however busy the machine is.

    python benchmarks/generation/slice.py [--executions 3000] [--seed 1]
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "importer": 0.60,
    "inventory": 0.85,
    "notifications": 0.88,
    "orders": 0.70,
    "pricing": 0.95,
}
"""Share of lines and branches that the suite of a module has to reach."""
TOLERANCE = 0.005


@dataclass(frozen=True)
class Row:
    """What one module came to."""

    module: str
    tests: int
    seconds: float
    reported: float | None
    measured: float | None
    failed: int

    @property
    def problems(self) -> list[str]:
        """Why this module fails the slice; empty when it does not."""
        found = []
        if self.failed:
            found.append(f"{self.failed} tests fail")
        if self.measured is None or self.measured < FLOORS[self.module]:
            found.append(f"below the floor of {FLOORS[self.module]:.0%}")
        if self.measured is not None and (
            self.reported is None or abs(self.reported - self.measured) > TOLERANCE
        ):
            found.append("reported and measured coverage differ")
        return found


def main() -> int:
    """Run the slice and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--executions", type=int, default=3000, help="executions for each module")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'module':<14} {'tests':>5} {'reported':>9} {'measured':>9} {'wall s':>7}")
    problems = []
    for module in FLOORS:
        row = run(module, options.executions, options.seed)
        print(
            f"{module:<14} {row.tests:>5} {percent(row.reported):>9} {percent(row.measured):>9}"
            f" {row.seconds:>7.1f}  {'; '.join(row.problems)}",
            flush=True,
        )
        problems += row.problems
    return 1 if problems else 0


def run(module: str, executions: int, seed: int) -> Row:
    """Write a suite for one module in a copy of the project and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "shop"
        shutil.copytree(ROOT / "examples" / "shop", project)
        shutil.rmtree(project / "tests")  # so that the suite stands alone
        started = time.monotonic()
        subject = generate(project, module, executions, seed)
        seconds = time.monotonic() - started
        passed, failed, measured = measure(project, f"shop.{module}")
        return Row(module, passed + failed, seconds, reported(subject), measured, failed)


def generate(project: Path, module: str, executions: int, seed: int) -> dict[str, Any]:
    """The report on one module."""
    command = [
        *(sys.executable, "-m", "aqe", "test", "generate", f"src/shop/{module}.py"),
        *("--executions", str(executions), "--seed", str(seed), "--jobs", "1", "--json"),
    ]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    (subject,) = json.loads(done.stdout)["result"]["subjects"]
    return subject


def reported(subject: dict[str, Any]) -> float | None:
    """Share of lines and branches as `aqe` reported it."""
    values = {each["name"]: each["value"] for each in subject["measures"]}
    return values.get("line_branch_coverage")


def measure(project: Path, module: str) -> tuple[int, int, float | None]:
    """Tests that passed and failed, and the share of lines and branches, by coverage.py itself."""
    environ = dict(os.environ) | {
        "PYTHONPATH": str(project / "src"),
        "COVERAGE_FILE": str(project / ".cov"),
    }
    coverage = [sys.executable, "-m", "coverage"]
    outcome = subprocess.run(
        [*coverage, "run", "--branch", f"--source={module}", "-m", "pytest", "-q", "tests"],
        cwd=project,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    counts = {"passed": 0, "failed": 0, "error": 0, "errors": 0}
    words = outcome.stdout.strip().splitlines()[-1].replace(",", "").split()
    for number, word in itertools.pairwise(words):
        if word in counts and number.isdigit():
            counts[word] = int(number)
    report = project / "coverage.json"
    subprocess.run(
        [*coverage, "json", "-q", "-o", str(report)], cwd=project, env=environ, check=True
    )
    totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
    reached = totals["covered_lines"] + totals["covered_branches"]
    possible = totals["num_statements"] + totals["num_branches"]
    failed = counts["failed"] + counts["error"] + counts["errors"]
    return counts["passed"], failed, reached / possible if possible else None


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "unknown" if share is None else f"{share:.1%}"


if __name__ == "__main__":
    sys.exit(main())
