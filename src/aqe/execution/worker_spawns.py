"""Runs programs and mutants where a worker cannot fork: a fresh process for each batch.

A process that crashes, hangs or ends loses the running program only; the rest runs in another one.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aqe.domain.mutant import Mutant
from aqe.execution import worker_messages
from aqe.execution.limits import Limits
from aqe.execution.worker.baselines import Baseline, Baselines, baseline_data
from aqe.execution.worker.interrupts import HUNG
from aqe.execution.worker.lost import Lost, lost_by_fault, lost_result
from aqe.execution.worker.protocol import FAULT, PROGRESS, RETIRE
from aqe.execution.worker_process import WorkerDied, WorkerProcess

__all__ = ["Spawns"]

_MOST_RENEWALS = 40
"""Processes that are replaced since a program left the subject changed: a start costs an import."""
_MUTANTS_TOGETHER = 25
"""Mutants for one process, at most."""
_IMPORTS = 0.5
"""Part of the time for imports after which a process that imports a mutant is killed."""

Message = dict[str, Any]


class Spawns:
    """The client's side of a worker without forks.

    Args:
        fresh: Starts a process and loads the subject there; raises `WorkerDied`.
        limits: Of the code under test.
    """

    def __init__(self, fresh: Callable[[], WorkerProcess], limits: Limits) -> None:
        self._fresh = fresh
        self._limits = limits
        self._baselines = Baselines(self._observe)
        self._shaky: dict[str, bool] = {}
        self._renewed = 0

    # --- programs -------------------------------------------------------------------------------

    def run(
        self, programs: Sequence[Any], options: Mapping[str, Any], known: set[int], seen: set[int]
    ) -> list[Message]:
        """One result per program, in order.

        Args:
            programs: As messages.
            options: ``observe``, ``compare`` and ``batch``: programs that share a process.
            known: Goals that are nothing new.
            seen: Goals that earlier programs reached, those of `known` too.
        """
        results: list[Message] = []
        size = max(1, int(options.get("batch", 200)))
        seen = set(seen)
        while len(results) < len(programs):
            chunk = programs[len(results) : len(results) + size]
            request = {
                **options,
                "op": "run",
                "programs": chunk,
                "known": sorted(known),
                "seen": sorted(seen - known),
                "renew": self._renewed < _MOST_RENEWALS,
            }
            arrived, lost = self._batch(request, len(chunk))
            for each in arrived:
                seen.update(each.get("goals", ()))
            results += arrived
            self._renewed += any(each.get("lasting") for each in arrived)
            if lost is not None:
                results.append(lost_result(chunk[len(arrived)][0], lost))
        return results

    def _batch(self, request: Message, expected: int) -> tuple[list[Message], Lost | None]:
        process = self._fresh()
        limits = self._limits
        within_s = limits.cpu_s_per_call + limits.wall_s_per_call + limits.grace_s
        arrived: list[Message] = []
        try:
            for flags, body in process.stream(request, within_s=lambda: within_s):
                if flags & FAULT:
                    return arrived, lost_by_fault(body)
                arrived.append(json.loads(body))
                if flags & RETIRE or len(arrived) >= expected:
                    break
        except WorkerDied as death:
            return arrived, _lost(death, within_s)
        return arrived, None

    def _observe(self, programs: list[Any], batch: int) -> list[Message]:
        return self.run(programs, {"observe": True, "compare": False, "batch": batch}, set(), set())

    # --- mutants --------------------------------------------------------------------------------

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Any],
        *,
        stop_at_first: bool,
        timeout_s: float,
        first: Mapping[str, int],
    ) -> list[Message]:
        """What becomes of each mutant, in order."""
        options = {"op": "mutants", "timeout_s": timeout_s, "first": dict(first)}
        baselines = self._steady(list(programs), options)
        request = {
            **options,
            "stop_at_first": stop_at_first,
            "programs": programs,
            "baselines": [baseline_data(each) for each in baselines],
        }
        waiting = [worker_messages.mutant_message(each) for each in mutants]
        results: list[Message] = []
        while len(results) < len(waiting):
            results += self._some_mutants(waiting[len(results) :], request)
        return results

    def _steady(self, programs: list[Any], options: Message) -> list[Baseline]:
        """Baselines; programs that show something else after another import tell nothing."""
        baselines = self._baselines.of(programs)
        keys = [json.dumps(each[1:]) for each in programs]
        fresh = [at for at, key in enumerate(keys) if key not in self._shaky]
        if fresh:
            numbered = [[at, *programs[at][1:]] for at in fresh]
            request = {
                **options,
                "stop_at_first": False,
                "programs": numbered,
                "baselines": [baseline_data(baselines[at]) for at in fresh],
            }
            (result,) = self._some_mutants([None], request)
            spoiled = result["state"] == "error"
            for at in fresh:
                self._shaky[keys[at]] = spoiled or at in result["killed_by"]
        return [
            each._replace(is_stable=each.is_stable and not self._shaky[key])
            for each, key in zip(baselines, keys, strict=True)
        ]

    def _some_mutants(self, mutants: Sequence[Any], request: Message) -> list[Message]:
        """Results of the first mutants: at least of one, at most of those that one process tries."""
        trial = _Trials(self._limits, float(request["timeout_s"]))
        wanted = list(mutants[:_MUTANTS_TOGETHER])
        death = trial.follow(self._fresh(), {**request, "mutants": wanted}, len(wanted))
        if trial.results or death is None:
            return trial.results or [_error("the worker sent no result")]
        # The first one died with the process: what is left of its programs runs in another one.
        first = trial.what_death_means(death)
        if request["stop_at_first"] or first["state"] == "error" or trial.at is None:
            return [first]
        (rest,) = self._some_mutants(wanted[:1], {**request, "after": trial.at})
        return [_joined(first, rest)]


class _Trials:
    """Mutants that one process tries."""

    def __init__(self, limits: Limits, timeout_s: float) -> None:
        self._import_s = limits.import_s * _IMPORTS + limits.grace_s
        self._program_s = timeout_s + limits.wall_s_per_call + limits.grace_s
        self.results: list[Message] = []
        self._progress: Message | None = None
        self.at: int | None = None
        """The program that ran last, by its position in the request."""

    def follow(self, process: WorkerProcess, request: Message, expected: int) -> Lost | None:
        """Collects results; how the process was lost, if it was."""
        try:
            for flags, body in process.stream(request, within_s=self._within_s):
                if flags & FAULT:
                    return lost_by_fault(body)
                message: Message = json.loads(body)
                if flags & PROGRESS:
                    self._progress = message
                    self.at = message["at"]
                    continue
                self._progress = self.at = None
                if message["state"] == "again":
                    break
                self.results.append(message)
                if flags & RETIRE or len(self.results) >= expected:
                    break
        except WorkerDied as death:
            return _lost(death, self._within_s())
        return None

    def _within_s(self) -> float:
        importing = self._progress is None or self._progress["at"] is None
        return self._import_s if importing else self._program_s

    def what_death_means(self, lost: Lost) -> Message:
        """The result of the mutant that was tried when the process was lost."""
        if lost.is_fault:
            return _error(lost.detail)
        is_timeout = lost.outcome == "timeout"
        if self._progress is None or self._progress["at"] is None:
            state = "timeout" if is_timeout else "error"
            return {**_error("while the mutant was put in place: " + lost.detail), "state": state}
        noticed = [*self._progress["noticed"], self._progress["running"]]
        state = "timeout" if is_timeout else "killed"
        return {**_error(lost.detail), "state": state, "killed_by": noticed}


def _error(detail: str) -> Message:
    return {"state": "error", "killed_by": [], "detail": detail, "duration_s": 0.0}


def _joined(one: Message, other: Message) -> Message:
    """One result of two that share the programs of a mutant."""
    killed = [each for each in (one, other) if each["state"] == "killed"]
    noticed = [each for each in (one, other) if each["state"] in ("killed", "timeout")]
    counted = killed or noticed
    return {
        "state": counted[0]["state"],
        "killed_by": [name for each in counted for name in each["killed_by"]],
        "detail": one["detail"] or other["detail"],
        "duration_s": one["duration_s"] + other["duration_s"],
    }


def _lost(death: WorkerDied, within_s: float) -> Lost:
    if death.timed_out:
        return Lost("timeout", f"killed after {within_s:.1f} s without a result")
    if death.status == HUNG:
        return Lost("timeout", "interrupts ignored")
    if death.status is None:
        return Lost("crashed", str(death))
    if death.status >= 0:
        return Lost("crashed", f"exited with status {death.status}")
    return Lost("crashed", f"killed by {_signal_name(-death.status)}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
