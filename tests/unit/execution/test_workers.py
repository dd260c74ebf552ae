"""A worker and its client, on a small subject with known answers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.domain.candidate import Program, ProgramLine
from aqe.domain.goal import GoalKind
from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot
from aqe.errors import ExecutionError, SourceError
from aqe.execution.limits import Limits
from aqe.execution.workers import Worker

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are not to be had")

SUBJECT = Path(__file__).parents[2] / "subjects" / "counter.py"
# Elapsed time is no limit here: a busy machine stops a process for seconds.
LIMITS = Limits(cpu_s_per_call=0.5, wall_s_per_call=30.0, grace_s=10.0, import_s=60.0)


def program(*lines: str, number: int = 0, fixtures: tuple[str, ...] = ()) -> Program:
    """A program of lines like ``name = expression``, ``with name = manager`` or an expression."""
    return Program(number, ("from counter import *",), (), tuple(map(_line, lines)), fixtures)


def _line(text: str) -> ProgramLine:
    form = "plain"
    for word in ("async-with", "with", "statement"):
        if text.startswith(word + " "):
            form, text = word, text[len(word) + 1 :]
            break
    target, equals, source = text.partition(" := ")
    if not equals:
        return ProgramLine(form, text)
    return ProgramLine(form, source, target)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(SUBJECT, folder)
    return folder


def new_worker(folder: Path, module: str = "counter", **options: object) -> Worker:
    values: dict[str, object] = {"limits": LIMITS, "walls": False, **options}
    path = folder / f"{module}.py"
    return Worker(Path(sys.executable), module, path, [folder], **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def worker(folder: Path) -> Iterator[Worker]:
    with new_worker(folder) as worker:
        yield worker


def one(worker: Worker, *lines: str, fixtures: tuple[str, ...] = ()) -> CandidateRun:
    (run,) = worker.run([program(*lines, fixtures=fixtures)], observe=True)
    return run


def without_time(runs: list[CandidateRun]) -> list[CandidateRun]:
    return [replace(run, duration_s=0.0) for run in runs]


def is_alive(group: int) -> bool:
    """Whether a process of a group runs; the dead that nobody buried do not count."""
    listing = subprocess.run(
        ["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    members = [line.split() for line in listing.splitlines()]
    return any(int(pgid) == group and not state.startswith("Z") for pgid, state in members)


def dies(group: int) -> bool:
    """Whether a group that was told to die is gone within a moment; the kernel takes its time."""
    until = time.monotonic() + 30
    while is_alive(group):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def announcing(path: Path) -> str:
    """A line that leaves a file when it runs."""
    return f"__import__('pathlib').Path({str(path)!r}).touch()"


def wait_for(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.02)


def test_loading_tells_goals_and_members(worker: Worker) -> None:
    loaded = worker.load()
    members = {each.name: each for each in loaded.members}
    assert (loaded.module, loaded.instrumentation) == ("counter", "ast")
    assert members["Counter"].kind == "class"
    assert members["Counter.add"].signature == (
        ("self", "positional-or-keyword", None),
        ("amount", "positional-or-keyword", None),
    )
    assert members["Counter"].signature == (("start", "positional-or-keyword", "0"),)
    assert members["LIMIT"].type == "builtins:int"
    lines = {goal.id: goal.line for goal in loaded.goals if goal.kind is GoalKind.LINE}
    imported = {lines[each] for each in loaded.reached_by_import if each in lines}
    assert 8 in imported
    assert 20 not in imported  # inside Counter.add
    condition = next(each for each in loaded.conditions if each.text == "number == 4711")
    assert (condition.operator, condition.qualname) == ("eq", "classify")
    sides = [goal for goal in loaded.goals if goal.condition == condition.id]
    assert {(goal.id, goal.side) for goal in sides} == {
        (condition.true_goal, True),
        (condition.false_goal, False),
    }


def test_code_does_not_see_what_its_process_was_started_with(worker: Worker) -> None:
    value = one(worker, "__import__('sys').argv").observations[-1].value
    assert value is not None
    assert value.source == "['pytest']"


def test_results_come_in_order_and_only_new_goals_count(worker: Worker) -> None:
    texts = ["classify(1)", "classify(2)", "classify(-1)", "classify(4711)", "classify(5)"]
    runs = worker.run([program(text, number=index) for index, text in enumerate(texts)])
    assert [run.candidate for run in runs] == [0, 1, 2, 3, 4]
    assert [run.is_new for run in runs] == [True, False, True, True, False]
    assert [run.result_types for run in runs] == [("builtins:str",)] * 5
    known = frozenset[int]().union(*(run.goals for run in runs))
    assert not any(run.is_new for run in worker.run([program(text) for text in texts], known=known))


def test_what_no_test_can_be_made_of_leaves_its_goals_to_others(worker: Worker) -> None:
    texts = ["[classify(1), __import__('time').sleep(60)]", "classify(1)", "classify(1)"]
    runs = worker.run([program(text, number=index) for index, text in enumerate(texts)])
    assert [str(run.outcome) for run in runs] == ["timeout", "completed", "completed"]
    assert [run.is_new for run in runs] == [False, True, False]


def test_operands_are_told_while_a_side_is_unknown(worker: Worker) -> None:
    condition = next(each for each in worker.load().conditions if each.text == "number == 4711")
    (run,) = worker.run([program("classify(5)")])
    found = {(each.condition, each.side, each.left, each.right) for each in run.comparisons}
    assert (condition.id, False, "5", "4711") in found
    both = frozenset(
        each for each in (condition.true_goal, condition.false_goal) if each is not None
    )
    (run,) = worker.run([program("classify(5)")], known=both)
    assert condition.id not in {each.condition for each in run.comparisons}
    (run,) = worker.run([program("classify(5)")], compare=False)
    assert run.comparisons == ()


def test_failures_tell_where(worker: Worker) -> None:
    run = one(worker, "c := Counter()", "c.add(0)")
    assert (run.outcome, run.failed_at) == (CandidateOutcome.RAISED, 1)
    assert run.failure is not None
    assert (run.failure.type, run.failure.message) == (
        "builtins:ValueError",
        "amount must be positive, got 0",
    )
    assert (run.failure.in_subject, run.failure.depth) == (True, 1)
    assert run.failure.line == 21
    outside = one(worker, "Counter(1, 2, 3)").failure
    assert outside is not None
    assert (outside.in_subject, outside.depth, outside.line) == (False, 0, None)


def test_observations(worker: Worker) -> None:
    run = one(worker, "c := Counter()", "done := c.add(3)", "items := [5]", "extend(items)")
    values = [each.value for each in run.observations]
    assert values[1] == Snapshot("literal", "builtins:bool", "True")
    assert values[0] is not None
    assert dict(values[0].attributes)["value"].source == "0"
    after = dict(run.after)
    assert set(after) == {"items"}
    assert after["items"].source == "[5, 1]"
    before = dict(run.before)
    assert set(before) == {"c"}
    assert dict(before["c"].attributes)["history"].source == "[3]"


def test_what_the_call_under_test_changed_is_told_from_what_was_changed_before_it(
    worker: Worker,
) -> None:
    lines = program("c := Counter()", "c.add(3)", "items := [5]", "c.add(len(items))")
    (last,) = worker.run([lines], observe=True)
    assert dict(dict(last.before)["c"].attributes)["history"].source == "[3]"
    assert dict(dict(last.after)["c"].attributes)["history"].source == "[3, 1]"
    (whole,) = worker.run([replace(lines, act_from=1)], observe=True)
    assert whole.before == ()
    assert dict(dict(whole.after)["c"].attributes)["history"].source == "[3, 1]"
    (idle,) = worker.run([program("c := Counter()", "c.add(3)", "classify(1)")], observe=True)
    assert idle.after == ()


def test_a_result_that_is_the_object_of_a_variable_is_told(worker: Worker) -> None:
    run = one(worker, "c := Counter()", "d := c", "classify(1)")
    assert [each.same for each in run.observations] == ["", "c", ""]


def test_output_and_files(worker: Worker) -> None:
    run = one(worker, "classify(1)", "report(tmp_path, 'hello')", fixtures=("tmp_path",))
    assert [each.stdout for each in run.observations] == ["", "writing hello\n"]
    assert run.files == (("report.txt", "hello"),)


def test_files_that_were_there_before_the_last_statement_are_none_of_its_doing(
    worker: Worker,
) -> None:
    lines = ["report(tmp_path, 'hello')", "classify(1)"]
    assert one(worker, *lines, fixtures=("tmp_path",)).files == ()
    again = one(worker, *lines, "report(tmp_path, 'bye')", fixtures=("tmp_path",))
    assert again.files == (("report.txt", "bye"),)


def test_observing_changes_no_goal(worker: Worker) -> None:
    programs = [program("c := Counter()", "c.add(3)", "c.add(0)"), program("classify(3)")]
    seen = worker.run(programs)
    observed = worker.run(programs, observe=True)
    assert [run.goals for run in seen] == [run.goals for run in observed]
    assert [run.comparisons for run in seen] == [run.comparisons for run in observed]


@pytest.mark.parametrize(
    ("call", "sources"),
    [
        ("now()", {"clock"}),
        ("chance()", {"random"}),
        ("home()", {"environment"}),
        ("classify(1)", set()),
        ("slowly(1)", set()),
    ],
)
def test_what_differs_from_run_to_run_is_noticed(
    worker: Worker, call: str, sources: set[str]
) -> None:
    text = f"await {call}" if call.startswith("slowly") else call
    assert set(one(worker, text).unstable) == sources


def test_chance_is_the_same_for_every_program(worker: Worker) -> None:
    first, second = worker.run([program("chance()"), program("chance()")], observe=True)
    assert first.observations == second.observations


def test_a_variable_that_the_program_sets_is_no_surprise(worker: Worker) -> None:
    line = "monkeypatch.setenv('SHELL_OF_NOBODY', 'x')"
    run = one(worker, line, "home()", fixtures=("monkeypatch",))
    assert run.unstable == ()
    assert run.observations[1].value == Snapshot("literal", "builtins:str", "'x'")
    assert one(worker, "home()").observations[0].value == Snapshot(
        "literal", "builtins:str", "'none'"
    )


def test_asynchronous_programs(worker: Worker) -> None:
    run = one(worker, "a := await slowly(3)", "async-with d := Door()", "await slowly(a + 1)")
    assert run.outcome is CandidateOutcome.COMPLETED
    assert run.observations[2].value == Snapshot("literal", "builtins:int", "4")


def test_what_never_wakes_up_is_ended_at_once(worker: Worker) -> None:
    started = time.monotonic()
    runs = worker.run([program("await stuck()", number=n) for n in range(10)])
    assert {run.outcome for run in runs} == {CandidateOutcome.TIMEOUT}
    assert time.monotonic() - started < 2 * LIMITS.wall_s_per_call


def test_context_managers_enclose_what_follows(worker: Worker) -> None:
    run = one(worker, "d := Door()", "with e := d", "classify(1)")
    assert dict(dict(run.after)["d"].attributes)["log"].source == "['in', 'out']"
    swallowed = one(worker, "with d := Door()", "{}['x']", "classify(1)")
    assert swallowed.outcome is CandidateOutcome.COMPLETED
    assert len(swallowed.observations) == 1


def test_statements_and_definitions(worker: Worker) -> None:
    source = "import enum\nclass Size(enum.Enum):\n    BIG = 1"
    lines = (
        ProgramLine("plain", "Counter()", "c"),
        ProgramLine("statement", "c.value = Size.BIG"),
        ProgramLine("plain", "c.value"),
    )
    (run,) = worker.run([Program(1, ("from counter import *",), (source,), lines)], observe=True)
    assert run.observations[2].value == Snapshot("literal", ":Size", "Size.BIG", (("", "Size"),))


def test_a_statement_that_binds_shows_what_it_bound(worker: Worker) -> None:
    lines = (
        ProgramLine("plain", "[1]", "items"),
        ProgramLine("statement", "items += [2]", "items"),
        ProgramLine("plain", "items.append(3)"),
    )
    (run,) = worker.run([Program(1, (), (), lines)], observe=True)
    shown = [each.value.source for each in run.observations if each.value is not None]
    assert shown == ["[1]", "[1, 2]", "None"]
    assert [(name, value.source) for name, value in run.after] == [("items", "[1, 2, 3]")]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (Program(1, (), (), (ProgramLine("plain", "f("),)), "was never closed"),
        (Program(1, ("import no_such_module",), (), ()), "No module named"),
        (Program(1, (), ("raise KeyError",), ()), ""),
        (Program(1, (), (), (ProgramLine("plain", "a\x00b"),)), "null bytes"),
    ],
)
def test_programs_that_are_wrong_themselves(worker: Worker, broken: Program, message: str) -> None:
    wrong, right = worker.run([broken, program("classify(1)", number=2)])
    assert wrong.outcome is CandidateOutcome.INVALID
    assert wrong.failure is not None
    assert message in wrong.failure.message
    assert right.outcome is CandidateOutcome.COMPLETED


def test_neighbours_survive_hazards(worker: Worker) -> None:
    hazards = ["forever()", "stubborn()", "dies()", "Counter().__class__.nope", "exit(3)"]
    programs = []
    for text in hazards:
        programs += [program("classify(1)"), program(text)]
    programs.append(program("classify(4711)"))
    outcomes = [run.outcome.value for run in worker.run(programs)]
    assert outcomes[::2] == ["completed"] * 6
    assert outcomes[1::2] == ["timeout", "timeout", "crashed", "raised", "raised"]


def test_what_a_program_leaves_changed_is_told_and_not_seen_by_the_next(worker: Worker) -> None:
    programs = [program("remember(1)"), program("remember(2)"), program("classify(1)")]
    runs = worker.run(programs, observe=True, batch=3)
    assert [_source(run) for run in runs[:2]] == ["1", "1"]
    assert [run.lasting for run in runs] == [("_seen",), ("_seen",), ()]


def test_a_batch_of_one_starts_afresh(worker: Worker) -> None:
    programs = [program("remember(1)"), program("demand_remembered()")]
    alone = worker.run(programs, batch=1)
    together = worker.run(programs, batch=2)
    assert [run.outcome.value for run in alone] == ["completed", "raised"]
    assert [run.outcome.value for run in together] == ["completed", "completed"]


def _source(run: CandidateRun) -> str | None:
    value = run.observations[-1].value
    return value.source if value is not None else None


def test_same_programs_same_results(worker: Worker, folder: Path) -> None:
    texts = ["classify(1)", "Counter()", "now() > 0", "{'b', 'a'}", "chance()", "Counter().add(0)"]
    programs = [program(text, number=index) for index, text in enumerate(texts * 3)]
    with new_worker(folder) as other:
        assert without_time(worker.run(programs, observe=True)) == without_time(
            other.run(programs, observe=True, batch=4)
        )


def test_the_hash_seed_is_the_callers(folder: Path) -> None:
    found = []
    for seed in (1, 1, 2):
        with new_worker(folder, hash_seed=seed) as worker:
            found.append(_source(one(worker, "hash('text')")))
    assert found[0] == found[1] != found[2]


def test_behind_walls(folder: Path) -> None:
    with new_worker(folder, walls=True) as worker:
        loaded = worker.load()
        target = folder / "escaped"
        run = one(worker, f"open({str(target)!r}, 'w')")
        again = one(worker, "report(tmp_path, 'x')", fixtures=("tmp_path",))
    assert set(loaded.walls) | set(loaded.missing_walls)
    assert run.outcome is CandidateOutcome.REFUSED
    assert str(target) in (run.refused or "")
    assert not target.exists()
    assert again.files == (("report.txt", "x"),)


@pytest.mark.skipif(sys.platform != "linux", reason="only the walls of this kernel deny anything")
def test_what_the_kernel_denies_without_a_word_is_no_behaviour_of_the_subject(
    tmp_path: Path,
) -> None:
    (tmp_path / "counter.py").write_text(
        "import os\n\n\n"
        "def enter():\n"
        "    os.chroot('.')\n\n\n"
        "def wrapped():\n"
        "    try:\n"
        "        enter()\n"
        "    except OSError:\n"
        "        raise RuntimeError('no way in')\n\n\n"
        "def stated():\n"
        "    raise PermissionError(13, 'not yours')\n"
    )
    with new_worker(tmp_path, walls=True) as worker:
        runs = worker.run([program(f"{name}()") for name in ("enter", "wrapped", "stated")])
    assert [run.outcome.value for run in runs] == ["refused", "refused", "raised"]
    assert "denied" in (runs[0].refused or "")


def test_a_worker_that_dies_is_started_again(worker: Worker) -> None:
    assert one(worker, "classify(1)").outcome is CandidateOutcome.COMPLETED
    process = worker._process
    assert process is not None
    os.killpg(process._process.pid, signal.SIGKILL)
    assert one(worker, "classify(1)").outcome is CandidateOutcome.COMPLETED
    assert worker._process is not process


def test_nothing_is_left_behind(folder: Path) -> None:
    worker = new_worker(folder)
    worker.load()
    process = worker._process
    assert process is not None
    scratch, group = process.scratch, process._process.pid
    assert scratch.is_dir()
    worker.close()
    worker.close()
    assert not scratch.exists()
    assert dies(group)


def test_an_interrupted_request_leaves_no_process(folder: Path) -> None:
    worker = new_worker(folder, limits=replace(LIMITS, wall_s_per_call=90, cpu_s_per_call=90))
    worker.load()
    process = worker._process
    assert process is not None
    running = folder / "running"

    def interrupt() -> None:
        wait_for(running)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        worker.run([program(announcing(running), "forever()")])
    thread.join()
    running.unlink()
    assert dies(process._process.pid)
    assert one(worker, "classify(1)").outcome is CandidateOutcome.COMPLETED
    worker.close()


def test_closing_ends_the_wait_of_another_thread(folder: Path) -> None:
    worker = new_worker(folder, limits=replace(LIMITS, wall_s_per_call=90, cpu_s_per_call=90))
    worker.load()
    process = worker._process
    assert process is not None
    caught: list[BaseException] = []
    running = folder / "running"

    def wait() -> None:
        try:
            worker.run([program(announcing(running), "forever()")])
        except ExecutionError as error:
            caught.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    wait_for(running)
    running.unlink()
    worker.close()
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert [str(error) for error in caught] == ["the worker is closed"]
    assert dies(process._process.pid)
    with pytest.raises(ExecutionError, match="closed"):
        worker.run([program("classify(1)")])


def test_from_another_thread(worker: Worker) -> None:
    found: list[CandidateRun] = []
    thread = threading.Thread(target=lambda: found.append(one(worker, "classify(-3)")))
    thread.start()
    thread.join()
    assert _source(found[0]) == "'negative'"


@pytest.mark.parametrize(
    ("source", "slug", "text"),
    [
        ("import no_such_module\n", "dependency-missing", "needs the module 'no_such_module'"),
        ("x = 1\nraise RuntimeError('not today')\n", "import-failed", "not today"),
        ("import sys\nsys.exit(3)\n", "import-failed", "it exits with '3'"),
        ("import os\nos._exit(3)\n", "import-failed", "exit status 3"),
        ("def f(:\n", "import-failed", "SyntaxError"),
        ("while True: pass\n", "import-hung", "did not end within 1 s"),
        ("import time\ntime.sleep(60)\n", "import-hung", "did not end within 1 s"),
    ],
)
def test_subjects_that_do_not_load(tmp_path: Path, source: str, slug: str, text: str) -> None:
    (tmp_path / "broken.py").write_text(source, encoding="utf-8")
    import_s = 1.0 if slug == "import-hung" else LIMITS.import_s
    worker = new_worker(tmp_path, "broken", limits=replace(LIMITS, import_s=import_s))
    with worker, pytest.raises(SourceError, match=text) as caught:
        worker.load()
    assert caught.value.slug == slug
    assert caught.value.hint


def test_an_interpreter_that_is_none(tmp_path: Path, folder: Path) -> None:
    worker = Worker(tmp_path / "python", "counter", folder / "counter.py", [folder])
    with pytest.raises(ExecutionError, match="could not be started") as caught:
        worker.load()
    assert caught.value.slug == "interpreter-unusable"


Write = Callable[[str], Worker]


@pytest.fixture
def subject(tmp_path: Path) -> Iterator[Write]:
    """Loads a subject from its text."""
    workers: list[Worker] = []

    def make(source: str) -> Worker:
        (tmp_path / "made.py").write_text(source, encoding="utf-8")
        workers.append(new_worker(tmp_path, "made"))
        return workers[-1]

    yield make
    for worker in workers:
        worker.close()


def test_tracing_where_rewritten_code_does_not_import(subject: Write) -> None:
    worker = subject(
        "import sys\n"
        "if '__aqe_hits__' in sys._getframe().f_code.co_names:\n"
        "    raise RuntimeError('rewritten')\n"
        "def f(x):\n"
        "    if x:\n"
        "        return 1\n"
        "    return 2\n"
    )
    loaded = worker.load()
    assert loaded.instrumentation == "trace"
    call = Program(1, ("from made import f",), (), (ProgramLine("plain", "f(0)"),))
    (run,) = worker.run([call])
    reached = [goal for goal in loaded.goals if goal.id in run.goals]
    assert [goal.line for goal in reached if goal.kind is GoalKind.LINE] == [5, 7]
    assert [(goal.line, goal.side) for goal in reached if goal.kind is GoalKind.BRANCH] == [
        (5, False)
    ]


def test_a_subject_whose_package_imports_it(tmp_path: Path) -> None:
    package = tmp_path / "parcel"
    package.mkdir()
    (package / "__init__.py").write_text("from parcel.inner import double\n", encoding="utf-8")
    inner = package / "inner.py"
    inner.write_text("def double(x):\n    return x * 2\n", encoding="utf-8")
    with Worker(
        Path(sys.executable), "parcel.inner", inner, [tmp_path], limits=LIMITS, walls=False
    ) as worker:
        line = ProgramLine("plain", "parcel.double(4)")
        (run,) = worker.run([Program(1, ("import parcel",), (), (line,))], observe=True)
        lines = {goal.id: goal.line for goal in worker.load().goals}
    assert _source(run) == "8"
    assert {lines[goal] for goal in run.goals} == {2}


def test_a_second_worker_has_another_import_system(folder: Path) -> None:
    look = program("in_path := len(__import__('sys').path)", "'' in __import__('sys').modules")
    shown = []
    for seed in (0, 1):
        with Worker(
            Path(sys.executable), "counter", SUBJECT, [SUBJECT.parent], hash_seed=seed
        ) as one:
            (run,) = one.run([look], observe=True)
            shown.append([each.value.source for each in run.observations if each.value is not None])
    assert int(shown[1][0] or 0) == int(shown[0][0] or 0) + 1
    assert [each[1] for each in shown] == ["False", "True"]


def test_patterns_are_known_however_they_were_put_together(tmp_path: Path) -> None:
    (tmp_path / "readers.py").write_text(
        "import re\n\n"
        "PART = '|'.join(('a', 'b'))\n"
        "WORD = re.compile(f'({PART})+', re.IGNORECASE | re.VERBOSE)\n"
        "BYTES = re.compile(b'a')\n"
        "LONG = re.compile('a' * 3000)\n\n\n"
        "class Reader:\n"
        "    NUMBER = re.compile('[0-9]' * 2)\n"
    )
    with new_worker(tmp_path, "readers") as worker:
        assert worker.load().patterns == (("WORD", "(?ix)(a|b)+"), ("Reader.NUMBER", "[0-9][0-9]"))


def test_a_result_like_an_object_that_is_there_is_told_from_that_object(tmp_path: Path) -> None:
    (tmp_path / "edition.py").write_text(
        "class Edition:\n"
        "    def __init__(self, year):\n"
        "        self.year = year\n\n"
        "    def copied(self):\n"
        "        return Edition(self.year)\n\n"
        "    def itself(self):\n"
        "        return self\n\n"
        "    def later(self):\n"
        "        return Edition(self.year + 1)\n"
    )
    made = ProgramLine("plain", "Edition(1)", "edition")
    programs = [
        Program(number, ("from edition import *",), (), (made, ProgramLine("plain", call)))
        for number, call in enumerate(("edition.copied()", "edition.itself()", "edition.later()"))
    ]
    with new_worker(tmp_path, "edition") as worker:
        told = [each.observations[-1] for each in worker.run(programs, observe=True)]

    assert [each.apart for each in told] == ["edition", "", ""]
    assert [each.same for each in told] == ["", "edition", ""]


def test_a_function_that_wraps_another_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "wrapping.py").write_text(
        "import functools\n\n\n"
        "def wrapped(function):\n"
        "    return functools.wraps(function)(lambda *args: function(*args))\n\n\n"
        "def bare(function):\n"
        "    return lambda *args: function(*args)\n"
    )
    programs = [
        Program(
            number,
            ("from wrapping import *",),
            (),
            (ProgramLine("plain", f"{name}(len)", "result"),),
        )
        for number, name in enumerate(("wrapped", "bare"))
    ]
    with new_worker(tmp_path, "wrapping") as worker:
        wrapped, bare = (each.observations[-1].value for each in worker.run(programs, observe=True))

    assert wrapped is not None
    assert [(name, each.source) for name, each in wrapped.attributes] == [("__name__", "'len'")]
    assert bare == Snapshot("opaque", "builtins:function")


def test_what_an_object_cannot_say_of_itself_hides_nothing_of_the_rest(tmp_path: Path) -> None:
    (tmp_path / "shy.py").write_text(
        "class Shy:\n"
        "    def __init__(self):\n"
        "        self.open = True\n\n"
        "    def __str__(self):\n"
        "        raise LookupError\n\n"
        "    def __len__(self):\n"
        "        return 3\n\n\n"
        "class Silent(Shy):\n"
        "    def __len__(self):\n"
        "        raise LookupError\n\n"
        "    def __str__(self):\n"
        "        return 'silent'\n"
    )
    programs = [
        Program(number, ("from shy import *",), (), (ProgramLine("plain", f"{name}()", "result"),))
        for number, name in enumerate(("Shy", "Silent"))
    ]
    with new_worker(tmp_path, "shy") as worker:
        shy, silent = (each.observations[-1].value for each in worker.run(programs, observe=True))

    assert shy is not None
    assert silent is not None
    assert [(name, each.source) for name, each in shy.attributes] == [("open", "True")]
    assert (shy.length, shy.text) == (3, None)
    assert [(name, each.source) for name, each in silent.attributes] == [("open", "True")]
    assert (silent.length, silent.text) == (None, "silent")


def test_properties_that_hand_out_an_attribute_are_state(tmp_path: Path) -> None:
    (tmp_path / "tariff.py").write_text(
        "class Tariff:\n"
        "    def __init__(self, rate):\n"
        "        self._rate = rate\n\n"
        "    @property\n"
        "    def rate(self):\n"
        "        return self._rate\n\n"
        "    def rise(self):\n"
        "        self._rate += 1\n"
    )
    lines = (ProgramLine("plain", "Tariff(3)", "tariff"), ProgramLine("plain", "tariff.rise()"))
    with new_worker(tmp_path, "tariff") as worker:
        (run,) = worker.run([Program(0, ("from tariff import *",), (), lines)], observe=True)
    made, after = run.observations[0].value, dict(run.after)["tariff"]
    assert made is not None
    assert [(name, each.source) for name, each in made.attributes] == [("rate", "3")]
    assert [(name, each.source) for name, each in after.attributes] == [("rate", "4")]


def test_a_warning_that_only_a_look_gives_is_none_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "elder.py").write_text(
        "import warnings\n\n\n"
        "class Elder:\n"
        "    def __str__(self):\n"
        "        warnings.warn('old', DeprecationWarning)\n"
        "        return 'elder'\n\n"
        "    def number(self):\n"
        "        return 1\n"
    )
    lines = (ProgramLine("plain", "Elder()", "elder"), ProgramLine("plain", "elder.number()"))
    with new_worker(tmp_path, "elder") as worker:
        (run,) = worker.run([Program(0, ("from elder import *",), (), lines)], observe=True)
        text = Program(1, ("from elder import *",), (), (ProgramLine("plain", "str(Elder())"),))
        (asked,) = worker.run([text], observe=True)

    elder = run.observations[0].value
    assert elder is not None
    assert elder.text == "elder"
    assert [each.warnings for each in run.observations] == [(), ()]
    assert [each.warnings for each in asked.observations] == [("DeprecationWarning",)]


REFUSING = """
import json

class Refused(Exception):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code

def refuse(code):
    raise Refused("no", code)

def read(text):
    return json.loads(text)
"""


def test_an_exception_of_others_holds_what_is_theirs(subject: Write) -> None:
    worker = subject(REFUSING)
    lines = ("refuse(413)", "read('{')")
    programs = [
        Program(number, ("from made import *",), (), (ProgramLine("plain", each),))
        for number, each in enumerate(lines)
    ]
    own, foreign = worker.run(programs, observe=True)
    assert own.failure is not None
    assert [(name, each.source) for name, each in own.failure.held] == [("code", "413")]
    assert foreign.failure is not None
    assert foreign.failure.type == "json.decoder:JSONDecodeError"
    assert foreign.failure.held == ()
    (unobserved,) = worker.run(programs[:1])
    assert unobserved.failure is not None
    assert unobserved.failure.held == ()
