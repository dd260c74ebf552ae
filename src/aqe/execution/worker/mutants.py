"""Answers requests about mutants: which programs concern which mutant, and where it is tried in forks."""

import os
import shutil
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Union

from .baselines import Baseline, Job, Trial
from .execute import Executor, compile_ahead
from .forks import Forks
from .loading import Loaded
from .mutate import MutantRunner
from .patches import Mutant, Patches, swap
from .pristine import Pristine
from .together import Together

_WORTH_IT = 2
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
        together: Tries many at once, where that can be done.
    """

    def __init__(
        self,
        loaded: Loaded,
        attempt: Callable[[Task], Trial],
        together: Optional[Together] = None,
    ) -> None:
        self._loaded = loaded
        self._attempt = attempt
        self._together = together
        self._by_import = frozenset(loaded.reached)

    def judge(
        self, mutant: Optional[Mutant], baselines: List[Baseline], request: Dict[str, Any]
    ) -> Dict[str, Any]:
        """What becomes of one mutant; None stands for the subject as it is."""
        return self.judge_all([mutant], baselines, request)[0]

    def judge_all(
        self,
        mutants: Sequence[Optional[Mutant]],
        baselines: List[Baseline],
        request: Dict[str, Any],
    ) -> List[Dict[str, Any]]:
        """What becomes of some mutants."""
        started = _clock()
        compile_ahead(request["programs"])
        found = [self._task(each, baselines, request) for each in mutants]
        tasks = [each for each in found if isinstance(each, Task)]
        early: Dict[int, Trial] = {}
        if self._together is not None:
            early = self._tried_together(self._together, tasks)
        each_s = (_clock() - started) / max(1, len(tasks))
        results = []
        for each in found:
            if not isinstance(each, Task):
                results.append(_result(each, [], _clock()))
                continue
            begun = _clock()
            trial = early.get(id(each)) or self._attempt(each)
            noticed = [each.job.programs[place][0] for place in trial.noticed]
            result = _result(trial, noticed, begun, _tried(each.job, trial))
            result["duration_s"] += each_s if id(each) in early else 0.0
            results.append(result)
        return results

    @staticmethod
    def _tried_together(together: Together, tasks: Sequence[Task]) -> Dict[int, Trial]:
        """Verdicts by the identity of the task, for those that many at once can be judged."""
        fit = [
            each
            for each in tasks
            if each.job.mutant is not None and each.job.stop_at_first and not each.is_imported
        ]
        if len(fit) < _WORTH_IT:
            return {}
        trials = together.run([each.job for each in fit])
        return {id(task): trial for task, trial in zip(fit, trials) if trial is not None}

    def _task(
        self, mutant: Optional[Mutant], baselines: List[Baseline], request: Dict[str, Any]
    ) -> Union[Task, Trial]:
        """The programs that concern a mutant, or what is known of it without any."""
        programs = request["programs"]
        if mutant is not None and not mutant.fits(self._loaded.source):
            return Trial("error", [], "the mutant does not fit the source")
        goal = None if mutant is None else self._loaded.goal_of_line(mutant.line)
        imported = goal is None or goal in self._by_import
        concerned = [
            position for position, each in enumerate(baselines) if imported or goal in each.goals
        ]
        if not concerned:
            return Trial("no-coverage", [])
        chosen = [
            position
            for position in concerned
            if baselines[position].is_stable and position > request.get("after", -1)
        ]
        first = None if mutant is None else request["first"].get(mutant.id)
        chosen.sort(key=lambda position: programs[position][0] != first)
        job = Job(
            mutant,
            [programs[position] for position in chosen],
            [baselines[position] for position in chosen],
            bool(request["stop_at_first"]),
            float(request["timeout_s"]),
        )
        return Task(job, chosen, imported)


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
        self.together = Together(loaded, self._patches, forks, limits, self._folder)

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
        if codes is None or swap(self._loaded.functions, codes) is None:
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
        "disturbed": list(trial.disturbed),
        "by_form": trial.is_by_form,
        "duration_s": _clock() - started,
        "tried": tried,
    }
