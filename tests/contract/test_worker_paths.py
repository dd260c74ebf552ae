"""A worker that forks and one that starts a process for each batch show the same."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.analysis.mutants import mutants_of
from aqe.domain.candidate import Program, ProgramLine
from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.run import CandidateOutcome, CandidateRun, LoadedSubject
from aqe.errors import SourceError
from aqe.execution.limits import Limits
from aqe.execution.workers import Worker

SUBJECTS = Path(__file__).parents[1] / "subjects"
# Elapsed time is no limit here: a busy machine stops a process for seconds.
LIMITS = Limits(cpu_s_per_call=0.5, wall_s_per_call=30.0, grace_s=10.0, import_s=60.0)
IMPATIENT = replace(LIMITS, wall_s_per_call=6.0)
"""For what waits inside a C function and so uses up its elapsed time."""
PATHS = {"forks": True, "spawns": False}
NEEDS_FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are not to be had")
WITHOUT_POSIX = textwrap.dedent(
    """
    import os, select, signal, sys
    for name in ("fork", "forkpty", "register_at_fork", "killpg", "setsid", "getuid", "uname",
                 "sysconf", "waitid", "P_PID"):
        if hasattr(os, name):
            delattr(os, name)
    for name in ("setitimer", "getitimer", "alarm", "SIGALRM", "SIGPROF", "SIGKILL",
                 "pthread_sigmask", "pthread_kill", "ITIMER_PROF", "ITIMER_REAL"):
        for module in (signal, sys.modules["_signal"]):
            if hasattr(module, name):
                delattr(module, name)
    del select.poll
    for name in ("resource", "fcntl", "pwd", "grp", "termios", "pty", "tty", "syslog"):
        sys.modules[name] = None
    """
)
"""What an interpreter runs at its start so that it lacks what Windows lacks."""

SCRIPTS = (
    ("classify(4711)",),
    ("counter := Counter()", "counter.add(3)", "counter.add(8)", "counter.add(-1)"),
    ("counter := Counter('a')", "counter.add(1)"),
    ("items := [5]", "extend(items)"),
    ("remember('a')",),
    ("remember('b')",),
    ("now()", "chance()"),
    ("home()",),
    ("report(tmp_path, 'text')",),
    ("dies()",),
    ("classify(-3)",),
    ("forever()",),
    ("stubborn()",),
    ("classify(5)",),
    ("value := await slowly(4)",),
    ("await stuck()",),
    ("no_such_name",),
    ("1 +",),
    ("print('word')", "classify(1)"),
    ("__import__('sys').exit(3)",),
    ("__import__('builtins').__dict__.pop('sum')",),
    ("sum([1])",),
    ("__import__('ctypes').string_at(0)",),
    ("with door := Door()", "door.log"),
    ("async-with door := Door()", "door.log"),
    ("__import__('time').sleep(50)",),
    ("lock := __import__('_thread').allocate_lock()", "lock.acquire()", "lock.acquire()"),
    ("classify(0)",),
)
WAITING = ("__import__('time').sleep(50)", "lock.acquire()", "await stuck()", "stubborn()")
"""What uses up its elapsed time and no other, each time anew."""


def program(number: int, lines: Sequence[str]) -> Program:
    fixtures = ("tmp_path",) if any("tmp_path" in line for line in lines) else ()
    return Program(number, ("from counter import *",), (), tuple(map(_line, lines)), fixtures)


def _line(text: str) -> ProgramLine:
    form = "plain"
    for word in ("async-with", "with"):
        if text.startswith(word + " "):
            form, text = word, text[len(word) + 1 :]
            break
    target, equals, source = text.partition(" := ")
    return ProgramLine(form, source, target) if equals else ProgramLine(form, text)


PROGRAMS = [program(number, lines) for number, lines in enumerate(SCRIPTS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(SUBJECTS / "counter.py", folder)
    return folder


@pytest.fixture(params=sorted(PATHS))
def worker(folder: Path, request: pytest.FixtureRequest) -> Iterator[Worker]:
    if PATHS[request.param] and not hasattr(os, "fork"):
        pytest.skip("forks are not to be had")
    with new_worker(folder, forks=PATHS[request.param]) as worker:
        yield worker


def new_worker(folder: Path, module: str = "counter", **options: object) -> Worker:
    values: dict[str, object] = {"limits": LIMITS, **options}
    path = folder / f"{module}.py"
    return Worker(Path(sys.executable), module, path, [folder], **values)  # type: ignore[arg-type]


def shown(run: CandidateRun) -> CandidateRun:
    """A run without what differs from one execution to the next."""
    failure = run.failure
    if failure is not None and failure.type == "aqe:Lost":
        failure = replace(failure, message="")
    observations = () if run.unstable else run.observations
    return replace(run, duration_s=0.0, failure=failure, observations=observations)


def described(loaded: LoadedSubject) -> LoadedSubject:
    return replace(loaded, duration_s=0.0, walls=(), missing_walls=())


def fate(result: MutantResult) -> tuple[str, MutantState, tuple[str, ...]]:
    return result.mutant.id, result.state, result.killed_by


@NEEDS_FORKS
def test_the_same_goals_and_members(folder: Path) -> None:
    with new_worker(folder, forks=True) as one, new_worker(folder, forks=False) as other:
        assert described(one.load()) == described(other.load())
        assert "separate-results" in set(other.load().missing_walls) - set(one.load().missing_walls)


@NEEDS_FORKS
@pytest.mark.parametrize("observe", [False, True])
def test_programs_show_the_same(folder: Path, observe: bool) -> None:
    with new_worker(folder, forks=True) as one, new_worker(folder, forks=False) as other:
        # How a C function that waits ends differs.
        chosen = [each for each in PROGRAMS if each.lines[-1].source not in WAITING]
        expected = [shown(each) for each in one.run(chosen, observe=observe)]
        found = [shown(each) for each in other.run(chosen, observe=observe)]
    assert len(chosen) == len(PROGRAMS) - len(WAITING)
    for each, left, right in zip(chosen, expected, found, strict=True):
        assert left == right, SCRIPTS[each.candidate]
    outcomes = {each.outcome for each in found}
    assert outcomes >= {
        CandidateOutcome.COMPLETED,
        CandidateOutcome.RAISED,
        CandidateOutcome.TIMEOUT,
        CandidateOutcome.CRASHED,
        CandidateOutcome.INVALID,
    }


@pytest.mark.parametrize("forks", [each for each in PATHS.values() if hasattr(os, "fork") >= each])
def test_a_lost_process_costs_one_program(folder: Path, forks: bool) -> None:
    with new_worker(folder, limits=IMPATIENT, forks=forks) as worker:
        runs = worker.run(PROGRAMS, observe=True)
    by_script = {SCRIPTS[each.candidate]: each for each in runs}
    assert [each.candidate for each in runs] == list(range(len(SCRIPTS)))
    assert by_script["dies()",].outcome is CandidateOutcome.CRASHED
    assert by_script["__import__('ctypes').string_at(0)",].outcome is CandidateOutcome.CRASHED
    for script in ("forever()", "stubborn()", "await stuck()", "__import__('time').sleep(50)"):
        assert by_script[script,].outcome is CandidateOutcome.TIMEOUT, script
    assert runs[-2].outcome is CandidateOutcome.TIMEOUT
    for script in ("classify(-3)", "classify(5)", "sum([1])", "classify(0)"):
        assert by_script[script,].outcome is CandidateOutcome.COMPLETED, script


def test_observed_programs_share_no_state(worker: Worker) -> None:
    programs = [program(number, ("remember('a')",)) for number in range(3)]
    for size in (1, 3):
        runs = worker.run(programs, observe=True, batch=size)
        assert [sources(each) for each in runs] == [["1"], ["1"], ["1"]]
        assert [each.lasting for each in runs] == [("_seen",)] * 3


def test_batches_of_one_share_no_state(worker: Worker) -> None:
    programs = [program(0, ("remember('a')",)), program(1, ("demand_remembered()",))]
    alone = worker.run(programs, batch=1)
    together = worker.run(programs, batch=2)
    assert [each.outcome.value for each in alone] == ["completed", "raised"]
    assert [each.outcome.value for each in together] == ["completed", "completed"]


def sources(run: CandidateRun) -> list[str | None]:
    return [each.value.source for each in run.observations if each.value is not None]


@NEEDS_FORKS
@pytest.mark.parametrize("stop_at_first", [True, False])
def test_mutants_meet_the_same_fates(folder: Path, stop_at_first: bool) -> None:
    source = (folder / "counter.py").read_text(encoding="utf-8")
    mutants = mutants_of(source, "counter")
    harmless = [each for each in PROGRAMS if each.candidate in {0, 1, 2, 3, 4, 8, 10, 13, 14, 23}]
    options = {"stop_at_first": stop_at_first, "timeout_s": 20.0}
    with new_worker(folder, forks=True) as one, new_worker(folder, forks=False) as other:
        expected = [fate(each) for each in one.run_mutants(mutants, harmless, **options)]
        found = [fate(each) for each in other.run_mutants(mutants, harmless, **options)]
    assert found == expected
    assert {state for _, state, _ in found} >= {MutantState.KILLED, MutantState.NO_COVERAGE}


FATAL = """
import os

_kept = []


def step(x):
    return x if x < 5 else os._exit(3)


def keep(x):
    _kept.append(x)
    return len(_kept)


def wait(x):
    while x > 0:
        x -= 1
    return x
"""


@NEEDS_FORKS
@pytest.mark.parametrize("stop_at_first", [True, False])
def test_mutants_that_end_the_process_meet_the_same_fates(
    tmp_path: Path, stop_at_first: bool
) -> None:
    (tmp_path / "fatal.py").write_text(FATAL, encoding="utf-8")
    calls = ("step(1)", "keep(1)", "wait(2)", "step(2)", "wait(1)")
    programs = [
        Program(number, ("from fatal import *",), (), (ProgramLine("plain", text),))
        for number, text in enumerate(calls)
    ]
    found = []
    for forks in (True, False):
        with new_worker(tmp_path, "fatal", forks=forks) as worker:
            results = worker.run_mutants(
                mutants_of(FATAL, "fatal"), programs, stop_at_first=stop_at_first, timeout_s=20.0
            )
        found.append([fate(each) for each in results])
    assert found[0] == found[1]
    assert {state for _, state, _ in found[0]} >= {MutantState.KILLED, MutantState.TIMEOUT}


@pytest.mark.parametrize(
    ("source", "slug"),
    [
        ("raise ValueError('broken')", "import-failed"),
        ("while True: pass", "import-hung"),
        ("import os; os._exit(4)", "import-failed"),
    ],
)
@pytest.mark.parametrize("forks", [each for each in PATHS.values() if hasattr(os, "fork") >= each])
def test_the_same_errors_of_imports(tmp_path: Path, source: str, slug: str, forks: bool) -> None:
    (tmp_path / "broken.py").write_text(source, encoding="utf-8")
    limits = replace(LIMITS, import_s=1.0 if slug == "import-hung" else LIMITS.import_s)
    with (
        new_worker(tmp_path, "broken", limits=limits, forks=forks) as worker,
        pytest.raises(SourceError) as caught,
    ):
        worker.load()
    assert caught.value.slug == slug


def test_an_interpreter_without_posix(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_POSIX, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    source = (folder / "counter.py").read_text(encoding="utf-8")
    with new_worker(folder, environ=environ, limits=IMPATIENT) as worker:
        loaded = worker.load()
        runs = worker.run(PROGRAMS, observe=True)
        states = {
            each.state
            for each in worker.run_mutants(mutants_of(source, "counter")[:12], PROGRAMS[:2])
        }
    assert {"separate-results", "limits"} <= set(loaded.missing_walls)
    assert "audit" in loaded.walls
    outcomes = {SCRIPTS[each.candidate][-1]: each.outcome for each in runs}
    assert outcomes["dies()"] is CandidateOutcome.CRASHED
    assert outcomes["forever()"] is CandidateOutcome.TIMEOUT
    assert outcomes["classify(0)"] is CandidateOutcome.COMPLETED
    assert MutantState.KILLED in states
