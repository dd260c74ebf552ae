"""A benchmark of test generation: contenders, subjects and seeds in one run, compared."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aqe import __version__
from aqe.analysis.locate import Located, find_sources, locate
from aqe.campaign.project import project_sources
from aqe.campaign.rivals.contest import OURS, Contest, Round, Shelf, own_version
from aqe.campaign.running import Cancelled, run_tasks
from aqe.domain.benchmark import BenchmarkRow, Comparison, Contender, Machine, Spread
from aqe.domain.progress import Progress
from aqe.errors import AqeError, ExecutionError, UsageError
from aqe.evidence.comparison import compared, spreads
from aqe.execution.interpreter import Interpreter, find_interpreter, require_measuring
from aqe.execution.machine import this_machine
from aqe.execution.rivals import RIVALS, contenders_of, installed_digest, own_folders

__all__ = ["SUBJECT_LIST", "BenchmarkOptions", "BenchmarkReport", "benchmark"]

SUBJECT_LIST = Path("benchmarks/generation/subjects.txt")
"""Where a project may list what a benchmark takes by default: paths or modules, one a line."""
_MOST_SUBJECTS = 8
"""Taken of a project that lists none."""
_GIB = 1024**3
_MOST_MEMORY = 8 * _GIB


@dataclass(frozen=True, slots=True)
class BenchmarkOptions:
    """One benchmark."""

    root: Path
    subjects: tuple[str, ...]
    """Paths or import names; empty for the project's list, else some of its modules."""
    rivals: tuple[str, ...]
    state: Path
    """Folder that keeps rows, so that a benchmark can go on."""
    vs_python: str | None = None
    python: str | None = None
    budget_s: float = 10.0
    seeds: tuple[int, ...] = (1,)
    jobs: int = 1
    fresh: bool = False
    """Measure again what was measured before."""
    search_path: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class BenchmarkReport:
    """Rows, their spread, and `aqe` against each rival."""

    contenders: tuple[Contender, ...]
    subjects: tuple[str, ...]
    seeds: tuple[int, ...]
    budget_s: float
    rows: tuple[BenchmarkRow, ...]
    spreads: tuple[Spread, ...]
    comparisons: tuple[Comparison, ...]
    python: str
    versions: tuple[tuple[str, str], ...]
    machine: Machine
    started_at: str
    """UTC, ISO 8601."""
    duration_s: float
    reused: int
    """Rows taken from an earlier benchmark with the same subjects, tools and options."""
    jobs: int
    interrupted: bool
    notes: tuple[str, ...] = ()


def benchmark(
    options: BenchmarkOptions,
    *,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    clock: Callable[[], datetime],
    environ: Mapping[str, str],
) -> BenchmarkReport:
    """Run every contender on every subject under every seed, score all alike, compare.

    Raises:
        UsageError: a subject, a rival or an interpreter is of no use.
        ExecutionError: a rival is not installed, or runs on another version of Python.
    """
    begun, started = time.monotonic(), clock()
    machine = this_machine()
    project_python = find_interpreter(options.root, options.python, environ)
    rival_python = _rival_python(options, project_python, environ)
    require_measuring(rival_python)
    contenders = [Contender(OURS, OURS, own_version(Path(__file__).parents[2], __version__))]
    for name in options.rivals:
        contenders += contenders_of(RIVALS[name], rival_python)
    folders = own_folders(project_python)
    subjects, notes = _subjects(options, folders)
    contest = Contest(
        root=options.root,
        budget_s=options.budget_s,
        project_python=project_python,
        rival_python=rival_python,
        behind=folders if rival_python.path != project_python.path else (),
        shelf=Shelf(options.state),
        clock=clock,
        memory_bytes=_memory_limit(machine),
        search_path=options.search_path,
        installed=_installed(project_python, rival_python),
        jobs=options.jobs,
        fresh=options.fresh,
    )
    rounds = [
        Round(contender, subject, seed)
        for subject in subjects
        for seed in options.seeds
        for contender in contenders
    ]
    rows, reused, interrupted = _all_rows(contest, rounds, options, progress, cancelled)
    ordered = tuple(rows[each] for each in range(len(rounds)) if each in rows)
    return BenchmarkReport(
        contenders=tuple(contenders),
        subjects=tuple(each.module for each in subjects),
        seeds=options.seeds,
        budget_s=options.budget_s,
        rows=ordered,
        spreads=spreads(ordered),
        comparisons=compared(ordered, OURS),
        python=".".join(map(str, rival_python.version)),
        versions=(
            *((each.tool, each.version) for each in contenders),
            ("pytest", rival_python.pytest_version or "unknown"),
            ("coverage", rival_python.coverage_version or "unknown"),
        ),
        machine=machine,
        started_at=started.astimezone(UTC).isoformat(timespec="seconds"),
        duration_s=time.monotonic() - begun,
        reused=reused,
        jobs=options.jobs,
        interrupted=interrupted,
        notes=notes,
    )


def _rival_python(
    options: BenchmarkOptions, project: Interpreter, environ: Mapping[str, str]
) -> Interpreter:
    unknown = [name for name in options.rivals if name not in RIVALS]
    if unknown or not options.rivals:
        raise UsageError(
            f"there is no rival {unknown[0]!r}" if unknown else "no rival is named",
            hint=f"known: {', '.join(RIVALS)}",
            slug="unknown-rival",
        )
    if options.vs_python is None:
        return project
    found = find_interpreter(options.root, options.vs_python, environ)
    if found.version[:2] != project.version[:2]:
        one, other = (".".join(map(str, each.version[:2])) for each in (project, found))
        raise ExecutionError(
            f"the project runs on Python {one} and the rival on {other}: they cannot be compared",
            hint=f"make the rival's environment with Python {one}, or name another with --python",
            slug="rival-python-differs",
        )
    return found


def _installed(*taking_part: Interpreter) -> tuple[str, ...]:
    """What is installed for `aqe` itself and for the interpreters that it runs."""
    pythons = dict.fromkeys([Path(sys.executable), *(each.path for each in taking_part)])
    return tuple(map(installed_digest, pythons))


def _memory_limit(machine: Machine) -> int:
    """What one contender may take before it is ended: a share of the machine."""
    if machine.memory_bytes is None:
        return _MOST_MEMORY
    return min(_MOST_MEMORY, machine.memory_bytes * 6 // 10)


# -- subjects --------------------------------------------------------------------------------------


def _subjects(
    options: BenchmarkOptions, folders: Sequence[Path]
) -> tuple[tuple[Located, ...], tuple[str, ...]]:
    """What is benchmarked, and what to say about the choice."""
    names, notes = list(options.subjects), []
    if not names:
        names, note = _default_subjects(options)
        notes.append(note)
    places = (options.root, options.root / "src", *options.search_path, *folders)
    paths = [path for name in names for path in _paths(name, options.root, places)]
    search_path = (*options.search_path, *folders)
    found = {
        path: locate(path, project_root=options.root, search_path=search_path)
        for path in dict.fromkeys(paths)
    }
    return tuple(found.values()), tuple(notes)


def _default_subjects(options: BenchmarkOptions) -> tuple[list[str], str]:
    listed = options.root / SUBJECT_LIST
    if listed.is_file():
        lines = [line.strip() for line in listed.read_text(encoding="utf-8").splitlines()]
        return [line for line in lines if line and not line.startswith("#")], (
            f"subjects as listed in {SUBJECT_LIST.as_posix()}"
        )
    sources = project_sources(options.root)
    if not sources:
        raise UsageError(
            f"no module is named and {str(options.root)!r} holds none",
            hint="name modules or paths to benchmark: aqe benchmark generation src/shop/cart.py",
            slug="no-sources",
        )
    count = min(_MOST_SUBJECTS, len(sources))
    chosen = [sources[place * len(sources) // count] for place in range(count)]
    note = f"{count} of the {len(sources)} modules of the project, spread evenly; name others to take them"
    return [str(each) for each in chosen], note


def _paths(name: str, root: Path, places: Sequence[Path]) -> Iterator[Path]:
    """Files that a path or an import name stands for."""
    path = root / name
    if path.exists():
        yield from find_sources((path,), project_root=root)
        return
    parts = name.split(".")
    if all(part.isidentifier() for part in parts):
        for place in places:
            for found in (
                place.joinpath(*parts).with_suffix(".py"),
                place.joinpath(*parts, "__init__.py"),
            ):
                if found.is_file():
                    yield found
                    return
    raise UsageError(
        f"there is no file and no module {name!r}",
        hint="name files, folders, or modules that the project's interpreter can import",
        slug="path-missing",
    )


# -- rows ------------------------------------------------------------------------------------------


def _all_rows(
    contest: Contest,
    rounds: Sequence[Round],
    options: BenchmarkOptions,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> tuple[dict[int, BenchmarkRow], int, bool]:
    """Rows by number of their round, how many were kept from before, whether it was interrupted."""
    rows: dict[int, BenchmarkRow] = {}
    if not options.fresh:
        for number, each in enumerate(rounds):
            kept = contest.shelf.row(contest.key(each))
            if kept is not None:
                rows[number] = kept
    reused = len(rows)
    errors: list[AqeError] = []

    def task(number: int) -> Callable[[Cancelled], tuple[int, BenchmarkRow | None]]:
        each = rounds[number]

        def tell(phase: str, row: BenchmarkRow | None = None, message: str = "") -> None:
            score = row.score if row is not None else None
            step = Progress(
                each.title,
                phase,
                tests=score.stable if score else None,
                coverage=score.line_branch if score else None,
                mutants=score.mutation_score if score else None,
                elapsed_s=row.effort.wall_s if row else 0.0,
                index=number + 1,
                total=len(rounds),
                message=message,
            )
            progress(step)

        def work(stop: Cancelled) -> tuple[int, BenchmarkRow | None]:
            if stop() or errors:
                return number, None
            try:
                row = contest.row(each, phase=tell, cancelled=lambda: stop() or cancelled())
            except AqeError as error:
                errors.append(error)
                return number, None
            tell("done" if row else "interrupted", row, row.problem if row else "")
            return number, row

        return work

    def keep(done: tuple[int, BenchmarkRow | None]) -> None:
        if done[1] is not None:
            rows[done[0]] = done[1]

    waiting = [task(number) for number in range(len(rounds)) if number not in rows]
    interrupted = run_tasks(waiting, jobs=options.jobs, cancelled=cancelled, on_done=keep)
    if errors:
        raise errors[0]
    return rows, reused, interrupted
