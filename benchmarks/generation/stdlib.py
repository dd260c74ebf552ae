"""The standard library as a torture track: a suite for hundreds of modules that nobody wrote for `aqe`.

For every module `aqe test generate` runs in an empty folder, behind canaries that tell when something got
out. Then the suite runs again without `aqe`. Fails on a crash, a hang, an escape, a failing or a flaky
test; modules that `aqe` refuses are counted by reason. What is done is kept line by line: the same command
goes on where an interrupted one stopped.

    python benchmarks/generation/stdlib.py [--every 10 --offset 0] [--jobs 2] [--budget 3] [--seed 1]
    python benchmarks/generation/stdlib.py colorsys textwrap    # only these
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from plain_runs import measure, replay  # noqa: E402
from stdlib_modules import Module, candidates, imports_quietly, standard_library  # noqa: E402

from aqe import __version__  # noqa: E402
from hostile_canaries import canaries, children  # noqa: E402  # of the tests, which are no package

RESULTS = ROOT / "benchmarks" / "generation" / "results" / "stdlib-3s.json"
KEPT = ROOT / "build" / "stdlib.jsonl"
LEAST_MODULES = 150
"""So many have to get through before a result is worth keeping."""
HANG_S = 90.0
"""A command with a budget of seconds that is not done by then hangs."""
MEMORY_BYTES = 8 * 1024**3
TOLERANCE = 0.005
BUDGETED = ("verified", "no-tests")


@dataclass(frozen=True)
class Row:
    """What one module came to."""

    module: str
    status: str
    """As `aqe` says, or ``crash`` or ``hang``."""
    reason: str = ""
    """The slug of a refusal, or the end of what a crash printed."""
    seconds: float = 0.0
    megabytes: int = 0
    """The largest process at its largest."""
    tests: int = 0
    dropped: tuple[str, ...] = ()
    """Tests that verification rejected, and why."""
    reported: float | None = None
    measured_lines: float | None = None
    measured_branches: float | None = None
    measured: float | None = None
    bodies_only: bool = False
    mutants: float | None = None
    failing: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()
    escaped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()
    """What `aqe` found wrong with the module itself."""

    @property
    def problems(self) -> list[str]:
        """Why this module fails the track; empty when it does not."""
        found = [self.status] if self.status in ("crash", "hang") else []
        found += [f"escape: {each}" for each in self.escaped]
        found += [f"failing: {each}" for each in self.failing]
        found += [f"flaky: {each}" for each in self.flaky]
        return found


def main() -> int:
    """Run the track and print its table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="modules; the whole library when left out")
    parser.add_argument("--every", type=int, default=1, help="only each n-th module")
    parser.add_argument("--offset", type=int, default=0, help="the first of them")
    parser.add_argument("--budget", type=float, default=3.0, help="seconds for each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kept", type=Path, default=KEPT, help="file with what is done so far")
    parser.add_argument("--again", action="store_true", help="begin anew")
    parser.add_argument("--store", action="store_true", help=f"write {RESULTS.name}")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    modules = chosen(options.names, options.every, options.offset)
    if options.one:
        print(json.dumps(asdict(attempt(modules[0], options.budget, options.seed))))
        return 0
    if options.again:
        options.kept.unlink(missing_ok=True)
    rows = sweep(modules, options)
    for line in summary(rows):
        print(line)
    if options.store:
        if figures(rows)["got_through"] < LEAST_MODULES:
            raise SystemExit(f"fewer than {LEAST_MODULES} modules got through: nothing is stored")
        write_results(rows, options)
    return 1 if any(row.problems for row in rows) else 0


def chosen(names: Sequence[str], every: int, offset: int) -> list[Module]:
    """The modules that the options name.

    Raises:
        SystemExit: one of the names is no module of the track.
    """
    found = candidates(standard_library())
    if not names:
        return found[offset::every]
    by_name = {module.name: module for module in found}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise SystemExit(f"not on the track: {', '.join(unknown)}")
    return [by_name[name] for name in names]


# -- all modules ---------------------------------------------------------------------------------------


def sweep(modules: Sequence[Module], options: argparse.Namespace) -> list[Row]:
    """Run what is not done yet and return the rows of all, in order."""
    key = {"budget": options.budget, "seed": options.seed}
    done = {row.module: row for row in kept_rows(options.kept, key)}
    left = [module for module in modules if module.name not in done]
    options.kept.parent.mkdir(parents=True, exist_ok=True)
    with options.kept.open("a", encoding="utf-8") as file, ThreadPoolExecutor(options.jobs) as pool:
        work = [pool.submit(apart, module, options.budget, options.seed) for module in left]
        try:
            for each in as_completed(work):
                row = each.result()
                file.write(json.dumps({**key, **asdict(row)}) + "\n")
                file.flush()
                done[row.module] = row
                print(line_of(row), flush=True)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [done[module.name] for module in modules]


def kept_rows(path: Path, key: Mapping[str, float]) -> Iterator[Row]:
    """What an earlier command with the same budget and seed has done."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        if {name: data.pop(name) for name in key} == key:
            yield Row(**{name: _tuple(value) for name, value in data.items()})


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def apart(module: Module, budget_s: float, seed: int) -> Row:
    """One module in a process of its own, so that what is left behind is its own, too."""
    if not imports_quietly(module):
        return Row(module.name, "left-out", "does not import here")
    options = ["--one", "--budget", str(budget_s), "--seed", str(seed)]
    done = subprocess.run(
        [sys.executable, __file__, module.name, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{module.name}: the track itself broke:\n{done.stdout}\n{done.stderr}")
    data = json.loads(done.stdout)
    return Row(**{name: _tuple(value) for name, value in data.items()})


# -- one module ----------------------------------------------------------------------------------------


def attempt(module: Module, budget_s: float, seed: int) -> Row:
    """Generate a suite behind canaries and run it again without `aqe`."""
    with tempfile.TemporaryDirectory(prefix="aqe-stdlib-") as text:
        base = Path(text).resolve()
        work, again, temporary = base / "work", base / "again", base / "tmp"
        neighbour = base / "neighbour"
        for folder in (work, again, temporary, neighbour):
            folder.mkdir()
        (neighbour / "module.py").write_text("VALUE = 1\n", encoding="ascii")
        before = states(standard_library())
        with canaries(base, neighbour) as watched:
            known = children()
            environ = {**watched.environ(), "TMPDIR": str(temporary), "BROWSER": "true"}
            environ.pop("PYTHONPATH", None)
            started = time.monotonic()
            row, shown = generate(module, budget_s, seed, folder=work, environ=environ)
            seconds = time.monotonic() - started
            escaped = [*watched.escapes(shown), *watched.survivors(known)]
            escaped += [f"left {path.name} in the folder for files" for path in temporary.iterdir()]
            escaped += [f"wrote {path.name}" for path in work.iterdir() if path.name not in OWN]
            facts: dict[str, Any] = {"seconds": round(seconds, 2)}
            suite = work / "tests" / "generated"
            if row.tests:
                again_in = replay(suite, folder=again, environ=environ)
                escaped += [f"{each}, in plain pytest" for each in watched.escapes("")]
                escaped += [f"{each} after plain pytest" for each in watched.survivors(known)]
                facts |= facts_of_runs(module, suite, again, environ, row, again_in)
        after = states(standard_library())
        touched = {
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        }
        escaped += [f"changed {path}" for path in sorted(touched)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    facts |= {"megabytes": peak, "escaped": tuple(plain(each, base) for each in escaped)}
    return Row(**{**asdict(row), **facts})


def states(library: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of the standard library, without what is compiled or installed."""
    found = {}
    for current, folders, files in os.walk(library):
        folders[:] = [name for name in folders if name not in ("__pycache__", "site-packages")]
        for name in files:
            status = os.lstat(os.path.join(current, name))
            found[os.path.join(current, name)] = (status.st_size, status.st_mtime_ns)
    return found


OWN = frozenset({".agentic-qe", "tests"})
"""What `aqe` writes into the folder where it is run."""


_TEMPORARY = re.compile(re.escape(tempfile.gettempdir()) + r"/(?:aqe|pytest)-[\w.-]*")
"""Folders of single runs, shortened by pytest in long messages."""


def plain(text: str, base: Path) -> str:
    """A text without paths of this machine."""
    for path, name in ((base, "<base>"), (standard_library(), "<stdlib>"), (ROOT, "<root>")):
        text = text.replace(str(path), name)
        # pytest cuts long texts short wherever they are too long.
        begun = str(path) + os.sep
        for end in range(len(begun), 1, -1):
            text = text.replace(begun[:end] + "...", name + "...")
    return _TEMPORARY.sub("<temporary>", text)


def generate(
    module: Module, budget_s: float, seed: int, *, folder: Path, environ: Mapping[str, str]
) -> tuple[Row, str]:
    """What `aqe` reports on the module, and all that it printed."""
    command = [
        *(sys.executable, "-m", "aqe", "test", "generate", str(module.path), "--json"),
        *("--budget", f"{budget_s:g}", "--seed", str(seed), "--jobs", "1"),
    ]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=HANG_S,
            preexec_fn=_limit_memory,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Row(module.name, "hang", f"no end within {HANG_S:g} s"), ""
    shown = done.stdout + done.stderr
    try:
        (subject,) = json.loads(done.stdout)["result"]["subjects"]
    except (ValueError, KeyError):
        return Row(module.name, "crash", plain(shown[-800:], folder)), shown
    return row_of(module, subject, done.returncode, folder), shown


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def row_of(module: Module, subject: Mapping[str, Any], code: int, folder: Path) -> Row:
    """The row of a module that `aqe` reported on."""
    values = {each["name"]: each["value"] for each in subject["measures"]}
    error = subject["error"]
    status, reason = subject["status"], ""
    if error is not None:
        status = "crash" if error["slug"] == "internal" else "refused"
        reason = error["message"] if status == "crash" else error["slug"]
    elif code != 0:
        status, reason = "crash", f"exit code {code}"
    elif subject["subject"] != module.name:
        status, reason = "crash", f"taken for {subject['subject']}"
    return Row(
        module=module.name,
        status=status,
        reason=plain(reason, folder),
        tests=subject["tests"],
        dropped=tuple(plain(each, folder) for each in subject["dropped"]),
        reported=values.get("line_branch_coverage"),
        mutants=values.get("mutation_score"),
        notes=tuple(plain(each, folder) for each in subject["notes"]),
        findings=tuple(
            {name: each[name] for name in ("rule", "confidence", "line", "message", "reproduction")}
            for each in subject["findings"]
        ),
    )


def facts_of_runs(
    module: Module,
    suite: Path,
    folder: Path,
    environ: Mapping[str, str],
    row: Row,
    again: Any,
) -> dict[str, Any]:
    """What the runs without `aqe` showed."""
    failing = list(again.failing)
    if again.trouble is not None:
        failing.append(plain(again.trouble, folder))
    elif again.tests != row.tests:
        failing.append(f"{again.tests} tests instead of {row.tests}")
    measured = measure(suite, module.name, module.path, folder=folder, environ=environ)
    return {
        "failing": tuple(failing),
        "flaky": again.flaky,
        "measured_lines": measured.lines,
        "measured_branches": measured.branches,
        "measured": measured.both,
        "bodies_only": measured.bodies_only,
    }


# -- the table -----------------------------------------------------------------------------------------


def line_of(row: Row) -> str:
    """One module as people read it."""
    mark = "b" if row.bodies_only else " "
    return (
        f"{row.module:<32} {row.status:<9} {row.tests:>4} {percent(row.measured):>7}{mark}"
        f" {percent(row.mutants):>7} {row.seconds:>6.1f} s {row.megabytes:>5} MB"
        f"  {'; '.join(row.problems) or row.reason}"
    ).rstrip()


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "-" if share is None else f"{share:.1%}"


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """What all rows add up to."""
    ran = [row for row in rows if row.status != "left-out"]
    shares = [row.measured for row in ran if row.measured is not None]
    whole = [row.measured for row in ran if row.measured is not None and not row.bodies_only]
    scores = [row.mutants for row in ran if row.mutants is not None]
    differing = [
        row.module
        for row in ran
        if row.measured is not None
        and (row.reported is None or abs(row.reported - row.measured) > TOLERANCE)
    ]
    return {
        "modules": len(ran),
        "got_through": sum(row.status in BUDGETED for row in ran),
        "status": dict(Counter(row.status for row in ran)),
        "refusals": dict(Counter(row.reason for row in ran if row.status == "refused")),
        "crashes": sum(row.status == "crash" for row in ran),
        "hangs": sum(row.status == "hang" for row in ran),
        "escapes": sum(len(row.escaped) for row in ran),
        "tests": sum(row.tests for row in ran),
        "failing": sum(len(row.failing) for row in ran),
        "flaky": sum(len(row.flaky) for row in ran),
        "mean_lines_and_branches": statistics.fmean(shares) if shares else None,
        "mean_lines_and_branches_where_imports_count": statistics.fmean(whole) if whole else None,
        "findings": dict(Counter(each["rule"] for row in ran for each in row.findings)),
        "bodies_only": sum(row.bodies_only for row in ran),
        "mean_mutation_score": statistics.fmean(scores) if scores else None,
        "reported_and_measured_differ": differing,
        "seconds": round(sum(row.seconds for row in ran), 1),
        "largest_megabytes": max((row.megabytes for row in ran), default=0),
    }


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """The last lines of the table."""
    found = figures(rows)
    yield (
        f"{found['modules']} modules, {found['got_through']} got through, {found['tests']} tests:"
        f" {found['crashes']} crashes, {found['hangs']} hangs, {found['escapes']} escapes,"
        f" {found['failing']} failing, {found['flaky']} flaky"
    )
    yield (
        f"mean of lines and branches {percent(found['mean_lines_and_branches'])}"
        f" ({percent(found['mean_lines_and_branches_where_imports_count'])} without the"
        f" {found['bodies_only']} modules, marked b, that pytest and coverage.py import first),"
        f" of mutants {percent(found['mean_mutation_score'])}"
    )
    if found["findings"]:
        told = ", ".join(f"{count} {rule}" for rule, count in found["findings"].items())
        yield f"findings about the modules themselves: {told}"
    for reason, count in found["refusals"].items():
        names = [row.module for row in rows if row.status == "refused" and row.reason == reason]
        yield f"refused, {reason}: {count}: {', '.join(names)}"
    if found["reported_and_measured_differ"]:
        yield f"reported and measured differ: {', '.join(found['reported_and_measured_differ'])}"
    for row in rows:
        for problem in row.problems:
            yield f"{row.module}: {problem} {row.reason}".rstrip()


def write_results(rows: Sequence[Row], options: argparse.Namespace) -> None:
    """Keep the table beside the benchmark, and what was run: named modules are no n-th ones."""
    RESULTS.parent.mkdir(exist_ok=True)
    document = {
        "benchmark": "stdlib",
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "aqe": __version__,
        "every": None if options.names else options.every,
        "offset": None if options.names else options.offset,
        "budget_s": options.budget,
        "seed": options.seed,
        "jobs": options.jobs,
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "figures": figures(rows),
        "modules": [asdict(row) for row in rows],
    }
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
