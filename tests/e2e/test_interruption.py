"""Ctrl-C, SIGTERM and kill -9 at any moment: what is verified is kept, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from aqe.execution.temporary import remove_abandoned

from .conftest import ENDLESS, SOURCE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc"),
]

MODULE = f"""\
{ENDLESS}

def grade(points: int, bonus: int = 0) -> str:
    total = points + bonus
    if total < 0:
        raise ValueError("negative")
    for limit, name in ((90, "a"), (75, "b"), (60, "c"), (50, "d")):
        if total >= limit:
            return name
    return "f"


class Queue:
    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError("too small")
        self.size = size
        self.items: list[str] = []

    def put(self, item: str) -> bool:
        if len(self.items) >= self.size:
            return False
        self.items.append(item)
        return True

    def take(self) -> str:
        return self.items.pop(0)
"""
TESTS = """\
import time
import pytest
import first


@pytest.mark.parametrize("number", range(600))
def test_slowly(number):
    time.sleep(0.1)
    assert first.grade(90) == "a"
"""
SHORT = ("--budget", "6", "--no-mutants")
"""Enough to find something, on a busy machine too."""
GENERATE = ("test", "generate", "first.py", "second.py", "--budget", "30")
_PATIENCE_S = 90.0
_GRACE_S = 30.0
AT_ONCE_S = 20.0
"""Far less than what the commands would take, and enough for a busy machine."""


@dataclass(frozen=True)
class Left:
    """What an interrupted command left behind."""

    code: int
    output: str
    errors: str
    waited_s: float
    """From the last signal to the end."""


@dataclass(frozen=True)
class Place:
    """A project, and a folder for temporary files that tells its processes from all others."""

    root: Path
    temporary: Path

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("AQE_")}
        environ |= {"PYTHONPATH": str(SOURCE), "TMPDIR": str(self.temporary)}
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "aqe", *arguments],
            cwd=self.root,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def interrupted(
        self,
        arguments: tuple[str, ...],
        after_s: float | Callable[[], bool],
        *numbers: signal.Signals,
        alone: bool = False,
        to_last_thread: bool = False,
    ) -> Left:
        """Start a command and send signals, 0.3 s apart, after a time or when something is so.

        A signal goes to the group of the process, to the process alone, or to its youngest thread: which
        thread gets a signal that is for the process is the choice of the system.
        Times from a second on count for a machine on which a command begins its work within half of one.
        """
        process = self.start(*arguments)
        if callable(after_s):
            wait_for(after_s)
        elif after_s < 1:
            time.sleep(after_s)
        else:
            wait_for(lambda: catches(process, signal.SIGTERM))
            time.sleep(after_s - 0.5)
        for place, number in enumerate(numbers):
            time.sleep(0.3 if place else 0)
            if to_last_thread:
                os.kill(max(int(each) for each in os.listdir(f"/proc/{process.pid}/task")), number)
            else:
                (os.kill if alone else os.killpg)(process.pid, number)
        sent = time.monotonic()
        try:
            output, errors = process.communicate(timeout=_PATIENCE_S)
        finally:
            process.kill()
        return Left(process.returncode, output, errors, time.monotonic() - sent)

    def processes(self) -> list[str]:
        """Command lines of the processes that know the folder."""
        mark = str(self.temporary).encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if mark in (entry / "environ").read_bytes():
                        found.append((entry / "cmdline").read_bytes().decode(errors="replace"))
                except OSError:
                    continue
        return found

    def is_at_work(self) -> bool:
        """Whether a worker has begun to run candidates."""
        return any(self.temporary.glob("aqe-worker-*/batches"))

    def suites(self) -> list[str]:
        return sorted(each.name for each in self.root.glob("tests/generated/*"))


def catches(process: subprocess.Popen[str], number: signal.Signals) -> bool:
    """Whether a process has a handler of its own for a signal."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (caught,) = (line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def wait_for(condition: Callable[[], bool], within_s: float = _PATIENCE_S) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root, temporary = tmp_path / "project", tmp_path / "temporary"
    root.mkdir()
    temporary.mkdir()
    (root / "pyproject.toml").write_text("")
    (root / "first.py").write_text(MODULE)
    (root / "second.py").write_text(MODULE)
    return Place(root, temporary)


def check_clean(place: Place, left: Left) -> None:
    assert left.code == 130, left.errors
    assert "Traceback" not in left.errors + left.output
    assert "internal error" not in left.errors
    wait_for(lambda: not place.processes(), _GRACE_S)
    assert list(place.temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("after_s", "number", "alone"),
    [
        (0.4, signal.SIGINT, False),
        (0.7, signal.SIGINT, True),
        (1.0, signal.SIGINT, False),
        (2.0, signal.SIGTERM, False),
        (3.0, signal.SIGINT, True),
    ],
)
def test_an_interruption_at_any_moment_leaves_nothing_behind(
    place: Place, after_s: float, number: signal.Signals, alone: bool
) -> None:
    left = place.interrupted(GENERATE, after_s, number, alone=alone)

    is_young = left.code == -number or "Fatal Python error" in left.errors
    if is_young and after_s < 1:
        pytest.skip("the interpreter itself had not started yet")
    check_clean(place, left)


def test_what_was_found_by_then_is_verified_written_and_reported(place: Place) -> None:
    def is_searching() -> bool:
        if not place.is_at_work():
            return False
        time.sleep(8)  # time to find something, on a busy machine too
        return True

    left = place.interrupted(
        ("test", "generate", "first.py", "--budget", "60"), is_searching, signal.SIGINT
    )

    check_clean(place, left)
    assert left.waited_s < 40
    assert "what is verified so far will be reported" in left.errors
    assert "Interrupted. Verified so far:" in left.output
    assert place.suites() == ["test_first.py"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/generated"],
        cwd=place.root,
        env={**os.environ, "PYTHONPATH": str(place.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_modules_that_were_finished_stay_finished(place: Place) -> None:
    left = place.interrupted(
        (*GENERATE[:-1], "8", "--jobs", "1"),
        lambda: "test_first.py" in place.suites(),
        signal.SIGINT,
    )

    check_clean(place, left)
    assert "wrote tests/generated/test_first.py" in left.output
    assert "verified" in left.output


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_second_interruption_ends_it_at_once(
    place: Place, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (*GENERATE[:-1], "90", "--jobs", jobs)

    left = place.interrupted(arguments, place.is_at_work, signal.SIGINT, signal.SIGINT)

    wait_for(lambda: not place.processes(), _GRACE_S)
    # What was just being made or removed may stay; it must be free for the next start to remove.
    monkeypatch.setattr(tempfile, "tempdir", str(place.temporary))
    remove_abandoned(time.time() + 100_000)
    check_clean(place, left)
    assert left.waited_s < AT_ONCE_S
    for name in place.suites():  # finished between the two signals
        assert "def test_" in (place.root / "tests" / "generated" / name).read_text()


@pytest.mark.parametrize("to_last_thread", [False, True], ids=["process", "last-thread"])
def test_an_import_that_hangs_can_be_interrupted(place: Place, to_last_thread: bool) -> None:
    (place.root / "first.py").write_text("while True: pass\n")

    left = place.interrupted(
        GENERATE, place.is_at_work, signal.SIGINT, to_last_thread=to_last_thread
    )

    check_clean(place, left)
    assert left.waited_s < AT_ONCE_S


@pytest.mark.parametrize(
    "command",
    [
        ("test", "run"),
        ("mutate", "first.py", "--tests", "tests"),
        ("flaky", "--runs", "5", "--jobs", "2"),
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize("after_s", [1.0, 2.5])
def test_commands_that_run_suites_can_be_interrupted(
    place: Place, command: tuple[str, ...], after_s: float
) -> None:
    (place.root / "tests").mkdir()
    (place.root / "tests" / "test_slowly.py").write_text(TESTS)

    left = place.interrupted(command, after_s, signal.SIGINT)

    check_clean(place, left)
    assert "nterrupted" in left.output + left.errors


def test_after_a_kill_the_next_start_cleans_up_and_says_so(place: Place) -> None:
    process = place.start(*GENERATE)
    wait_for(place.is_at_work)
    process.kill()
    process.communicate(timeout=_PATIENCE_S)

    wait_for(lambda: not place.processes(), _GRACE_S)
    left = set(place.temporary.iterdir())
    # One that was just being made or removed has no lock: it may belong to somebody, for a day.
    without_lock = {each for each in left if not (each / ".lock").exists()}
    assert left - without_lock

    output, errors = place.start("test", "generate", "first.py", *SHORT).communicate()

    assert "`test.generate`, started" in errors
    assert "was interrupted before it ended" in errors
    assert "wrote tests/generated/test_first.py" in output
    assert set(place.temporary.iterdir()) <= without_lock


def test_a_start_leaves_the_folders_of_others_at_work_alone(place: Place) -> None:
    both = [place.start("test", "generate", name, *SHORT) for name in ("first.py", "second.py")]
    ended = [(*each.communicate(timeout=240), each.returncode) for each in both]

    for output, errors, code in ended:
        assert code == 0, errors
        assert "verified" in output
        assert "interrupted" not in errors
    assert place.suites() == ["test_first.py", "test_second.py"]
    assert list(place.temporary.iterdir()) == []


def test_a_reader_that_leaves_early_is_no_error(place: Place) -> None:
    process = place.start("test", "generate", "first.py", *SHORT, "--dry-run")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()

    assert process.wait(timeout=_PATIENCE_S) == 0
    process.stderr.close()
    assert "Traceback" not in errors
    assert "Exception ignored" not in errors
