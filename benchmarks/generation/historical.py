"""Would a generated suite have noticed a fault that really happened?

Takes historical fixes of public projects. For each a suite is generated for the module as the fix left it,
and run on the parent commit: the fault is noticed where a test fails there twice that passed three times
before, in fresh processes under several hash seeds. Which fixes these are was decided by rule: the newest of
a project that changes at most twelve lines of one module, can be imported without compiled code and shows in
an expression, which is tried on both commits first. Those of `later_fixes.json` change at most 26 lines and
tests with them, those of `small_fixes.json` twelve lines of a module of at most 1,400, and tests; so do those
of `second_fixes.json`, in the projects of the first ones, and those of `library_fixes.json`, in 28 small
libraries that stand in none of the others, and those of `utility_fixes.json`, in 30 more. Those of
`short_fixes.json` are of 30 well-known projects and change at most 26 lines and tests: of the newest three
that no other file has, the one that shows in the shortest expression.

The histories have to be there: bare clones in `DIR/owner+name` or `DIR/owner/name`. The interpreter needs
`aqe` and `pytest`; what a project requires is installed beside it with `pip --target`.

    python benchmarks/generation/historical.py --mirrors DIR [--python PY] [--budget 10] [--only ID ...]
    python benchmarks/generation/historical.py --mirrors DIR --fixes later_fixes.json --check
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FIXES = Path(__file__).with_name("historical_fixes.json")
_HASH_SEEDS = (0, 1, 4242)
_WITNESS_S, _SUITE_S, _GENERATE_S = 20, 300, 600
_SHOW = """
import sys
try:
    exec(sys.argv[1])
    print(repr(eval(sys.argv[2])))
except Exception as error:
    print("raises", type(error).__name__)
"""


@dataclass(frozen=True)
class Fix:
    """One fix, as the file of them says."""

    id: str
    repository: str
    fixed: str
    faulty: str
    root: str
    file: str
    kind: str
    about: str
    requires: Sequence[str]
    extra_files: Mapping[str, str]
    setup: str
    expression: str
    shows: Mapping[str, str]
    beside: Sequence[str] = ()
    """Files beside the package that it imports."""

    @property
    def path(self) -> Path:
        """The module, from the folder on that Python looks into."""
        return Path(self.file).relative_to(self.root) if self.root else Path(self.file)


@dataclass(frozen=True)
class Row:
    """What became of one fix; `noticed` is None where it could not be tried, and `detail` says why."""

    id: str
    kind: str
    tests: int
    noticed: int | None
    seconds: float
    detail: str = ""


def main() -> int:
    """Try all fixes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirrors", type=Path, required=True, help="folder of bare clones")
    parser.add_argument("--python", default=sys.executable, help="with aqe and pytest")
    parser.add_argument("--budget", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fixes", type=Path, default=FIXES, help="file of fixes")
    parser.add_argument("--check", action="store_true", help="try the expressions only")
    parser.add_argument("--only", nargs="*", default=[], help="ids, or what they begin with")
    parser.add_argument("--out", type=Path, help="store the rows as JSON")
    options = parser.parse_args()
    fixes = [Fix(**each) for each in json.loads(options.fixes.read_text(encoding="utf-8"))]
    chosen = [each for each in fixes if not options.only or each.id.startswith(tuple(options.only))]
    if not chosen:
        parser.error(f"no fix is called so; there are {', '.join(each.id for each in fixes)}")
    rows = []
    print(f"{'fix':<36} {'kind':<17} {'tests':>6} {'noticed by':>10} {'s':>6}")
    for each in chosen:
        rows.append(tried(each, options))
        row = rows[-1]
        noticed = "-" if row.noticed is None else str(row.noticed)
        print(
            f"{row.id:<36} {row.kind:<17} {row.tests:>6} {noticed:>10} {row.seconds:>6.1f}"
            f"  {row.detail}",
            flush=True,
        )
    judged = [each for each in rows if each.noticed is not None]
    found = sum(1 for each in judged if each.noticed)
    low, high = wilson(found, len(judged))
    if not options.check:
        print(
            f"noticed {found} of {len(judged)} (95 % interval of Wilson: {low:.0%} to {high:.0%})"
        )
    if options.out is not None:
        text = json.dumps([vars(each) for each in rows], indent=1)
        options.out.write_text(text + "\n", encoding="utf-8")
    return 0


def tried(fix: Fix, options: argparse.Namespace) -> Row:
    """Generate a suite on the fixed commit and run it on the faulty one."""
    mirror = mirror_of(fix, options.mirrors)
    if mirror is None:
        return Row(fix.id, fix.kind, 0, None, 0.0, f"no history of {fix.repository}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trees = {each: folder / each for each in ("fixed", "faulty")}
        for each, tree in trees.items():
            checked_out(fix, mirror, getattr(fix, each), tree)
        packages = folder / "packages"
        if fix.requires:
            command = ["-m", "pip", "install", "-q", "--no-deps", "--target", str(packages)]
            subprocess.run([options.python, *command, *fix.requires], check=True)
        for each, tree in trees.items():
            shown = witnessed(fix, options.python, tree, packages)
            if shown != fix.shows[each]:
                return Row(fix.id, fix.kind, 0, None, 0.0, f"the {each} commit shows {shown}")
        if options.check:
            return Row(fix.id, fix.kind, 0, None, 0.0, "the commits show what they are said to")
        suite, seconds = generated(fix, trees["fixed"], packages, folder / "work", options)
        if suite is None:
            return Row(fix.id, fix.kind, 0, 0, seconds, "no suite")
        stable: set[str] | None = None
        for hash_seed in _HASH_SEEDS:
            passed = passing(suite, options.python, trees["fixed"], packages, hash_seed)
            stable = passed if stable is None else stable & passed
        assert stable is not None
        failing = set(stable)
        for hash_seed in _HASH_SEEDS[:2]:
            failing -= passing(suite, options.python, trees["faulty"], packages, hash_seed)
        return Row(fix.id, fix.kind, len(stable), len(failing), seconds)


def mirror_of(fix: Fix, mirrors: Path) -> Path | None:
    """The git directory of a project."""
    for name in (fix.repository.replace("/", "+"), fix.repository):
        for head in sorted((mirrors / name).rglob("HEAD")):
            if (head.parent / "objects").is_dir():
                return head.parent
    return None


def checked_out(fix: Fix, mirror: Path, commit: str, tree: Path) -> None:
    """The package of a fix at a commit."""
    top = str(Path(fix.root, fix.path.parts[0]))
    command = ["git", "--git-dir", str(mirror), "archive", commit, "--", top, *fix.beside]
    archive = subprocess.run(command, check=True, capture_output=True).stdout
    whole = tree.with_name(f"{tree.name}-whole")
    with tarfile.open(fileobj=io.BytesIO(archive)) as file:
        file.extractall(whole, filter="data")
    shutil.move(whole / fix.root, tree)
    for name, text in fix.extra_files.items():
        (tree / name).write_text(text, encoding="utf-8")


def environment(tree: Path, packages: Path, hash_seed: int) -> dict[str, str]:
    """Variables for a process that sees one tree, and writes nothing beside its sources."""
    path = os.pathsep.join((str(tree), str(packages)))
    own = {"PYTHONPATH": path, "PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **own}


def witnessed(fix: Fix, python: str, tree: Path, packages: Path) -> str:
    """What the expression of a fix shows in a tree."""
    try:
        ended = subprocess.run(
            [python, "-c", _SHOW, fix.setup, fix.expression],
            cwd=tree,
            env=environment(tree, packages, 0),
            capture_output=True,
            text=True,
            timeout=_WITNESS_S,
        )
    except subprocess.TimeoutExpired:
        return "raises TimeoutError"
    return ended.stdout.strip() or ended.stderr.strip().rpartition("\n")[2]


def generated(
    fix: Fix, tree: Path, packages: Path, work: Path, options: argparse.Namespace
) -> tuple[Path | None, float]:
    """The folder of the suite, None where there is none, and the seconds that it took."""
    shutil.copytree(tree, work)
    (work / "pyproject.toml").touch()
    command = ["-m", "aqe", "test", "generate", str(fix.path), "--out", "generated-tests"]
    limits = ["--budget", str(options.budget), "--seed", str(options.seed), "--jobs", "1"]
    started = time.monotonic()
    subprocess.run(
        [options.python, *command, *limits],
        cwd=work,
        env=environment(work, packages, 0),
        capture_output=True,
        timeout=_GENERATE_S,
    )
    seconds = time.monotonic() - started
    suite = work / "generated-tests"
    return (suite if any(suite.glob("test_*.py")) else None), seconds


def passing(suite: Path, python: str, tree: Path, packages: Path, hash_seed: int) -> set[str]:
    """The tests of a suite that pass in a tree; none where the run does not come to its end."""
    report = suite.with_name("report.xml")
    options = ["-q", "-p", "no:cacheprovider", f"--rootdir={suite}"]
    report.unlink(missing_ok=True)
    try:
        subprocess.run(
            [python, "-m", "pytest", *options, f"--junitxml={report}", str(suite)],
            cwd=tree,
            env=environment(tree, packages, hash_seed),
            capture_output=True,
            timeout=_SUITE_S,
        )
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (subprocess.TimeoutExpired, OSError, ElementTree.ParseError):
        return set()
    return {
        f"{each.get('classname')}::{each.get('name')}"
        for each in cases
        if not any(inner.tag in ("failure", "error", "skipped") for inner in each)
    }


def wilson(found: int, tried: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of Wilson (1927) for a share."""
    if not tried:
        return 0.0, 1.0
    share, square = found / tried, z * z
    middle = (share + square / (2 * tried)) / (1 + square / tried)
    half = z * math.sqrt(share * (1 - share) / tried + square / (4 * tried * tried))
    return middle - half / (1 + square / tried), middle + half / (1 + square / tried)


if __name__ == "__main__":
    raise SystemExit(main())
