"""Answers requests about mutants: which programs concern which mutant, and where it is tried."""

import os
import shutil
import time
from typing import Any, Dict, List, Optional

from .batch import Batches
from .execute import Executor
from .forks import Forks
from .loading import Loaded
from .mutate import Baseline, Baselines, Job, MutantRunner, Trial
from .patches import Mutant, Patches, swap
from .pristine import Pristine

_clock = time.perf_counter


class Mutants:
    """Tries mutants of one loaded subject."""

    def __init__(
        self,
        loaded: Loaded,
        batches: Batches,
        pristine: Pristine,
        forks: Forks,
        limits: Dict[str, Any],
        scratch: str,
    ) -> None:
        self._loaded = loaded
        self._limits = limits
        self._folder = os.path.join(scratch, "mutants")
        self._pristine = pristine
        self._baselines = Baselines(batches)
        self._runner = MutantRunner(self._prepare, forks, limits)
        self._patches = Patches(loaded.source, loaded.filename, loaded.instrumented.code)
        self._by_import = frozenset(loaded.reached)

    def run(self, request: Dict[str, Any]) -> List[Dict[str, Any]]:
        """One result per mutant, in order."""
        programs = request["programs"]
        baselines = self._baselines.of(programs)
        return [
            self._try(Mutant(*each), programs, baselines, request) for each in request["mutants"]
        ]

    def _try(
        self,
        mutant: Mutant,
        programs: List[Any],
        baselines: List[Baseline],
        request: Dict[str, Any],
    ) -> Dict[str, Any]:
        started = _clock()
        if not mutant.fits(self._patches.source):
            trial = Trial("error", [], "the mutant does not fit the source")
            return _result(trial, [], started)
        goal = self._loaded.goal_of_line(mutant.line)
        imported = goal is None or goal in self._by_import
        concerned = [
            position for position, each in enumerate(baselines) if imported or goal in each.goals
        ]
        if not concerned:
            return _result(Trial("no-coverage", []), [], started)
        chosen = [position for position in concerned if baselines[position].is_stable]
        job = Job(
            mutant,
            [programs[position] for position in chosen],
            [baselines[position] for position in chosen],
            bool(request["stop_at_first"]),
            float(request["timeout_s"]),
        )
        trial = self._trial(job, imported)
        noticed = [programs[chosen[position]][0] for position in trial.noticed]
        return _result(trial, noticed, started)

    def _trial(self, job: Job, imported: bool) -> Trial:
        if not imported:
            trial = self._runner.run(job)
            shutil.rmtree(self._folder, ignore_errors=True)
            if trial.state != "elsewhere":
                return trial
        trials = self._pristine.run([job])
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


def _result(trial: Trial, noticed: List[int], started: float) -> Dict[str, Any]:
    return {
        "state": trial.state,
        "killed_by": noticed,
        "detail": trial.detail,
        "duration_s": _clock() - started,
    }
