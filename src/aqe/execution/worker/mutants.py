"""Answers requests about mutants: which programs concern which mutant, and where it is tried in forks."""

import os
import shutil
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from .baselines import Baseline, Job, Trial
from .execute import Executor
from .forks import Forks
from .loading import Loaded
from .mutate import MutantRunner
from .patches import Mutant, Patches, swap
from .pristine import Pristine

_clock = time.perf_counter


class Task(NamedTuple):
    """A mutant, the programs that concern it and whether it matters at import."""

    job: Job
    chosen: List[int]
    """Positions of its programs among those of the request."""
    is_imported: bool


class Mutants:
    """Tries mutants of one loaded subject.

    Args:
        loaded: The subject.
        attempt: Puts a mutant in place and runs its programs.
    """

    def __init__(self, loaded: Loaded, attempt: Callable[[Task], Trial]) -> None:
        self._loaded = loaded
        self._attempt = attempt
        self._by_import = frozenset(loaded.reached)

    def judge(
        self, mutant: Optional[Mutant], baselines: List[Baseline], request: Dict[str, Any]
    ) -> Dict[str, Any]:
        """What becomes of one mutant; None stands for the subject as it is."""
        started = _clock()
        programs = request["programs"]
        if mutant is not None and not mutant.fits(self._loaded.source):
            return _result(Trial("error", [], "the mutant does not fit the source"), [], started)
        goal = None if mutant is None else self._loaded.goal_of_line(mutant.line)
        imported = goal is None or goal in self._by_import
        concerned = [
            position for position, each in enumerate(baselines) if imported or goal in each.goals
        ]
        if not concerned:
            return _result(Trial("no-coverage", []), [], started)
        chosen = [
            position
            for position in concerned
            if baselines[position].is_stable and position > request.get("after", -1)
        ]
        job = Job(
            mutant,
            [programs[position] for position in chosen],
            [baselines[position] for position in chosen],
            bool(request["stop_at_first"]),
            float(request["timeout_s"]),
        )
        trial = self._attempt(Task(job, chosen, imported))
        noticed = [job.programs[each][0] for each in trial.noticed]
        return _result(trial, noticed, started, _tried(job, trial))


class InForks:
    """Tries mutants in forks: of this process by swapping code, of a pristine one by an import."""

    def __init__(
        self,
        loaded: Loaded,
        pristine: Pristine,
        forks: Forks,
        limits: Dict[str, Any],
        scratch: str,
    ) -> None:
        self._loaded = loaded
        self._limits = limits
        self._folder = os.path.join(scratch, "mutants")
        self._pristine = pristine
        self._runner = MutantRunner(self._prepare, forks, limits)
        self._patches = Patches(loaded.source, loaded.filename, loaded.instrumented.code)

    def attempt(self, task: Task) -> Trial:
        """Tries one mutant."""
        if not task.is_imported:
            trial = self._runner.run(task.job)
            shutil.rmtree(self._folder, ignore_errors=True)
            if trial.state != "elsewhere":
                return trial
        trials = self._pristine.run([task.job])
        if trials is None:
            return Trial("error", [], "the process that imports mutants is gone")
        return trials[0]

    def _prepare(self, job: Job) -> Any:
        """In the fork: swaps the code of the functions concerned."""
        assert job.mutant is not None
        try:
            codes: Optional[Dict[Any, Any]] = self._patches.function_codes(job.mutant)
        except (SyntaxError, ValueError) as error:
            return Trial("error", [], "%s: %s" % (type(error).__name__, error))
        if codes is None or not swap(self._loaded.functions, codes):
            return Trial("elsewhere", [])
        folder = os.path.join(self._folder, str(os.getpid()))
        os.makedirs(folder)
        return Executor(self._loaded, self._limits, folder)


def _tried(job: Job, trial: Trial) -> int:
    """How many programs ran on the mutant; all that reach it where none noticed."""
    if trial.state == "error":
        return 0
    return trial.noticed[0] + 1 if trial.noticed and job.stop_at_first else len(job.programs)


def _result(trial: Trial, noticed: List[int], started: float, tried: int = 0) -> Dict[str, Any]:
    return {
        "state": trial.state,
        "killed_by": noticed,
        "detail": trial.detail,
        "duration_s": _clock() - started,
        "tried": tried,
    }
