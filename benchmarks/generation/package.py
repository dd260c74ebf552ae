"""What generation for whole packages costs as they grow: time, processor, memory, and what sharing brings.

Takes a real package and cuts packages of 10, 25 and 50 modules out of it: modules are taken so that whatever
they import comes with them, and files that define nothing (tables of data) come along without being counted.
For each size suites are generated three ways, with executions instead of seconds so that a busy machine
changes times and nothing else: all modules in one request with sharing, the same without, and each module in
a request of its own. The exponent of growth is the slope of the logarithms by least squares, over modules
and over lines of code, with its spread over resampled runs.

    python -m venv build/packages && build/packages/bin/pip install rich
    python benchmarks/generation/package.py --python build/packages/bin/python --package rich

Processor time is that of the processes that were waited for. Memory is resident memory; `worker` is the most
that any one process below `aqe` itself took at any time, `all` the sum over all processes, sampled.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aqe.execution.machine import this_machine
from aqe.execution.metered import resident_bytes

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "generation" / "results" / "package-growth.json"
WAYS = ("shared", "apart", "single")
_MIB = 1024 * 1024
_SAMPLE_S = 0.2
_RESAMPLES = 2000


@dataclass
class Cost:
    """What one process tree spent."""

    wall_s: float
    cpu_s: float
    worker_mib: float
    all_mib: float
    own_mib: float


@dataclass
class Outcome:
    """One package, one way, one seed."""

    modules: int
    lines: int
    way: str
    seed: int
    wall_s: float
    cpu_s: float
    worker_mib: float
    all_mib: float
    own_mib: float
    tests: int
    line_branch: float
    """Of all modules together: lines and branches that the suites reach, over all of them."""
    coverage: dict[str, float | None] = field(default_factory=dict)


def main() -> int:
    """Run everything, print and store it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", default="rich", help="import name of the package")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has it")
    parser.add_argument("--sizes", default="10,25,50")
    parser.add_argument("--executions", type=int, default=200, help="executions for each module")
    parser.add_argument("--seeds", default="1,2", help="the first is run all three ways")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--mutants", action="store_true", help="choose tests by mutants, too")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    seeds = [int(each) for each in options.seeds.split(",")]
    if os.sep in options.python:  # the link of a virtual environment stays a link
        options.python = os.path.abspath(options.python)
    source = folder_of(options.package, options.python)
    order = closed_order(source)
    outcomes: list[Outcome] = []
    for size in (int(each) for each in options.sizes.split(",")):
        for seed in seeds:
            for way in WAYS if seed == seeds[0] else WAYS[:1]:
                outcome = run(source, order, size, way, seed, options)
                outcomes.append(outcome)
                print(row(outcome), flush=True)
    document = {
        "package": options.package,
        "version": version_of(options.package, options.python),
        "executions": options.executions,
        "jobs": options.jobs,
        "mutants": options.mutants,
        "python": version_of("", options.python),
        "machine": asdict(this_machine()),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "outcomes": [asdict(each) for each in outcomes],
        "exponents": exponents(outcomes),
        "comparisons": comparisons(outcomes),
    }
    show(document)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"written: {options.out}")
    return 0


# -- packages --------------------------------------------------------------------------------------


def folder_of(package: str, python: str) -> Path:
    """Where an interpreter has a package."""
    program = "import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]).origin)"
    found = subprocess.run(
        [python, "-c", program, package], capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip()).parent


def version_of(package: str, python: str) -> str:
    """The version of a distribution there; of the interpreter for an empty name."""
    program = (
        "import sys, importlib.metadata as m;"
        "print(m.version(sys.argv[1]) if sys.argv[1] else sys.version.split()[0])"
    )
    found = subprocess.run(
        [python, "-c", program, package], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def closed_order(source: Path) -> list[tuple[Path, list[Path]]]:
    """Modules that define something, each with what has to be there for it, in an order in which that
    grows slowly."""
    files = sorted(path for path in source.rglob("*.py") if "test" not in path.stem)
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}
    needs = {path: set(imported(path, trees[path], source)) & trees.keys() for path in files}
    counted = [path for path in files if defines(trees[path])]
    have: set[Path] = closure(source / "__init__.py", needs)
    order = []
    while counted:
        path = min(counted, key=lambda each: (len(closure(each, needs) - have), str(each)))
        counted.remove(path)
        have |= closure(path, needs)
        order.append((path, sorted(have)))
    return order


def closure(path: Path, needs: dict[Path, set[Path]]) -> set[Path]:
    """A file with all that it imports when it is imported."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += needs.get(each, ())
    return found


def defines(tree: ast.Module) -> bool:
    """Whether a module has any code to test."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(each, kinds) for each in tree.body)


def imported(path: Path, tree: ast.Module, source: Path) -> Iterator[Path]:
    """Files of the package that a module imports at once, packages around them included."""
    base = source.parent
    for statement in at_import(tree.body):
        names: list[str] = []
        if isinstance(statement, ast.Import):
            names = [alias.name for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            module = statement.module or ""
            if statement.level:
                folder = path.parent
                for _ in range(statement.level - 1):
                    folder = folder.parent
                parts = [*folder.relative_to(base).parts, *([module] if module else [])]
                module = ".".join(parts)
            names = [module, *(f"{module}.{alias.name}" for alias in statement.names)]
        for name in names:
            place = base.joinpath(*name.split("."))
            for found in (place.with_suffix(".py"), place / "__init__.py"):
                if found.is_file() and found.is_relative_to(source):
                    yield found
    for folder in path.parents:
        if folder.is_relative_to(source) and (folder / "__init__.py").is_file():
            yield folder / "__init__.py"


def at_import(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when a module is imported; what only a type checker sees is left out."""
    for statement in body:
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
            yield from at_import(statement.orelse)
            continue
        yield statement
        for name in ("body", "orelse", "finalbody", "handlers"):
            inner = getattr(statement, name, None)
            if inner and not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield from at_import(inner)


# -- runs ------------------------------------------------------------------------------------------


def run(
    source: Path,
    order: list[tuple[Path, list[Path]]],
    size: int,
    way: str,
    seed: int,
    options: argparse.Namespace,
) -> Outcome:
    """Generate for a package of that size in one way."""
    if len(order) < size:
        raise SystemExit(f"{source.name} has only {len(order)} modules that define something")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "project"
        package = root / "src" / source.name
        for path in {order[size - 1][0], *order[size - 1][1]}:
            place = package / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        (root / "pyproject.toml").touch()
        modules = [package / path.relative_to(source) for path, _ in order[:size]]
        lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in modules)
        groups = [[each] for each in modules] if way == "single" else [modules]
        costs, reports = [], []
        for group in groups:
            jobs = options.jobs if len(group) > 1 else 1
            cost, found = generate(root, group, way, seed, jobs, options)
            costs.append(cost)
            reports += found
    goals = [share_of(each) for each in reports]
    reached, possible = sum(one for one, _ in goals), sum(other for _, other in goals)
    return Outcome(
        modules=size,
        lines=lines,
        way=way,
        seed=seed,
        wall_s=round(sum(each.wall_s for each in costs), 2),
        cpu_s=round(sum(each.cpu_s for each in costs), 2),
        worker_mib=max(each.worker_mib for each in costs),
        all_mib=max(each.all_mib for each in costs),
        own_mib=max(each.own_mib for each in costs),
        tests=sum(each["tests"] for each in reports),
        line_branch=round(reached / possible, 4) if possible else 0.0,
        coverage={each["subject"]: value_of(each) for each in reports},
    )


def generate(
    root: Path, paths: Sequence[Path], way: str, seed: int, jobs: int, options: argparse.Namespace
) -> tuple[Cost, list[dict[str, Any]]]:
    """One request, metered."""
    command = [sys.executable, "-m", "aqe", "test", "generate", *map(str, paths), "--json"]
    command += ["--executions", str(options.executions), "--seed", str(seed), "--jobs", str(jobs)]
    command += ["--python", options.python, "--force"]
    command += ["--share" if way == "shared" else "--no-share"]
    command += ["--mutants" if options.mutants else "--no-mutants"]
    output = root / "report.json"
    with output.open("wb") as stream, (root / "errors.txt").open("wb") as errors:
        begun = time.monotonic()
        process = subprocess.Popen(command, cwd=root, stdout=stream, stderr=errors)
        cost = follow(process.pid, begun)
    text = output.read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text) if text else {}
    if "result" not in document:
        raise SystemExit(text or (root / "errors.txt").read_text(encoding="utf-8"))
    return cost, document["result"]["subjects"]


def follow(pid: int, begun: float) -> Cost:
    """What a process and those below it spend until it ends."""
    most = worker = own = 0
    known = {pid}
    while True:
        ended, _, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            break
        most = max(most, resident_bytes(pid, known))
        sizes = {each: high_water(each) for each in known}
        own = max(own, sizes.pop(pid, 0))
        worker = max([worker, *sizes.values()])
        time.sleep(_SAMPLE_S)
    wall_s = time.monotonic() - begun
    return Cost(
        wall_s,
        usage.ru_utime + usage.ru_stime,
        round(worker / _MIB, 1),
        round(most / _MIB, 1),
        round(own / _MIB, 1),
    )


def high_water(pid: int) -> int:
    """The most resident memory that a process ever took; 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    for line in text.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def value_of(report: dict[str, Any], name: str = "line_branch_coverage") -> float | None:
    """A measure of a module; None where it has none."""
    return next((each["value"] for each in report["measures"] if each["name"] == name), None)


def share_of(report: dict[str, Any]) -> tuple[int, int]:
    """(reached, possible) lines and branches, from the words of the measure: "9 of 12 lines ..."."""
    for each in report["measures"]:
        if each["name"] == "line_branch_coverage" and each["value"] is not None:
            reached, _, rest = each["detail"].partition(" of ")
            return int(reached), int(rest.split()[0])
    return 0, 0


# -- figures ---------------------------------------------------------------------------------------


def exponents(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Slopes of log cost over log size, with their spread over resampled runs."""
    found = []
    for way in WAYS:
        rows = [each for each in outcomes if each.way == way]
        if len({each.modules for each in rows}) < 2:
            continue
        for by in ("modules", "lines"):
            for what in ("wall_s", "cpu_s"):
                points = [
                    (math.log(getattr(each, by)), math.log(getattr(each, what))) for each in rows
                ]
                found.append(
                    {"way": way, "by": by, "of": what, "exponent": round(slope(points), 3)}
                    | {"spread": spread(points), "runs": len(points)}
                )
    return found


def slope(points: Sequence[tuple[float, float]]) -> float:
    """By least squares."""
    x, y = (statistics.fmean(each) for each in zip(*points, strict=True))
    above = sum((one - x) * (other - y) for one, other in points)
    return above / sum((one - x) ** 2 for one, _ in points)


def spread(points: Sequence[tuple[float, float]]) -> list[float] | None:
    """The middle 95% of slopes over resampled runs of every size; None with one run of each."""
    sizes: dict[float, list[tuple[float, float]]] = {}
    for each in points:
        sizes.setdefault(each[0], []).append(each)
    if all(len(each) < 2 for each in sizes.values()):
        return None
    draws = random.Random(0)
    found = sorted(
        slope([point for each in sizes.values() for point in draws.choices(each, k=len(each))])
        for _ in range(_RESAMPLES)
    )
    return [round(found[round(share * (len(found) - 1))], 3) for share in (0.025, 0.975)]


def comparisons(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Sharing against the others, at each size under the seed that all ways had."""
    found = []
    for size in sorted({each.modules for each in outcomes}):
        by_way = {each.way: each for each in reversed(outcomes) if each.modules == size}
        shared = by_way["shared"]
        for way in WAYS[1:]:
            other = by_way.get(way)
            if other is None:
                continue
            gains = [
                value - (other.coverage.get(name) or 0.0)
                for name, value in shared.coverage.items()
                if value is not None
            ]
            found.append(
                {
                    "modules": size,
                    "against": way,
                    "cpu_ratio": round(shared.cpu_s / other.cpu_s, 3),
                    "wall_ratio": round(shared.wall_s / other.wall_s, 3),
                    "line_branch_difference": round(shared.line_branch - other.line_branch, 4),
                    "modules_better": sum(each > 0.01 for each in gains),
                    "modules_worse": sum(each < -0.01 for each in gains),
                }
            )
    return found


def row(each: Outcome) -> str:
    """One outcome as a line."""
    return (
        f"{each.modules:>3} modules {each.lines:>6} lines  {each.way:<7} seed {each.seed}"
        f"  wall {each.wall_s:>7.1f} s  cpu {each.cpu_s:>7.1f} s  worker {each.worker_mib:>6.1f} MiB"
        f"  own {each.own_mib:>6.1f} MiB  all {each.all_mib:>7.1f} MiB  {each.tests:>4} tests"
        f"  lines+branches {each.line_branch:.1%}"
    )


def show(document: dict[str, Any]) -> None:
    """Exponents and comparisons."""
    for each in document["exponents"]:
        held = f" [{each['spread'][0]} {each['spread'][1]}]" if each["spread"] else ""
        print(f"{each['way']:<7} {each['of']:<7} ~ {each['by']}^{each['exponent']}{held}")
    for each in document["comparisons"]:
        print(
            f"{each['modules']:>3} modules: shared against {each['against']}: cpu x{each['cpu_ratio']},"
            f" wall x{each['wall_ratio']}, lines+branches {each['line_branch_difference']:+.2%},"
            f" {each['modules_better']} modules better, {each['modules_worse']} worse"
        )


if __name__ == "__main__":
    sys.exit(main())
