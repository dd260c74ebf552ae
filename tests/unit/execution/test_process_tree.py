"""A process and what it started end together; the job object asks Windows for what it should."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from aqe.execution.process_tree import ProcessTree
from aqe.execution.windows_job import ExtendedLimits, WindowsJob

PROGRAM = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="processes have no groups")
def test_descendants_end_with_it(tmp_path: Path) -> None:
    tree = ProcessTree([sys.executable, "-c", PROGRAM], cwd=tmp_path, env=os.environ)
    assert tree.process.stdout is not None
    child = int(tree.process.stdout.readline())
    tree.kill()
    tree.process.wait(timeout=30)
    for stream in (tree.process.stdin, tree.process.stdout):
        if stream is not None:
            stream.close()
    until = time.monotonic() + 30
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.01)
    assert not is_running(child)
    tree.kill()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc/self").exists()
    return state not in "ZX"


class Kernel:
    """Notes what is asked; refuses what it is told to."""

    def __init__(self, refused: str = "") -> None:
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self._refused = refused

    def __getattr__(self, name: str) -> Any:
        def answer(*arguments: Any) -> int:
            self.asked.append((name, arguments))
            return 0 if name == self._refused else 77

        return answer


class Process:
    _handle = 5


def test_a_job_holds_the_process_and_kills_on_close() -> None:
    kernel = Kernel()
    process: subprocess.Popen[bytes] = Process()  # type: ignore[assignment]
    job = WindowsJob(process, kernel)
    assert ("AssignProcessToJobObject", (77, 5)) in kernel.asked
    (limits,) = [each for name, each in kernel.asked if name == "SetInformationJobObject"]
    assert limits[:2] == (77, 9)
    assert limits[2]._obj.BasicLimitInformation.LimitFlags == 0x2000
    job.end()
    job.end()
    assert [name for name, _ in kernel.asked].count("TerminateJobObject") == 1
    assert kernel.asked[-1] == ("CloseHandle", (77,))


def test_a_refused_job_is_an_error_and_leaves_no_handle() -> None:
    kernel = Kernel("AssignProcessToJobObject")
    process: subprocess.Popen[bytes] = Process()  # type: ignore[assignment]
    with pytest.raises(OSError, match="job object"):
        WindowsJob(process, kernel)
    assert kernel.asked[-1] == ("CloseHandle", (77,)) or "CloseHandle" in dict(kernel.asked)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the known size is that of 64 bits")
def test_the_limits_have_the_size_that_windows_expects() -> None:
    assert ctypes.sizeof(ExtendedLimits) == 144
