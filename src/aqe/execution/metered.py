"""Runs a program with all that it starts, and measures what that spends: time, processor, memory.

Memory is the resident memory of all processes of the tree together, sampled. Pages that processes share
count once for each, so it is an upper bound for programs that fork.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from aqe.domain.benchmark import Effort
from aqe.errors import ExecutionError
from aqe.execution.process_tree import ProcessTree

__all__ = ["MeterLimits", "resident_bytes", "run_metered"]

_POLL_S = 0.05
_SAMPLE_S = 0.2
_PS_TIMEOUT_S = 5.0
_MIB = 1024 * 1024
_KEPT_BYTES = _MIB
"""Left of what was printed, where that was too much."""


@dataclass(frozen=True, slots=True)
class MeterLimits:
    """When a program is ended."""

    wall_s: float
    memory_bytes: int | None = None
    output_bytes: int = 64 * _MIB
    """Of its standard output, and as much again of its standard error."""


def run_metered(
    command: Sequence[str],
    *,
    directory: Path,
    environ: Mapping[str, str],
    output: Path,
    errors: Path,
    limits: MeterLimits,
    cancelled: Callable[[], bool] = lambda: False,
) -> Effort:
    """Run a program to its end or to a limit; nothing of its process group is left.

    Args:
        command: what to run.
        directory: where it runs.
        environ: its whole environment.
        output: file for its standard output.
        errors: file for its standard error.
        limits: when it is ended.
        cancelled: asked now and then whether to give up.

    Raises:
        ExecutionError: it cannot be started, or there is no place for its output.
    """
    with _opened(output) as out, _opened(errors) as err:
        begun = time.monotonic()
        try:
            tree = ProcessTree(
                command,
                cwd=directory,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=out.fileno(),
                stderr=err,
            )
        except OSError as error:
            raise ExecutionError(
                f"{command[0]!r} could not be started: {error.strerror or error}",
                hint="check that the path is right and that you may run it",
                slug="program-not-started",
            ) from error
        watch = _Watch(tree.process, (out, err))
        try:
            ended = watch.until(limits, begun, cancelled)
        finally:
            tree.kill()
            watch.reap()
            is_too_much = watch.shorten(limits.output_bytes)
        if is_too_much and ended == "finished":  # between two looks at it
            ended = "output"
    return Effort(
        wall_s=round(time.monotonic() - begun, 3),
        cpu_s=watch.cpu_s,
        peak_bytes=watch.peak or None,
        exit_code=tree.process.returncode if ended == "finished" else None,
        ended=ended,
    )


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise ExecutionError(
            f"what a program prints cannot be kept in {str(path)!r}: {error.strerror or error}",
            hint="check the folder's permissions, and that nothing removes it meanwhile",
            slug="system-refused",
        ) from error


class _Watch:
    """Follows one process: its end, its memory, its processor time, its output."""

    def __init__(self, process: subprocess.Popen[bytes], outputs: Sequence[BinaryIO]) -> None:
        self._process = process
        self._outputs = outputs
        self._known: set[int] = {process.pid}
        self.peak = 0
        self.cpu_s: float | None = None

    def until(self, limits: MeterLimits, begun: float, cancelled: Callable[[], bool]) -> str:
        """Why it ended or has to."""
        sampled = 0.0
        while not self._is_over():
            now = time.monotonic()
            if now - sampled >= _SAMPLE_S:
                sampled = now
                self.peak = max(self.peak, resident_bytes(self._process.pid, self._known))
            if now - begun > limits.wall_s:
                return "timeout"
            if limits.memory_bytes is not None and self.peak > limits.memory_bytes:
                return "memory"
            if any(_size(each) > limits.output_bytes for each in self._outputs):
                return "output"
            if cancelled():
                return "cancelled"
            time.sleep(_POLL_S)
        return "finished"

    def reap(self) -> None:
        """Wait for the process, which has ended or was killed."""
        deadline = time.monotonic() + 5.0
        while not self._is_over() and time.monotonic() < deadline:
            time.sleep(_POLL_S)

    def shorten(self, most: int) -> bool:
        """Cut off what was printed beyond all measure; says whether any was."""
        too_long = [each for each in self._outputs if _size(each) > most]
        for each in too_long:
            os.truncate(each.fileno(), min(most, _KEPT_BYTES))
        return bool(too_long)

    def _is_over(self) -> bool:
        if self._process.returncode is not None:
            return True
        if not hasattr(os, "wait4"):
            return self._process.poll() is not None
        pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        if pid == 0:
            return False
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_s = round(usage.ru_utime + usage.ru_stime, 3)
        return True


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size  # of the open file: its name may be gone


def resident_bytes(root: int, known: set[int]) -> int:
    """Resident memory of a process and its descendants; 0 where the system does not tell.

    Args:
        root: the process.
        known: processes of its tree seen before, those that lost their parent since included; grows.
    """
    table = {pid: (parent, size) for pid, parent, size in _processes()}
    found = {pid for pid in known if pid in table}
    grown = True
    while grown:
        more = {pid for pid, (parent, _) in table.items() if parent in found and pid not in found}
        grown = bool(more)
        found |= more
    known.clear()
    known |= found | {root}
    return sum(table[pid][1] for pid in found)


def _processes() -> Iterator[tuple[int, int, int]]:
    """(process, parent, resident bytes) of all processes."""
    if Path("/proc/self/stat").exists():
        return _from_proc()
    return _from_ps()


def _from_proc() -> Iterator[tuple[int, int, int]]:
    page = os.sysconf("SC_PAGE_SIZE")
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                text = Path("/proc", name, "stat").read_text(encoding="utf-8", errors="replace")
                # The second field is the program's name in parentheses, which may hold anything.
                fields = text.rpartition(")")[2].split()
                yield int(name), int(fields[1]), int(fields[21]) * page


def _from_ps() -> Iterator[tuple[int, int, int]]:
    program = shutil.which("ps")
    if program is None:
        return
    try:
        answer = subprocess.run(
            [program, "-axo", "pid=,ppid=,rss="],
            capture_output=True,
            text=True,
            timeout=_PS_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return
    for line in answer.stdout.splitlines():
        fields = line.split()
        if len(fields) == 3 and all(each.isdigit() for each in fields):
            yield int(fields[0]), int(fields[1]), int(fields[2]) * 1024
