"""The meter, against programs that spend a known amount."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from aqe.domain.benchmark import Effort
from aqe.errors import ExecutionError
from aqe.execution.metered import MeterLimits, _from_ps, resident_bytes, run_metered

MIB = 1024 * 1024
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def metered(
    folder: Path,
    program: str,
    *,
    wall_s: float = 20.0,
    memory_bytes: int | None = None,
    output_bytes: int = 64 * MIB,
    stop_after_s: float | None = None,
) -> Effort:
    begun = time.monotonic()
    return run_metered(
        [sys.executable, "-c", program],
        directory=folder,
        environ=dict(os.environ),
        output=folder / "output",
        errors=folder / "errors",
        limits=MeterLimits(wall_s, memory_bytes, output_bytes),
        cancelled=lambda: stop_after_s is not None and time.monotonic() - begun > stop_after_s,
    )


def test_time_output_and_exit_code_are_told(tmp_path: Path) -> None:
    program = (
        "import sys, time; time.sleep(0.4); print('said'); print('why', file=sys.stderr); exit(3)"
    )
    effort = metered(tmp_path, program)
    assert (effort.ended, effort.exit_code) == ("finished", 3)
    assert 0.4 <= effort.wall_s < 5
    assert (tmp_path / "output").read_text() == "said\n"
    assert (tmp_path / "errors").read_text() == "why\n"


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not tell")
def test_processor_time_is_that_of_work_not_of_waiting(tmp_path: Path) -> None:
    idle = metered(tmp_path, "import time; time.sleep(0.5)")
    busy = metered(tmp_path, "import time\nwhile time.process_time() < 0.6: pass")
    assert idle.cpu_s is not None
    assert busy.cpu_s is not None
    assert idle.cpu_s < 0.4
    assert busy.cpu_s >= 0.6


@needs_proc
def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    hold = "import time; held = b'x' * (60 * 1024 * 1024); time.sleep(1.2)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    alone, inherited = metered(tmp_path, "import time; time.sleep(1)"), metered(tmp_path, child)
    assert alone.peak_bytes is not None
    assert inherited.peak_bytes is not None
    assert alone.peak_bytes < 50 * MIB
    assert 60 * MIB < inherited.peak_bytes < 160 * MIB


@needs_proc
def test_too_much_memory_ends_it(tmp_path: Path) -> None:
    program = "import time; held = b'x' * (200 * 1024 * 1024); time.sleep(30)"
    effort = metered(tmp_path, program, memory_bytes=100 * MIB)
    assert (effort.ended, effort.exit_code) == ("memory", None)
    assert effort.wall_s < 15


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("again", ["while True: print('y' * 1000, file=FILE)", "exit(0)"])
def test_too_much_output_ends_it_and_does_not_stay(tmp_path: Path, stream: str, again: str) -> None:
    program = f"import sys; print('x' * {3 * MIB}, file=sys.{stream})\n{again}"
    effort = metered(tmp_path, program.replace("FILE", f"sys.{stream}"), output_bytes=2 * MIB)
    assert (effort.ended, effort.exit_code) == ("output", None)
    assert effort.wall_s < 15
    assert sum((tmp_path / name).stat().st_size for name in ("output", "errors")) == MIB


def test_output_up_to_the_limit_stays_whole(tmp_path: Path) -> None:
    program = f"import sys; sys.stdout.write('x' * {2 * MIB})"
    assert metered(tmp_path, program, output_bytes=2 * MIB).ended == "finished"
    assert (tmp_path / "output").stat().st_size == 2 * MIB


@pytest.mark.parametrize(("limits", "why"), [((0.5, None), "timeout"), ((30.0, 0.5), "cancelled")])
def test_nothing_is_left_of_what_is_ended(
    tmp_path: Path, limits: tuple[float, float | None], why: str
) -> None:
    child = "import time\nfor _ in range(100): open('alive', 'a').write('x'); time.sleep(0.05)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    effort = metered(tmp_path, program, wall_s=limits[0], stop_after_s=limits[1])
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
