"""Runs every hostile module behind the walls and prints what became of it.

    python tests/hostile_table.py [--json] [--generate] [--without-walls] [NAME...]

For each module: `attack()` is called in a worker, then `double(21)` in the same batch and in a new one,
then a benign neighbour's worker is asked again. With `--generate` the whole of `aqe test generate` runs
on each module instead. Exit code 1 when anything escaped, hung or a neighbour's results were lost.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from aqe.domain.candidate import Program, ProgramLine
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.errors import AqeError
from aqe.execution.limits import Limits
from aqe.execution.workers import Worker
from hostile_canaries import Canaries, canaries, children

__all__ = ["Row", "hostile_modules", "is_right", "main", "rows"]

CORPUS = Path(__file__).resolve().parent / "subjects" / "hostile"
NEIGHBOUR = "benign_discount"
LIMITS = Limits(cpu_s_per_call=0.3, wall_s_per_call=5.0, grace_s=2.0, import_s=10.0)
HANG_S = 90.0
GENERATE_BUDGET_S = 2
GENERATE_HANG_S = 60.0
GENERATE_EXPECTED = ("exit 0", "exit 1", "exit 3")
"""3: the module cannot be imported. Whether others gave a suite is looked at apart from that."""
HARMLESS = frozenset(
    {
        "change_mode_native",
        "connect_local",
        "connect_native",
        "daemon",
        "daemon_at_import",
        "delete_native",
        "hard_link",
        "kill_victim",
        "program",
        "rewrites_itself",
        "secret_environment",
        "secret_file",
        "send_datagram",
        "signal_by_descriptor",
        "symbolic_link",
        "write_database",
        "write_native",
        "write_open",
    }
)
"""What touches nothing but the canaries, so that it may run without walls to prove that they notice."""


@dataclass(frozen=True)
class Row:
    """One module and what became of it."""

    module: str
    tries: str
    outcome: str
    expected: tuple[str, ...]
    escaped: tuple[str, ...]
    seconds: float
    hung: bool
    own_results: bool
    """Whether the module's other function gave its results all the same (or it has none)."""
    neighbour: bool
    """Whether the benign neighbour's results were all there."""


Attempt = Callable[[str], tuple[str, bool, str]]
"""Module name -> outcome, whether its other results are there, everything shown."""


def hostile_modules() -> list[str]:
    """Return the names of the hostile modules."""
    return sorted(path.stem for path in CORPUS.glob("*.py") if path.stem != "targets")


def is_right(row: Row) -> bool:
    """Return whether nothing escaped, hung or was lost, and the outcome is an expected one."""
    held = not row.escaped and not row.hung and row.neighbour and row.own_results
    return held and row.outcome in row.expected


def rows(names: Sequence[str], *, walls: bool = True, generate: bool = False) -> Iterator[Row]:
    """Run the modules one after another.

    Raises:
        ValueError: without walls, and a module would do real harm.
    """
    if not walls and not set(names) <= HARMLESS:
        raise ValueError(f"only {sorted(HARMLESS)} may run without walls")
    with tempfile.TemporaryDirectory(prefix="aqe-hostile-") as text:
        base = Path(text).resolve()
        project = base / "project"
        shutil.copytree(CORPUS, project, ignore=shutil.ignore_patterns("__pycache__"))
        with canaries(base, project) as watched:
            (project / "targets.py").write_text(watched.targets(), encoding="utf-8")
            watched.escapes("")  # the new targets are nobody's escape
            with _neighbour(project, watched) as ask_neighbour:
                attempt = (
                    _generating(project, base, watched)
                    if generate
                    else _calling(project, watched, walls=walls)
                )
                for name in names:
                    yield _row(name, watched, attempt, ask_neighbour, generate=generate)
                    (project / "targets.py").write_text(watched.targets(), encoding="utf-8")
                    watched.escapes("")


def _row(
    name: str,
    watched: Canaries,
    attempt: Attempt,
    ask_neighbour: Callable[[], bool],
    *,
    generate: bool,
) -> Row:
    known = children()
    started = time.monotonic()
    outcome, own_results, shown = attempt(name)
    seconds = time.monotonic() - started
    escaped = [*watched.escapes(shown), *watched.survivors(known)]
    words, expected = _header(name)
    return Row(
        module=name,
        tries=words,
        outcome=outcome,
        expected=GENERATE_EXPECTED if generate else expected,
        escaped=tuple(escaped),
        seconds=round(seconds, 2),
        hung=seconds > (GENERATE_HANG_S if generate else HANG_S),
        own_results=own_results,
        neighbour=ask_neighbour(),
    )


def _header(name: str) -> tuple[str, tuple[str, ...]]:
    tree = ast.parse((CORPUS / f"{name}.py").read_text(encoding="utf-8"))
    values = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in ("HAZARD", "EXPECT")
    }
    return (ast.get_docstring(tree) or "").split("\n")[0], tuple(values["EXPECT"])


# -- one module in a worker ------------------------------------------------------------------------


def _calling(project: Path, watched: Canaries, *, walls: bool) -> Attempt:
    def attempt(name: str) -> tuple[str, bool, str]:
        worker = _worker(project, name, watched, walls=walls)
        try:
            worker.load()
        except AqeError as error:
            worker.close()
            return error.slug, True, str(error)
        with worker:
            first = worker.run(
                [_call(name, "attack()", 0), _call(name, "double(21)", 1)], observe=True
            )
            again = worker.run([_call(name, "double(21)", 2)], observe=True)
        lost = first[0].outcome in (CandidateOutcome.TIMEOUT, CandidateOutcome.CRASHED)
        kept = (lost or _gave(first[1], "42") or _patched(name)) and _gave(again[0], "42")
        return first[0].outcome.value, kept, repr((first, again))

    return attempt


def _patched(name: str) -> bool:
    """Return whether the module spoils the process that its own batch runs in."""
    return name.startswith(_SPOILERS)


_SPOILERS = (
    "alters_",
    "closes_",
    "hostile_deletion",  # its finaliser runs in the next program's time
    "forges_",
    "low_recursion",
    "patches_",
    "pollutes_",
    "reads_descriptors",
    "replaces_",
    "spoils_",
    "traces",
    "writes_descriptors",
)


@contextmanager
def _neighbour(project: Path, watched: Canaries) -> Iterator[Callable[[], bool]]:
    calls = {
        "discounted(20.0, 25.0)": "15.0",
        "double(-4)": "-8",
        "attack()": "15.0",
    }
    programs = [_call(NEIGHBOUR, call, number) for number, call in enumerate(calls)]
    with _worker(project, NEIGHBOUR, watched, walls=True) as worker:
        worker.load()

        def ask() -> bool:
            found = worker.run(programs, observe=True)
            return all(map(_gave, found, calls.values()))

        yield ask


def _worker(project: Path, name: str, watched: Canaries, *, walls: bool) -> Worker:
    return Worker(
        Path(sys.executable),
        name,
        project / f"{name}.py",
        [project],
        limits=LIMITS,
        walls=walls,
        environ=watched.environ(),
    )


def _call(name: str, call: str, number: int) -> Program:
    line = ProgramLine("plain", f"subject.{call}", "result")
    return Program(number, (f"import {name} as subject",), (), (line,))


def _gave(run: CandidateRun, source: str) -> bool:
    values = [each.value.source for each in run.observations if each.value is not None]
    if not run.observations:
        kind = type(ast.literal_eval(source)).__name__
        return run.result_types == (f"builtins:{kind}",)
    return run.outcome is CandidateOutcome.COMPLETED and values == [source]


# -- one module through the whole of `aqe` -----------------------------------------------------------


def _generating(project: Path, base: Path, watched: Canaries) -> Attempt:
    def attempt(name: str) -> tuple[str, bool, str]:
        out = base / "out" / name
        work = base / "work"
        work.mkdir(exist_ok=True)
        out.mkdir(parents=True)
        arguments = ["--out", str(out), "--budget", str(GENERATE_BUDGET_S), "--seed", "0"]
        command = [sys.executable, "-m", "aqe", "test", "generate", str(project / f"{name}.py")]
        try:
            ended = subprocess.run(
                [*command, *arguments, "--jobs", "1"],
                capture_output=True,
                text=True,
                errors="replace",
                cwd=work,
                env={**watched.environ(), "PYTHONPATH": os.pathsep.join(sys.path)},
                timeout=GENERATE_HANG_S + 30,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "hung", False, ""
        suites = [path.read_text(encoding="utf-8") for path in out.rglob("test_*.py")]
        # What may not be importable behind the walls owes no suite of its own.
        may_fail = {"import-failed", "import-hung"} & set(_header(name)[1])
        kept = bool(may_fail) or any("double" in text for text in suites)
        return f"exit {ended.returncode}", kept, ended.stdout + ended.stderr + "".join(suites)

    return attempt


# -- the table -----------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 when anything escaped, hung or was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", help="modules; all of them when left out")
    parser.add_argument("--json", action="store_true", help="print one object per module")
    parser.add_argument("--generate", action="store_true", help="run `aqe test generate` on each")
    parser.add_argument(
        "--without-walls", action="store_true", help="show that the canaries notice (harmless ones)"
    )
    chosen = parser.parse_args(arguments)
    found = []
    for row in rows(
        chosen.names or hostile_modules(),
        walls=not chosen.without_walls,
        generate=chosen.generate,
    ):
        found.append(row)
        print(json.dumps(asdict(row)) if chosen.json else _line(row), flush=True)
    wrong = [row for row in found if not is_right(row)]
    if not chosen.json:
        print(_summary(found))
    return 1 if wrong else 0


def _line(row: Row) -> str:
    verdict = "; ".join(row.escaped) or "no"
    notes = [] if row.outcome in row.expected else [f"expected {' or '.join(row.expected)}"]
    notes += ["HUNG"] if row.hung else []
    notes += [] if row.own_results else ["OWN RESULTS LOST"]
    neighbour = "intact" if row.neighbour else "LOST"
    return (
        f"{row.module:<30} {row.outcome:<14} escaped: {verdict:<4} {row.seconds:6.2f} s  "
        f"neighbour {neighbour}  {row.tries}{'  !' if notes else ''} {', '.join(notes)}".rstrip()
    )


def _summary(found: Sequence[Row]) -> str:
    escapes = sum(bool(row.escaped) for row in found)
    hangs = sum(row.hung for row in found)
    lost = sum(not (row.neighbour and row.own_results) for row in found)
    seconds = sum(row.seconds for row in found)
    return (
        f"{len(found)} modules: {escapes} escapes, {hangs} hangs, {lost} lost results, "
        f"{sum(row.outcome not in row.expected for row in found)} unexpected outcomes, "
        f"{seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
