"""Answers one request in the process that imported the subject, for systems that cannot fork.

Every result is sent as soon as it is there, so that a process that dies loses the running program only:
whoever started it starts another one for the rest.
"""

import json
import os
from functools import partial
from typing import Any, Dict, List, Optional

from .alone import Alone
from .baselines import Job, Trial, baseline_of
from .batch import execute_all
from .execute import Executor, Request
from .loading import Loaded
from .lost import fault_of
from .mutants import Mutants, Task
from .mutate import MutantRunner
from .patches import Mutant, Patches
from .protocol import FAULT, PROGRESS, RETIRE, encode, write_result
from .reimport import forget_package, import_mutated, patches_of
from .watch import Watch
from .watchdog import Watchdog


class Apart:
    """Runs programs and mutants here and streams what they show."""

    def __init__(
        self,
        loaded: Loaded,
        subject: Dict[str, Any],
        watch: Watch,
        watchdog: Watchdog,
        replies: int,
    ) -> None:
        self._loaded = loaded
        self._subject = subject
        self._watch = watch
        self._watchdog = watchdog
        self._tell = partial(write_result, replies)
        self._patches: Optional[Patches] = None
        self._executor: Optional[Executor] = None
        self._task: Optional[Task] = None
        self._runner = MutantRunner(self._prepare, Alone(self._forward), subject["limits"])
        self._is_first = True

    def run(self, request: Dict[str, Any], known: int, seen: int) -> None:
        """Runs the programs of one batch."""
        try:
            folder = os.path.join(self._subject["scratch"], "batch-1")
            os.makedirs(folder, exist_ok=True)
            wanted = Request(
                known,
                bool(request.get("observe")),
                bool(request.get("compare")),
                look_back=bool(request.get("look_back")),
                renew=bool(request.get("renew")),
                is_backwards=bool(request.get("backwards")),
            )
            wanted.seen = seen
            executor = Executor(self._loaded, self._subject["limits"], folder)
            execute_all(executor, request["programs"], wanted, self._tell)
        except BaseException as error:  # ours, or code under test spoiled ours
            self._tell(fault_of(error), FAULT)

    def run_mutants(self, request: Dict[str, Any]) -> None:
        """Tries mutants one after the other, each by an import of its own."""
        try:
            baselines = [baseline_of(each) for each in request["baselines"]]
            mutants = Mutants(self._loaded, self._attempt)
            for data in request["mutants"]:
                mutant = None if data is None else Mutant(*data)
                result = mutants.judge(mutant, baselines, request)
                executor = self._executor
                is_spent = result["state"] == "again" or (
                    executor is not None and executor.is_spent
                )
                self._tell(encode(result), RETIRE if is_spent else 0)
                if is_spent:
                    return
        except BaseException as error:
            self._tell(fault_of(error), FAULT)

    def _attempt(self, task: Task) -> Trial:
        """Tries a mutant; what it shows is doubted where others were tried before."""
        is_first, self._is_first = self._is_first, False
        self._task = task
        trial = self._runner.run(task.job)
        if is_first or trial.state == "survived":
            return trial
        return trial if self._is_clean(task.job, trial) else Trial("again", [])

    def _is_clean(self, job: Job, trial: Trial) -> bool:
        """Whether the programs that noticed show on the subject as it is what they always show."""
        noticed = trial.noticed or list(range(min(1, len(job.programs))))
        control = job._replace(
            mutant=None,
            programs=[job.programs[each] for each in noticed],
            baselines=[job.baselines[each] for each in noticed],
            stop_at_first=False,
        )
        return self._runner.run(control).state == "survived"

    def _prepare(self, job: Job) -> Any:
        """Imports the mutated subject."""
        self._tell(encode({"at": None}), PROGRESS)
        path = self._subject["path"]
        if self._patches is None:
            self._patches = patches_of(path)
        forget_package(self._subject["module"])
        found = import_mutated(job, self._patches, self._subject, self._watch, self._watchdog)
        self._executor = found if isinstance(found, Executor) else None
        return found

    def _forward(self, body: bytes, flags: int) -> None:
        """Tells which program runs now and which noticed so far, by what the request calls them."""
        assert self._task is not None
        told = json.loads(body)
        names: List[Any] = [program[0] for program in self._task.job.programs]
        progress = {
            "at": self._task.chosen[told["at"]],
            "running": names[told["at"]],
            "noticed": [names[each] for each in told["noticed"]],
        }
        self._tell(encode(progress), flags)
