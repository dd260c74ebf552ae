"""The meter, against programs that spend a known amount."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.domain.benchmark import Effort
from aqe.errors import ExecutionError
from aqe.execution.metered import MeterLimits, _from_ps, resident_bytes, run_metered

MIB = 1024 * 1024
LONG = MeterLimits(60.0)
"""Whatever a busy machine does."""
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def metered(
    folder: Path,
    program: str,
    *,
    limits: MeterLimits = LONG,
    cancelled: Callable[[], bool] = lambda: False,
) -> Effort:
    return run_metered(
        [sys.executable, "-c", program],
        directory=folder,
        environ=dict(os.environ),
        output=folder / "output",
        errors=folder / "errors",
        limits=limits,
        cancelled=cancelled,
    )


def test_time_output_and_exit_code_are_told(tmp_path: Path) -> None:
    program = (
        "import sys, time; time.sleep(0.4); print('said'); print('why', file=sys.stderr); exit(3)"
    )
    effort = metered(tmp_path, program)
    assert (effort.ended, effort.exit_code) == ("finished", 3)
    assert 0.4 <= effort.wall_s < LONG.wall_s
    assert (tmp_path / "output").read_text() == "said\n"
    assert (tmp_path / "errors").read_text() == "why\n"


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not tell")
def test_processor_time_is_that_of_work_not_of_waiting(tmp_path: Path) -> None:
    idle = metered(tmp_path, "import time; time.sleep(1.5)")
    busy = metered(tmp_path, "import time\nwhile time.process_time() < 0.6: pass")
    assert idle.cpu_s is not None
    assert busy.cpu_s is not None
    assert idle.cpu_s < 1.0
    assert busy.cpu_s >= 0.6


UNTIL_SEEN = """
import os, time
open('there', 'w').close()
while not os.path.exists('seen'): time.sleep(0.01)
"""


class Sampled:
    """Lets a program go on when the meter had time for a look at its memory, however busy the machine."""

    def __init__(self, folder: Path) -> None:
        self._there, self._seen = folder / "there", folder / "seen"
        self._looks = 0
        for each in (self._there, self._seen):
            each.unlink(missing_ok=True)

    def __call__(self) -> bool:
        self._looks += self._there.exists()
        if self._looks > 10:
            self._seen.touch()
        return False


@needs_proc
def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    hold = f"held = b'x' * (60 * 1024 * 1024)\n{UNTIL_SEEN}"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    alone = metered(tmp_path, UNTIL_SEEN, cancelled=Sampled(tmp_path))
    inherited = metered(tmp_path, child, cancelled=Sampled(tmp_path))
    assert alone.peak_bytes is not None
    assert inherited.peak_bytes is not None
    assert alone.peak_bytes < 50 * MIB
    assert 60 * MIB < inherited.peak_bytes < 160 * MIB


@needs_proc
def test_too_much_memory_ends_it(tmp_path: Path) -> None:
    program = "import time; held = b'x' * (200 * 1024 * 1024); time.sleep(120)"
    effort = metered(tmp_path, program, limits=replace(LONG, memory_bytes=100 * MIB))
    assert (effort.ended, effort.exit_code) == ("memory", None)
    assert effort.wall_s < LONG.wall_s


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("again", ["while True: print('y' * 1000, file=FILE)", "exit(0)"])
def test_too_much_output_ends_it_and_does_not_stay(tmp_path: Path, stream: str, again: str) -> None:
    program = f"import sys; print('x' * {3 * MIB}, file=sys.{stream})\n{again}"
    limits = replace(LONG, output_bytes=2 * MIB)
    effort = metered(tmp_path, program.replace("FILE", f"sys.{stream}"), limits=limits)
    assert (effort.ended, effort.exit_code) == ("output", None)
    assert effort.wall_s < LONG.wall_s
    assert sum((tmp_path / name).stat().st_size for name in ("output", "errors")) == MIB


def test_output_up_to_the_limit_stays_whole(tmp_path: Path) -> None:
    program = f"import sys; sys.stdout.write('x' * {2 * MIB})"
    limits = replace(LONG, output_bytes=2 * MIB)
    assert metered(tmp_path, program, limits=limits).ended == "finished"
    assert (tmp_path / "output").stat().st_size == 2 * MIB


class UpWhen:
    """Limits whose time is up when something is so, and not before."""

    memory_bytes = None
    output_bytes = 64 * MIB

    def __init__(self, is_so: Callable[[], bool]) -> None:
        self._is_so = is_so

    @property
    def wall_s(self) -> float:
        return 0.0 if self._is_so() else 60.0


@pytest.mark.parametrize("why", ["timeout", "cancelled"])
def test_nothing_is_left_of_what_is_ended(tmp_path: Path, why: str) -> None:
    child = "import time\nfor _ in range(1000): open('alive', 'a').write('x'); time.sleep(0.05)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    is_alive = (tmp_path / "alive").exists
    if why == "timeout":
        limits: MeterLimits = UpWhen(is_alive)  # type: ignore[assignment]
        effort = metered(tmp_path, program, limits=limits)
    else:
        effort = metered(tmp_path, program, cancelled=is_alive)
    assert effort.ended == why
    written = (tmp_path / "alive").read_text()
    time.sleep(0.3)
    assert (tmp_path / "alive").read_text() == written


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError) as caught:
        run_metered(
            [str(tmp_path / "missing")],
            directory=tmp_path,
            environ={},
            output=tmp_path / "output",
            errors=tmp_path / "errors",
            limits=MeterLimits(1),
        )
    assert caught.value.slug == "program-not-started"


def test_output_that_cannot_be_kept_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "errors").mkdir()
    with pytest.raises(ExecutionError, match="errors") as caught:
        metered(tmp_path, "open('ran', 'w')")
    assert caught.value.slug == "system-refused"
    assert not (tmp_path / "ran").exists()


@needs_proc
def test_two_ways_to_list_processes_agree() -> None:
    table = {pid: size for pid, _, size in _from_ps()}
    if not table:
        pytest.skip("there is no ps")
    other = resident_bytes(os.getpid(), {os.getpid()})
    assert table[os.getpid()] == pytest.approx(other, rel=0.5)
