"""Runs a batch of programs in a fork and survives whatever they do to it."""

import functools
import json
import os
import select
import shutil
import signal
import sys
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from . import walls_seam
from .execute import Executor, Request
from .loading import Loaded
from .protocol import NEW, RETIRE, ResultReader, encode, write_result

_CHUNK = 1 << 18
_PAUSE_S = 0.001
"""Between two looks at a busy fork: waking up for each of thousands of results would slow it down."""
_clock = time.monotonic
_exit = os._exit

Work = Callable[[int, int], None]
"""(descriptor for results, index of the first item): runs in the fork."""


class Lost:
    """Why a fork did not deliver the result of an item."""

    def __init__(self, outcome: str, detail: str) -> None:
        self.outcome = outcome
        self.detail = detail


def run_in_fork(
    work: Callable[[int], None], expected: int, allowance_s: float
) -> Tuple[List[Tuple[int, bytes]], Optional[Lost]]:
    """Forks, runs `work` there and collects its results.

    Args:
        work: Gets the descriptor that results go to.
        expected: Number of results.
        allowance_s: Time for one result, after which the fork is killed.

    Returns:
        (flags, body) of the results that arrived, and why the next one did not (None when all arrived
        or the fork retired).
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work(writing)
        finally:
            _exit(0)
    os.close(writing)
    results: List[Tuple[int, bytes]] = []
    try:
        timed_out = _collect(reading, results, expected, allowance_s)
    finally:
        os.close(reading)
        status = _end(child, kill=True)
    if len(results) >= expected or (results and results[-1][0] & RETIRE):
        return results, None
    if timed_out:
        return results, Lost("timeout", "killed after %.1f s without a result" % allowance_s)
    return results, Lost("crashed", _explain(status))


def _collect(
    descriptor: int, results: List[Tuple[int, bytes]], expected: int, allowance_s: float
) -> bool:
    reader = ResultReader()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    until = _clock() + allowance_s
    while len(results) < expected:
        if not poll.poll(max(0.0, until - _clock()) * 1000):
            return True
        data = os.read(descriptor, _CHUNK)
        if not data:
            return False
        fresh = reader.feed(data)
        if fresh:
            results.extend(fresh)
            until = _clock() + allowance_s
            if fresh[-1][0] & RETIRE:
                return False
            if len(results) < expected:
                time.sleep(_PAUSE_S)
    return False


def _end(child: int, kill: bool) -> int:
    """Waits for a fork that said its last word; kills one that lingers."""
    until = _clock() + 0.02
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        if _clock() > until:
            break
        time.sleep(0.0005)
    if kill:
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _explain(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        try:
            return "killed by %s" % signal.Signals(number).name
        except ValueError:
            return "killed by signal %d" % number
    return "exited with status %d" % os.WEXITSTATUS(status)


class Batches:
    """Runs programs in forks of this process."""

    def __init__(self, loaded: Loaded, limits: Dict[str, Any], scratch: str) -> None:
        self._loaded = loaded
        self._limits = limits
        self._scratch = scratch
        self._number = 0
        self._allowance_s = limits["cpu_s_per_call"] + limits["wall_s_per_call"] + limits["grace_s"]

    def run(
        self, programs: List[Any], known: int, seen: int, options: Dict[str, Any]
    ) -> List[bytes]:
        """One encoded result per program, in order."""
        results: List[bytes] = []
        size = max(1, int(options.get("batch", 200)))
        while len(results) < len(programs):
            chunk = programs[len(results) : len(results) + size]
            request = Request(known, bool(options.get("observe")), bool(options.get("compare")))
            request.seen = seen
            arrived, lost = self._run_chunk(chunk, request)
            for flags, body in arrived:
                results.append(body)
                if flags & NEW:
                    seen |= goals_of(body)
            if lost is not None:
                results.append(encode(_lost_result(chunk[len(arrived)][0], lost)))
        return results

    def _run_chunk(
        self, chunk: List[Any], request: Request
    ) -> Tuple[List[Tuple[int, bytes]], Optional[Lost]]:
        self._number += 1
        folder = os.path.join(self._scratch, "batch-%d" % self._number)

        def work(descriptor: int) -> None:
            walls_seam.forbid_fork()
            executor = Executor(self._loaded, self._limits, folder)
            execute_all(executor, chunk, request, descriptor)

        os.mkdir(folder)
        try:
            return run_in_fork(work, len(chunk), self._allowance_s)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def execute_all(executor: Executor, programs: List[Any], request: Request, descriptor: int) -> None:
    """Runs programs until all are done or the process is spent."""
    for program in programs:
        lost = encode(_lost_result(program[0], Lost("timeout", "interrupts ignored")))
        executor.timer.give_up = functools.partial(write_result, descriptor, lost, RETIRE)
        result = executor.execute(program, request)
        flags = (NEW if result.get("is_new") else 0) | (RETIRE if executor.is_spent else 0)
        write_result(descriptor, encode(result), flags)
        if executor.is_spent:
            return


def goals_of(body: bytes) -> int:
    """The goals of a result as bits."""
    bits = 0
    for goal in json.loads(body).get("goals", ()):
        bits |= 1 << (8 * goal)
    return bits


def _lost_result(candidate: int, lost: Lost) -> Dict[str, Any]:
    return {
        "candidate": candidate,
        "outcome": lost.outcome,
        "failure": {
            "type": "aqe:Lost",
            "message": lost.detail,
            "in_subject": False,
            "line": None,
            "depth": 0,
        },
    }
