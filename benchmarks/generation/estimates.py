"""What generation says its tests tell apart, held against what pytest says of the written suite.

Writes a suite for each module with `aqe test generate`, whose share of mutants is an estimate, then has
`aqe mutate` run the written suite against the same mutants. Prints for each module how many of those that
were said to be told apart pytest does not notice, and how many it notices though they were said to survive.
Work is counted in executions, so the same seed gives the same figures however busy the machine is.

    python benchmarks/generation/estimates.py [--executions 1000] [--seed 1] [--jobs 2] [FILE ...]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = (
    "examples/shop/src/shop",
    "benchmarks/generation/subjects/office",
    "benchmarks/generation/subjects/bank",
    "tests/subjects/families",
)
DETECTED = ("killed", "timeout")
JUDGED = (*DETECTED, "survived", "no-coverage")


@dataclass(frozen=True)
class Row:
    """What both say of the mutants of one module that both tried.

    Attributes:
        tried: Number of them.
        estimated: Those that generation says are told apart.
        unnoticed: Of these, what pytest does not notice: line, original and replacement.
        unclaimed: Those that pytest notices, though generation says that they survive.
    """

    module: str
    tried: int
    estimated: int
    unnoticed: list[tuple[int, str, str]] = field(default_factory=list)
    unclaimed: int = 0

    @property
    def text(self) -> str:
        """The row as a line of the table."""
        return (
            f"{self.module:<40} {self.tried:>6} {self.estimated:>6} {len(self.unnoticed):>10}"
            f" {self.unclaimed:>10}"
        )


def main() -> int:
    """Compare on all modules and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--executions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="modules to test")
    options = parser.parse_args()
    files = options.files or [
        path
        for folder in SUBJECTS
        for path in sorted((ROOT / folder).glob("*.py"))
        if path.stem != "__init__"
    ]
    if missing := [str(each) for each in files if not each.is_file()]:
        parser.error(f"no file: {', '.join(missing)}")
    print(f"{'module':<40} {'tried':>6} {'told':>6} {'unnoticed':>10} {'unclaimed':>10}")
    rows = []
    for path in files:
        row = compared(path.resolve(), options.executions, options.seed, options.jobs)
        rows.append(row)
        print(row.text, flush=True)
        for line, original, replacement in row.unnoticed:
            print(f"    line {line}: {original!r} -> {replacement!r}")
    total = Row(
        "all",
        sum(each.tried for each in rows),
        sum(each.estimated for each in rows),
        [each for row in rows for each in row.unnoticed],
        sum(each.unclaimed for each in rows),
    )
    print(total.text)
    return 0


def compared(path: Path, executions: int, seed: int, jobs: int) -> Row:
    """One module, copied to a project of its own together with what lies beside it."""
    top = path.parent
    while (top / "__init__.py").exists():
        top = top.parent
    with tempfile.TemporaryDirectory() as text:
        root = Path(text)
        if top == path.parent:
            shutil.copy(path, root)
            for each in path.parent.glob("*.py"):
                shutil.copy(each, root)
        else:
            package = path.relative_to(top).parts[0]
            ignored = shutil.ignore_patterns("__pycache__", "test*")
            shutil.copytree(top / package, root / package, ignore=ignored)
        (root / "pyproject.toml").touch()
        subject = str(path.relative_to(top))
        work = ["--executions", str(executions), "--seed", str(seed), "--jobs", "1"]
        _aqe(root, top, "test", "generate", subject, "--out", "suite", *work)
        estimated = _mutants(root, after=0)
        if not (root / "suite").exists():
            return Row(subject, 0, 0)
        _aqe(root, top, "mutate", subject, "--tests", "suite", "--jobs", str(jobs))
        newest = max((run for run, *_ in estimated.values()), default=0)
        measured = _mutants(root, after=newest)
    both = [each for each in estimated if each in measured]
    told = [each for each in both if estimated[each][1] in DETECTED]
    noticed = [each for each in both if measured[each][1] in DETECTED]
    return Row(
        subject,
        len(both),
        len(told),
        [measured[each][2:] for each in told if each not in noticed],
        len(set(noticed) - set(told)),
    )


def _mutants(root: Path, after: int) -> dict[str, tuple[int, str, int, str, str]]:
    """Mutants by id -> run, state, line, original and replacement, of the runs behind one."""
    connection = sqlite3.connect(root / ".agentic-qe" / "aqe.db")
    try:
        rows = connection.execute(
            "SELECT id, run, state, line, original, replacement FROM mutants WHERE run > ?",
            (after,),
        ).fetchall()
    finally:
        connection.close()
    return {name: (run, state, *place) for name, run, state, *place in rows if state in JUDGED}


def _aqe(root: Path, top: Path, *arguments: str) -> None:
    """Run a command of this checkout in a project; what the module imports may lie where it came from."""
    path = os.pathsep.join((str(ROOT / "src"), str(root), str(top)))
    command: Sequence[str] = [sys.executable, "-m", "aqe", *arguments, "--quiet"]
    done = subprocess.run(
        command, cwd=root, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        print(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
