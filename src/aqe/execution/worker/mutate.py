"""Runs programs against mutants of the subject, a fork for each, and compares what they show.

A mutant inside a function replaces the code of the living functions. All others, and those whose line
ran during the import, need another import: a process that was forked before the subject was imported
does that.
"""

import json
from typing import Any, Callable, Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Tuple

from . import walls_seam
from .batch import Batches
from .execute import Executor, Request
from .forks import Forks
from .patches import Mutant
from .protocol import RETIRE, encode, write_result

_ENDLESS = 1 << 40
_CPU_FLOOR_S = 0.1
_CPU_FACTOR = 10
_TOGETHER = 25
"""Programs that share a fork when baselines are taken: a fork each would cost more than all else."""
_TRUSTED = ("completed", "raised")


class Baseline(NamedTuple):
    """What a program shows on the unmutated subject."""

    facts: bytes
    goals: FrozenSet[int]
    duration_s: float
    is_stable: bool


class Trial(NamedTuple):
    """What became of a mutant: state, positions of the programs that noticed it, explanation."""

    state: str
    noticed: List[int]
    detail: str = ""


class Job(NamedTuple):
    """One mutant with the programs that can notice it."""

    mutant: Optional[Mutant]
    """None tries the subject as it is."""
    programs: List[Any]
    baselines: List[Baseline]
    stop_at_first: bool
    timeout_s: float


def facts_of(result: Dict[str, Any]) -> bytes:
    """What two runs of a program are compared by."""
    observations = [
        dict(each, raised=_shown(each.get("raised"))) for each in result.get("observations", ())
    ]
    return encode(
        [
            result["outcome"],
            _shown(result.get("failure")),
            observations,
            result.get("after"),
            result.get("files"),
        ]
    )


def _shown(failure: Optional[Dict[str, Any]]) -> Optional[List[Any]]:
    return None if failure is None else [failure["type"], failure["message"]]


class Baselines:
    """Baselines of programs, taken once and kept for later requests."""

    def __init__(self, batches: Batches) -> None:
        self._batches = batches
        self._kept: Dict[bytes, Baseline] = {}

    def of(self, programs: Sequence[Any]) -> List[Baseline]:
        """One baseline per program.

        Each program runs twice, behind different others: one that shows different things is not stable,
        and cannot tell a mutant.
        """
        keys = [encode(program[1:]) for program in programs]
        missing = {key: program for key, program in zip(keys, programs) if key not in self._kept}
        if missing:
            fresh = list(missing.values())
            alone = self._results(fresh[::-1], _TOGETHER)[::-1]
            together = self._results(fresh, len(fresh))
            for key, one, other in zip(missing, alone, together):
                self._kept[key] = _baseline(one, other)
        return [self._kept[key] for key in keys]

    def _results(self, programs: List[Any], batch: int) -> List[Dict[str, Any]]:
        options = {"observe": True, "batch": batch}
        return [json.loads(each) for each in self._batches.run(programs, 0, 0, options)]


def _baseline(one: Dict[str, Any], other: Dict[str, Any]) -> Baseline:
    facts = facts_of(one)
    is_stable = one["outcome"] in _TRUSTED and facts == facts_of(other)
    duration_s = max(one.get("duration_s", 0.0), other.get("duration_s", 0.0))
    return Baseline(facts, frozenset(one.get("goals", ())), duration_s, is_stable)


class MutantRunner:
    """Tries jobs one after the other.

    Args:
        prepare: Puts the mutant in place, in the fork; returns the executor to use, or why it
            cannot be done as a trial.
    """

    def __init__(self, prepare: Callable[[Job], Any], forks: Forks, limits: Dict[str, Any]) -> None:
        self._prepare = prepare
        self._forks = forks
        self._limits = limits

    def run(self, job: Job) -> Trial:
        """Tries one mutant."""
        noticed: List[int] = []
        timed_out: List[int] = []
        detail = ""
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
            if trial.noticed and job.stop_at_first:
                break
            waiting = [each for each in waiting if each > done]
        state = "killed" if noticed else "timeout" if timed_out else "survived"
        return Trial(state, noticed or timed_out, detail)

    def _attempt(self, job: Job, positions: List[int]) -> Tuple[Trial, int]:
        """Runs programs in one fork; returns the last position that came to an end, too."""

        def work(descriptor: int) -> None:
            walls_seam.forbid_fork()
            executor = self._prepare(job)
            if isinstance(executor, Trial):
                write_result(descriptor, encode(executor), RETIRE)
            else:
                try_programs(executor, job, positions, descriptor)

        allowance_s = job.timeout_s + self._limits["wall_s_per_call"] + self._limits["grace_s"]
        frames, lost = self._forks.run(work, _ENDLESS, allowance_s)
        if lost is None:
            state, noticed, detail = json.loads(frames[-1][1])
            return Trial(state, noticed, detail), positions[-1]
        if lost.is_fault:
            return Trial("error", [], lost.detail), 1 << 30
        if not frames:
            state = "timeout" if lost.outcome == "timeout" else "error"
            return Trial(state, [], "while the mutant was put in place: " + lost.detail), 1 << 30
        at = json.loads(frames[-1][1])
        state = "timeout" if lost.outcome == "timeout" else "killed"
        return Trial(state, [*at["noticed"], at["at"]], lost.detail), at["at"]


def try_programs(executor: Executor, job: Job, positions: List[int], descriptor: int) -> None:
    """Runs programs against a mutant that is in place, and reports before each and at the end."""
    request = Request(0, observe=True, compare=False)
    noticed: List[int] = []
    state = "survived"
    for position in positions:
        write_result(descriptor, encode({"at": position, "noticed": noticed}), 0)
        baseline = job.baselines[position]
        limit_s = min(job.timeout_s, _CPU_FLOOR_S + _CPU_FACTOR * baseline.duration_s)
        executor.timer.cpu_s = limit_s
        executor.timer.wall_s = max(limit_s, job.timeout_s)
        result = executor.execute(job.programs[position], request)
        if facts_of(result) != baseline.facts:
            noticed.append(position)
            if state != "killed":
                state = "timeout" if result["outcome"] == "timeout" else "killed"
            if job.stop_at_first:
                break
    write_result(descriptor, encode([state, noticed, ""]), RETIRE)
