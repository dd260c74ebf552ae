"""Several processes, and processes that die, at one database."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.store import Store
from aqe.telemetry import SystemClock

WRITERS = 10
WRITES = 40

PRELUDE = """
import sys, time
from pathlib import Path
from aqe.domain.measure import Basis, Measure
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.errors import StoreError
from aqe.store import Store
from aqe.telemetry import SystemClock
root = Path(sys.argv[1])
def make_run(id, message=""):
    return RecordedRun(
        id, RunKind.TEST, ("pytest",), "/p", "2030-01-01", 1.0, 0, "3.11",
        outcomes=tuple(TestOutcome(f"t{n}", Outcome.PASSED, 0.1, message) for n in range(5)),
        coverage=(FileCoverage("a.py", (1, 2), (1,), (), ()),),
    )
"""

WRITER = (
    PRELUDE
    + """
name, count = sys.argv[2], int(sys.argv[3])
while not (root / "go").exists():
    time.sleep(0.01)
for batch in range(4):
    with Store.open(root, clock=SystemClock()) as store:
        assert store.notices == (), store.notices
        operation = store.begin("write", {"batch": batch})
        for number in range(count // 4):
            id = f"{name}-{batch}-{number}"
            store.record_run(make_run(id))
            store.record_measures([Measure(name, number, "count", Basis.MEASURED, (id,))])
            store.artefact(id.encode(), f"{id}.txt", run_id=id)
            store.artefact(b"shared", "shared.txt")
        store.finish(operation, "ok")
"""
)

ENDLESS = (
    PRELUDE
    + """
store = Store.open(root, clock=SystemClock())
store.begin("test.generate", {"paths": "a.py"})
number = 0
while True:
    store.record_run(make_run(f"{sys.argv[2]}-{number}", "x" * 20_000))
    if not number:  # something is there to be found, however soon the end comes
        print("ready", flush=True)
    number += 1
"""
)

FILLER = (
    PRELUDE
    + """
import resource
if len(sys.argv) > 2:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
number = 0
try:
    with Store.open(root, clock=SystemClock()) as store:
        while number < 10_000:
            store.record_run(make_run(f"r{number}", "x" * 20_000))
            number += 1
except StoreError as error:
    print(error.slug, number, error.hint is not None)
"""
)


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def finished(process: subprocess.Popen[str]) -> str:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return out


def test_ten_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    writers = [start(WRITER, tmp_path, f"w{number}", WRITES) for number in range(WRITERS)]
    time.sleep(1)
    (tmp_path / "go").touch()
    for writer in writers:
        finished(writer)
    expected = {
        f"w{writer}-{batch}-{number}"
        for writer in range(WRITERS)
        for batch in range(4)
        for number in range(WRITES // 4)
    }
    with Store.open(tmp_path, clock=SystemClock()) as store:
        runs = store.runs(limit=10_000)
        assert len(runs) == len(expected)
        assert {run.id for run in runs} == expected
        assert all(len(run.outcomes) == 5 for run in runs)
        latest = {each.name: each.value for each in store.measures()}
        assert latest == {f"w{number}": WRITES // 4 - 1.0 for number in range(WRITERS)}
        names = [artefact.name for artefact in store.artefacts()]
        assert sorted(names) == sorted([f"{id}.txt" for id in expected] + ["shared.txt"])
        assert store.interrupted() == ()
        assert store.check().problems == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
def test_kill_9_in_the_middle_of_writing_loses_only_the_unfinished(tmp_path: Path) -> None:
    for attempt in range(3):
        process = start(ENDLESS, tmp_path, f"a{attempt}")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.15 + attempt * 0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=120)
        with Store.open(tmp_path, clock=SystemClock()) as store:
            assert store.notices == ()
            (told,) = store.interrupted()
            assert (told.name, told.status, told.pid) == (
                "test.generate",
                "interrupted",
                process.pid,
            )
            assert store.interrupted() == ()
            mine = [run for run in store.runs(limit=10_000) if run.id.startswith(f"a{attempt}-")]
            numbers = sorted(int(run.id.partition("-")[2]) for run in mine)
            assert numbers == list(range(len(numbers)))
            assert numbers
            assert all(len(run.outcomes) == 5 for run in mine)
            assert store.check().problems == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes; only root can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if sys.platform != "linux" or mount is None or os.geteuid() != 0:
        pytest.skip("needs root on Linux")
    command = [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def assert_usable_after(root: Path, written: int) -> None:
    """All that was told to be written is there, nothing else, and the database is sound."""
    with Store.open(root, clock=SystemClock()) as store:
        assert store.notices == ()
        assert len(store.runs(limit=10_000)) == written
        assert store.check().problems == ()


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    slug, written, has_hint = finished(start(FILLER, small_disk)).split()
    assert (slug, has_hint) == ("disk-full", "True")
    assert int(written) > 5
    assert_usable_after(small_disk, int(written))


def test_a_disk_that_is_full_from_the_start_leaves_no_half_database(small_disk: Path) -> None:
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"):
        fill_up(filler)
    assert finished(start(FILLER, small_disk)).split() == ["disk-full", "0", "True"]
    filler.unlink()
    assert_usable_after(small_disk, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits there")
def test_a_limit_on_file_sizes_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    slug, written, _ = finished(start(FILLER, tmp_path, 1_500_000)).split()
    assert slug in ("disk-full", "database-unusable")
    assert int(written) > 3
    assert_usable_after(tmp_path, int(written))


@pytest.mark.skipif(not shutil.which("chattr"), reason="needs chattr")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if subprocess.run(["chattr", "+i", tmp_path], capture_output=True, check=False).returncode:
        pytest.skip("the file system has no immutable flag, or the user may not set it")
    try:
        assert finished(start(FILLER, tmp_path)).split() == ["state-read-only", "0", "True"]
    finally:
        subprocess.run(["chattr", "-i", tmp_path], check=True)
    assert list(tmp_path.iterdir()) == []
