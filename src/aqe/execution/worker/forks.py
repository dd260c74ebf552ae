"""Runs work in a fork and collects what it sends, whatever becomes of it."""

import os
import select
import signal
import sys
import time
from functools import partial
from typing import Callable, List, Optional, Sequence, Tuple

from .interrupts import HUNG
from .lost import Lost, fault_of, lost_by_fault
from .protocol import FAULT, RETIRE, ResultReader, Tell, write_result

_CHUNK = 1 << 18
_PAUSE_S = 0.001
"""Between two looks at a busy fork: waking up for each of thousands of results would slow it down."""
_LINGER_S = 0.02
"""For a fork that said its last word, and then only has to leave."""
_EXIT_S = 2.0
"""For one that closed its pipe: how it ends tells what became of it, and a busy machine takes its time."""
_clock = time.monotonic
_sleep = time.sleep
_exit = os._exit


class Forks:
    """Makes forks of this process.

    Args:
        private: Descriptors that no fork may have.
    """

    def __init__(self, private: Sequence[int]) -> None:
        self.private = list(private)

    def run(
        self, work: Callable[[Tell], None], expected: int, allowance_s: float
    ) -> Tuple[List[Tuple[int, bytes]], Optional[Lost]]:
        """Forks, runs `work` there and collects its results.

        Args:
            work: Gets what takes its results.
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
                for descriptor in self.private:
                    os.close(descriptor)
                work(partial(write_result, writing))
            except BaseException as error:  # ours, or code under test spoiled ours
                write_result(writing, fault_of(error), FAULT)
            finally:
                _exit(0)
        os.close(writing)
        results: List[Tuple[int, bytes]] = []
        linger_s = _LINGER_S
        try:
            timed_out = _collect(reading, results, expected, allowance_s)
            if not timed_out and not _is_whole(results, expected):
                linger_s = _EXIT_S
        finally:
            os.close(reading)
            status = _end(child, linger_s)
        if results and results[-1][0] & FAULT:
            return results, lost_by_fault(results.pop()[1])
        if _is_whole(results, expected):
            return results, None
        if timed_out:
            return results, Lost("timeout", "killed after %.1f s without a result" % allowance_s)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == HUNG:
            return results, Lost("timeout", "interrupts ignored")
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
            if fresh[-1][0] & (RETIRE | FAULT):
                return False
            if len(results) < expected:
                _sleep(_PAUSE_S)
    return False


def _is_whole(results: List[Tuple[int, bytes]], expected: int) -> bool:
    """Whether nothing is missing: all results came, or the last one says that no other will."""
    return len(results) >= expected or bool(results and results[-1][0] & (RETIRE | FAULT))


def _end(child: int, linger_s: float) -> int:
    """Waits for a fork that comes to its end; kills one that lingers."""
    until = _clock() + linger_s
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        if _clock() > until:
            break
        _sleep(0.0005)
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
