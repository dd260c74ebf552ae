"""Runs programs in batches, a fork for each, and survives whatever they do to it."""

import functools
import json
import os
import shutil
from typing import Any, Dict, List, Optional, Tuple

from . import walls_seam
from .execute import Executor, Request
from .forks import Forks
from .loading import Loaded
from .lost import Lost, lost_result
from .protocol import NEW, RETIRE, Tell, encode

_MOST_RENEWALS = 200
"""Processes that are replaced since the subject is no longer as it was: some change with every call."""


class Batches:
    """Runs programs in forks of this process."""

    def __init__(self, loaded: Loaded, forks: Forks, limits: Dict[str, Any], scratch: str) -> None:
        self._loaded = loaded
        self._forks = forks
        self._limits = limits
        self._scratch = scratch
        self._number = 0
        self._renewed = 0
        self._allowance_s = limits["cpu_s_per_call"] + limits["wall_s_per_call"] + limits["grace_s"]

    def run(
        self, programs: List[Any], known: int, seen: int, options: Dict[str, Any]
    ) -> List[bytes]:
        """One encoded result per program, in order."""
        results: List[bytes] = []
        size = max(1, int(options.get("batch", 200)))
        while len(results) < len(programs):
            chunk = programs[len(results) : len(results) + size]
            request = Request(
                known,
                bool(options.get("observe")),
                bool(options.get("compare")),
                look_back=bool(options.get("look_back")),
                renew=self._renewed < _MOST_RENEWALS,
                is_backwards=bool(options.get("backwards")),
            )
            request.seen = seen
            arrived, lost = self._run_chunk(chunk, request)
            for flags, body in arrived:
                results.append(body)
                if flags & NEW:
                    seen |= goals_of(body)
            if request.look_back and arrived and arrived[-1][0] & RETIRE:
                self._renewed += 1
            if lost is not None:
                results.append(encode(lost_result(chunk[len(arrived)][0], lost)))
        return results

    def _run_chunk(
        self, chunk: List[Any], request: Request
    ) -> Tuple[List[Tuple[int, bytes]], Optional[Lost]]:
        self._number += 1
        folder = os.path.join(self._scratch, "batch-%d" % self._number)

        def work(tell: Tell) -> None:
            walls_seam.forbid_fork()
            executor = Executor(self._loaded, self._limits, folder)
            execute_all(executor, chunk, request, tell)

        os.makedirs(folder)
        try:
            return self._forks.run(work, len(chunk), self._allowance_s)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def execute_all(executor: Executor, programs: List[Any], request: Request, tell: Tell) -> None:
    """Runs programs until all are done or the process is spent."""
    for program in programs:
        lost = encode(lost_result(program[0], Lost("timeout", "interrupts ignored")))
        executor.timer.give_up = functools.partial(tell, lost, RETIRE)
        result = executor.execute(program, request)
        flags = (NEW if result.get("is_new") else 0) | (RETIRE if executor.is_spent else 0)
        tell(encode(result), flags)
        if executor.is_spent:
            return


def goals_of(body: bytes) -> int:
    """The goals of a result as bits."""
    bits = 0
    for goal in json.loads(body).get("goals", ()):
        bits |= 1 << (8 * goal)
    return bits
