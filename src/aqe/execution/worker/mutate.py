"""Runs programs against mutants of the subject, a fork for each, and compares what they show.

A mutant inside a function replaces the code of the living functions. All others, and those whose line
ran during the import, need another import: a process that was forked before the subject was imported
does that.
"""

import json
from typing import Any, Callable, Dict, List, Optional, Protocol, Sequence, Tuple

from . import walls_seam
from .baselines import Job, Trial, differ_by_form, disturbed, shown_by, tells_apart
from .execute import Executor, Request
from .lost import Lost
from .protocol import PROGRESS, RETIRE, Tell, encode

_ENDLESS = 1 << 40
_CPU_FLOOR_S = 0.1
_CPU_FACTOR = 10


class Runs(Protocol):
    """Where work is done: in forks, or in this process."""

    def run(
        self, work: Callable[[Tell], None], expected: int, allowance_s: float
    ) -> Tuple[List[Tuple[int, bytes]], Optional[Lost]]:
        """Does work and collects its results; see `Forks.run`."""
        ...


class MutantRunner:
    """Tries jobs one after the other, each try in a fork or in what stands in for one.

    Args:
        prepare: Puts the mutant in place, in the fork; returns the executor to use, or why it
            cannot be done as a trial.
    """

    def __init__(self, prepare: Callable[[Job], Any], runs: Runs, limits: Dict[str, Any]) -> None:
        self._prepare = prepare
        self._runs = runs
        self._limits = limits

    def run(self, job: Job) -> Trial:
        """Tries one mutant."""
        noticed: List[int] = []
        timed_out: List[int] = []
        detail = ""
        seen: Optional[Tuple[Sequence[Sequence[str]], bool]] = None
        waiting = list(range(len(job.programs)))
        while waiting:
            trial, done = self._attempt(job, waiting)
            if trial.state in ("error", "elsewhere"):
                return trial
            hit = trial.noticed[0] if trial.noticed else None
            if hit is not None and job.stop_at_first and hit != waiting[0]:
                alone, _ = self._attempt(job, [hit])
                if not alone.noticed:  # what earlier programs left behind made the difference
                    waiting = [each for each in waiting if each > hit]
                    continue
                trial = alone
            (timed_out if trial.state == "timeout" else noticed).extend(trial.noticed)
            detail = detail or trial.detail
            if trial.noticed and seen is None:
                seen = (trial.disturbed, trial.is_by_form)
            if trial.noticed and job.stop_at_first:
                break
            waiting = [each for each in waiting if each > done]
        state = "killed" if noticed else "timeout" if timed_out else "survived"
        return Trial(state, noticed or timed_out, detail, *(seen or ((), False)))

    def _attempt(self, job: Job, positions: List[int]) -> Tuple[Trial, int]:
        """Runs programs in one fork; returns the last position that came to an end, too."""

        def work(tell: Tell) -> None:
            walls_seam.forbid_fork()
            executor = self._prepare(job)
            if isinstance(executor, Trial):
                tell(encode(executor), RETIRE)
            else:
                try_programs(executor, job, positions, tell)

        allowance_s = job.timeout_s + self._limits["wall_s_per_call"] + self._limits["grace_s"]
        frames, lost = self._runs.run(work, _ENDLESS, allowance_s)
        if lost is None:
            return Trial(*json.loads(frames[-1][1])), positions[-1]
        if lost.is_fault:
            return Trial("error", [], lost.detail), 1 << 30
        if not frames:
            state = "timeout" if lost.outcome == "timeout" else "error"
            return Trial(state, [], "while the mutant was put in place: " + lost.detail), 1 << 30
        at = json.loads(frames[-1][1])
        state = "timeout" if lost.outcome == "timeout" else "killed"
        return Trial(state, [*at["noticed"], at["at"]], lost.detail), at["at"]


def limit_time(executor: Executor, job: Job, position: int) -> None:
    """Gives a program some times as long as it takes on the subject as it is."""
    baseline = job.baselines[position]
    limit_s = min(job.timeout_s, _CPU_FLOOR_S + _CPU_FACTOR * baseline.duration_s)
    executor.timer.cpu_s = limit_s
    # A busy machine stops a process for a while: that must not look like a mutant that hangs.
    executor.timer.wall_s = job.timeout_s + executor.wall_s


def try_programs(executor: Executor, job: Job, positions: List[int], tell: Tell) -> None:
    """Runs programs against a mutant that is in place, and reports before each and at the end."""
    request = Request(0, observe=True, compare=False)
    noticed: List[int] = []
    state = "survived"
    parts: Sequence[Sequence[str]] = ()
    is_by_form = False
    for position in positions:
        tell(encode({"at": position, "noticed": noticed}), PROGRESS)
        baseline = job.baselines[position]
        limit_time(executor, job, position)
        result = executor.execute(job.programs[position], request)
        shown = shown_by(job.programs[position], result)
        if tells_apart(shown, baseline.shown):
            if not noticed:
                parts = disturbed(shown, baseline.shown)
                is_by_form = differ_by_form(shown, baseline.shown)
            noticed.append(position)
            if state != "killed":
                state = "timeout" if result["outcome"] == "timeout" else "killed"
            if job.stop_at_first:
                break
    tell(encode([state, noticed, "", parts, is_by_form]), RETIRE)
