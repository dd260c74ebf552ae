"""Many mutants in one fork: code is swapped, programs run, code is put back.

A fork costs more than the few programs that most mutants need. What one mutant leaves behind must not
count against the next, so the fork ends with the first change of the subject's state, and a program that
notices a mutant has to show on the subject as it is what it always shows. A mutant for which this fails,
one that nothing noticed behind others, and one in which the fork dies, get no verdict here.
"""

import json
import os
import shutil
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from . import walls_seam
from .baselines import Job, Trial, differ_by_form, disturbed, shown_by, tells_apart
from .execute import Executor, Request
from .forks import Forks
from .lasting import Lasting
from .loading import Loaded
from .mutate import limit_time
from .patches import Patches, restore, swap
from .protocol import PROGRESS, RETIRE, Tell, encode

_ENDLESS = 1 << 40


class _Shown(NamedTuple):
    """What the programs of one mutant showed."""

    trial: Optional[Trial]
    is_spent: bool


class Together:
    """Tries mutants of functions, one behind the other in a fork.

    Args:
        loaded: The subject.
        patches: Compiles mutants of its functions.
        forks: Where work is done.
        limits: Of one call.
        folder: For what the programs write.
    """

    def __init__(
        self, loaded: Loaded, patches: Patches, forks: Forks, limits: Dict[str, Any], folder: str
    ) -> None:
        self._loaded = loaded
        self._patches = patches
        self._forks = forks
        self._limits = limits
        self._folder = folder

    def run(self, jobs: Sequence[Job]) -> List[Optional[Trial]]:
        """One verdict per job, None where it has to be tried alone."""
        found: List[Optional[Trial]] = []
        while len(found) < len(jobs):
            verdicts, is_lost = self._attempt(jobs[len(found) :])
            found += verdicts
            if is_lost and len(found) < len(jobs):
                found.append(None)
        return found

    def _attempt(self, jobs: Sequence[Job]) -> Tuple[List[Optional[Trial]], bool]:
        """Verdicts in one fork, and whether it was lost in the midst of the next one."""

        def work(tell: Tell) -> None:
            walls_seam.forbid_fork()
            folder = os.path.join(self._folder, str(os.getpid()))
            os.makedirs(folder)
            executor = Executor(self._loaded, self._limits, folder)
            self._try_all(executor, jobs, tell)

        allowance_s = jobs[0].timeout_s + self._limits["wall_s_per_call"] + self._limits["grace_s"]
        frames, _ = self._forks.run(work, _ENDLESS, allowance_s)
        shutil.rmtree(self._folder, ignore_errors=True)
        bodies = [json.loads(body) for flags, body in frames if not flags & PROGRESS]
        is_lost = not frames or not frames[-1][0] & RETIRE
        return [None if each is None else Trial(*each) for each in bodies], is_lost

    def _try_all(self, executor: Executor, jobs: Sequence[Job], tell: Tell) -> None:
        state = Lasting(self._loaded.module, count_additions=True)
        for number, job in enumerate(jobs):
            shown = self._try(executor, job, tell)
            is_last = number == len(jobs) - 1
            is_spent = shown.trial is None or shown.is_spent or bool(state.changed())
            trial = shown.trial
            if number and trial is not None and trial.state == "survived":
                trial = None  # what an earlier one left where nobody looks may hide it
            tell(encode(trial), RETIRE if is_spent or is_last else 0)
            if is_spent:
                return

    def _try(self, executor: Executor, job: Job, tell: Tell) -> _Shown:
        assert job.mutant is not None
        try:
            codes = self._patches.function_codes(job.mutant)
        except (SyntaxError, ValueError) as error:
            return _Shown(Trial("error", [], "%s: %s" % (type(error).__name__, error)), False)
        old = None if codes is None else swap(self._loaded.functions, codes)
        if old is None:
            return _Shown(None, True)
        self._forget()
        try:
            shown = self._programs(executor, job, tell)
        finally:
            restore(old)
            self._forget()
        if shown.trial is not None and shown.trial.noticed and not shown.is_spent:
            position = shown.trial.noticed[0]
            if not _shows_the_usual(executor, job, position):
                return _Shown(None, True)
        return shown

    def _forget(self) -> None:
        """Empties caches: what they hold comes from other code than what runs next."""
        for forget in self._loaded.forgetters:
            forget()

    @staticmethod
    def _programs(executor: Executor, job: Job, tell: Tell) -> _Shown:
        request = Request(0, observe=True, compare=False)
        for position, program in enumerate(job.programs):
            tell(b"", PROGRESS)
            limit_time(executor, job, position)
            result = executor.execute(program, request)
            shown, usual = shown_by(program, result), job.baselines[position].shown
            if tells_apart(shown, usual):
                state = "timeout" if result["outcome"] == "timeout" else "killed"
                by_form = differ_by_form(shown, usual)
                trial = Trial(state, [position], "", disturbed(shown, usual), by_form)
                return _Shown(trial, executor.is_spent or state == "timeout")
            if executor.is_spent:
                return _Shown(None, True)
        return _Shown(Trial("survived", []), False)


def _shows_the_usual(executor: Executor, job: Job, position: int) -> bool:
    """Whether a program shows on the subject as it is what it always shows."""
    limit_time(executor, job, position)
    result = executor.execute(job.programs[position], Request(0, observe=True, compare=False))
    shown = shown_by(job.programs[position], result)
    return shown.facts == job.baselines[position].shown.facts
