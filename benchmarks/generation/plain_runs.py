"""Runs a generated suite without `aqe`: plain pytest, plain coverage.py, fresh processes.

Three runs under three hash seeds, the last one in shuffled order; a test that fails in all of them fails,
one that fails in some is flaky. A fourth run, with coverage.py around it, gives the measured share.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Measured", "Replayed", "measure", "replay"]

_SHUFFLER = '''\
"""Shuffles the tests by a seed."""

import random


def pytest_addoption(parser):
    parser.addoption("--shuffle-by", type=int)


def pytest_collection_modifyitems(config, items):
    random.Random(config.getoption("shuffle_by")).shuffle(items)
'''
_SHUFFLER_NAME = "plain_shuffler"
_OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--import-mode=importlib")
_RUNS: Sequence[tuple[int, int | None]] = ((11, None), (4242, None), (97, 5))
"""Hash seed and seed of the order, None for the order of the file."""
LIMIT_S = 120.0


@dataclass(frozen=True)
class Replayed:
    """What plain pytest says."""

    tests: int
    failing: tuple[str, ...]
    flaky: tuple[str, ...]
    trouble: str | None = None
    """Why a run gave no results."""


@dataclass(frozen=True)
class Measured:
    """What plain coverage.py says."""

    lines: float | None
    branches: float | None
    both: float | None
    bodies_only: bool
    """Whether the module was imported before measuring began, so that only functions could count."""


def replay(suite: Path, *, folder: Path, environ: Mapping[str, str]) -> Replayed:
    """Run the suite three times.

    Args:
        suite: folder with the tests.
        folder: an empty working directory.
        environ: the environment of the runs.
    """
    (folder / f"{_SHUFFLER_NAME}.py").write_text(_SHUFFLER, encoding="utf-8")
    outcomes: list[dict[str, bool]] = []
    for hash_seed, order in _RUNS:
        report = folder / f"run-{len(outcomes)}.xml"
        command = [sys.executable, "-m", "pytest", *_OPTIONS, f"--junitxml={report}"]
        if order is not None:
            command += ["-p", _SHUFFLER_NAME, f"--shuffle-by={order}"]
        shown = _run([*command, str(suite)], folder, environ, hash_seed)
        if not report.is_file():
            return Replayed(0, (), (), shown or "pytest wrote no report")
        outcomes.append(_outcomes(report))
    names = sorted({name for each in outcomes for name in each})
    passed = {name: [each.get(name, False) for each in outcomes] for name in names}
    failing = tuple(name for name in names if not any(passed[name]))
    flaky = tuple(name for name in names if any(passed[name]) and not all(passed[name]))
    return Replayed(len(names), failing, flaky)


def measure(
    suite: Path, module: str, source: Path, *, folder: Path, environ: Mapping[str, str]
) -> Measured:
    """Lines and branches of one file, by coverage.py itself.

    Modules that are frozen into the interpreter are imported from their files, since nothing else has
    lines to count.
    """
    data = {"COVERAGE_FILE": str(folder / ".coverage")}
    coverage = [sys.executable, "-X", "frozen_modules=off", "-m", "coverage"]
    run = [*coverage, "run", "--branch", f"--include={source}", "-m", "pytest", *_OPTIONS]
    _run([*run, str(suite)], folder, {**environ, **data}, 0)
    report = folder / "coverage.json"
    command = [*coverage, "json", "-q", "--show-contexts", "-o", str(report)]
    _run(command, folder, {**environ, **data}, 0)
    if not report.is_file():
        return Measured(None, None, None, bodies_only=False)
    told = json.loads(report.read_text(encoding="utf-8"))
    totals = told["totals"]
    executed = {line for each in told["files"].values() for line in each["executed_lines"]}
    return Measured(
        lines=_share(totals["covered_lines"], totals["num_statements"]),
        branches=_share(totals["covered_branches"], totals["num_branches"]),
        both=_share(
            totals["covered_lines"] + totals["covered_branches"],
            totals["num_statements"] + totals["num_branches"],
        ),
        bodies_only=not executed & _lines_of_every_import(source),
    )


def _lines_of_every_import(source: Path) -> set[int]:
    """Lines of definitions at the top, which run whenever the module is imported."""
    tree = ast.parse(source.read_bytes())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return {node.lineno for node in tree.body if isinstance(node, kinds)}


def _share(reached: int, possible: int) -> float | None:
    return reached / possible if possible else None


def _run(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], hash_seed: int
) -> str | None:
    """Run a command; returns why it gave nothing, or None."""
    settings = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONPATH": str(folder),
    }
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {LIMIT_S:g} s"
    return (done.stdout + done.stderr)[-600:] if done.returncode else None


def _outcomes(report: Path) -> dict[str, bool]:
    """Whether each test passed."""
    found: dict[str, bool] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        found[name] = not any(each.tag in ("failure", "error", "skipped") for each in case)
    return found
