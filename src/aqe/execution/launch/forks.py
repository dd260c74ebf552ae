"""Runs small jobs in forked children, a few at a time, each under its own limits."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

_TICK_S = 0.05

Tell = Callable[[Any], None]


class Job:
    """Something to do in a child of its own."""

    def __init__(self, key: Any, work: Callable[[Tell], None], cpu_s: float, wall_s: float) -> None:
        self.key = key
        self.work = work
        self.cpu_s = cpu_s
        self.wall_s = wall_s


class Answer:
    """What a child told before it ended, and how it ended."""

    def __init__(self, key: Any, messages: list[Any], status: int, duration_s: float) -> None:
        self.key = key
        self.messages = messages
        self.duration_s = duration_s
        self.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        self.exit_code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        self.is_late = False

    @property
    def is_timeout(self) -> bool:
        """Whether a time limit ended the child."""
        return self.is_late or self.signal == signal.SIGPROF


class _Child:
    def __init__(self, job: Job, slot: int, pid: int, descriptor: int) -> None:
        self.job = job
        self.slot = slot
        self.pid = pid
        self.descriptor = descriptor
        self.begun = time.monotonic()
        self.data = b""
        self.is_late = False
        self.status: int | None = None

    def has_ended(self) -> bool:
        """Whether the process is over; keeps how it ended."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None


class Forks:
    """At most `jobs` children at a time; each slot has a folder for temporary files."""

    def __init__(self, jobs: int, folder: str, memory_bytes: int) -> None:
        self._jobs = jobs
        self._folder = folder
        self._memory_bytes = memory_bytes

    def run(self, jobs: Iterable[Job]) -> Generator[Answer, None, None]:
        """Runs all jobs and yields the answers as the children end; whoever stops asking ends the others."""
        children: dict[int, _Child] = {}
        try:
            yield from self._run(iter(jobs), children)
        finally:
            for child in children.values():
                child.is_late = True
                _reap(child)

    def _run(self, waiting: Iterator[Job], children: dict[int, _Child]) -> Iterator[Answer]:
        is_over = False
        while children or not is_over:
            while len(children) < self._jobs and not is_over:
                job = next(waiting, None)
                if job is None:
                    is_over = True
                    break
                child = self._start(job, min(set(range(self._jobs)) - set(children)))
                children[child.slot] = child
            for child in list(children.values()):
                if child.slot in children and self._is_done(child, children):
                    del children[child.slot]
                    yield _reap(child)

    def _is_done(self, child: _Child, children: dict[int, _Child]) -> bool:
        """Reads what has come; whether the child has ended or its time is over."""
        descriptors = [each.descriptor for each in children.values()]
        ready = select.select(descriptors, [], [], _TICK_S)[0]
        if child.descriptor in ready:
            block = os.read(child.descriptor, 65536)
            child.data += block
            return not block
        if ready:
            return False
        if time.monotonic() - child.begun > child.job.wall_s:
            child.is_late = True
            return True
        # A process that the child left behind may hold the pipe open.
        return child.has_ended()

    def _start(self, job: Job, slot: int) -> _Child:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Python 3.12 warns of forks beside threads; there are none to lose here.
            warnings.simplefilter("ignore")
            pid = os.fork()
        if pid:
            os.close(writing)
            return _Child(job, slot, pid, reading)
        try:
            os.close(reading)
            _forbid_forks()
            self._confine(job, slot)
            job.work(_teller(writing))
        except BaseException as error:  # the child must never return into its parent's code
            _teller(writing)({"crash": "%s: %s" % (type(error).__name__, error)})
        finally:
            os._exit(0)

    def _confine(self, job: Job, slot: int) -> None:
        import resource
        import tempfile

        folder = os.path.join(self._folder, "slot-%d" % slot)
        os.makedirs(folder, exist_ok=True)
        tempfile.tempdir = folder
        for name in ("TMPDIR", "PYTEST_DEBUG_TEMPROOT"):
            os.environ[name] = folder
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, job.cpu_s)
        limit = _memory_in_use() + self._memory_bytes
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        bounds = [each for each in (limit, soft, hard) if each != resource.RLIM_INFINITY]
        try:
            resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
        except (OSError, ValueError):
            return


def _teller(descriptor: int) -> Tell:
    def tell(message: Any) -> None:
        data = json.dumps(message).encode("ascii") + b"\n"
        while data:
            data = data[os.write(descriptor, data) :]

    return tell


def _reap(child: _Child) -> Answer:
    while not child.is_late and not child.has_ended():
        # It closed its end of the pipe and lives on.
        child.is_late = time.monotonic() - child.begun > child.job.wall_s
        time.sleep(_TICK_S / 10)
    if child.status is None:
        os.kill(child.pid, signal.SIGKILL)
        _, child.status = os.waitpid(child.pid, 0)
    os.set_blocking(child.descriptor, False)
    try:
        while True:
            block = os.read(child.descriptor, 65536)
            if not block:
                break
            child.data += block
    except BlockingIOError:
        pass
    os.close(child.descriptor)
    messages = []
    for line in child.data.split(b"\n"):
        try:
            messages.append(json.loads(line))
        except ValueError:
            continue
    answer = Answer(child.job.key, messages, child.status, time.monotonic() - child.begun)
    answer.is_late = child.is_late
    return answer


def _forbid_forks() -> None:
    """Behind walls, only the processes that fork for `aqe` may fork."""
    walls: Any = sys.modules.get("aqe_worker.walls")
    if walls is not None:
        walls.forbid_fork()


def _memory_in_use() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 2 * 1024**3
