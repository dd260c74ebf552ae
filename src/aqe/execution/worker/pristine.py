"""A process that was forked before the subject was imported, for mutants that need an import of their own."""

import importlib
import os
import re
import signal
import sys
from typing import Any, Dict, List, Optional, Set, Tuple

from .baselines import Job, Trial, baseline_data, baseline_of
from .forks import Forks
from .mutate import MutantRunner
from .patches import Mutant, Patches
from .protocol import encode, read_message, write_message
from .reimport import import_mutated, patches_of
from .watch import Watch

_exit = os._exit


class Pristine:
    """The parent's end."""

    def __init__(self, subject: Dict[str, Any], watch: Watch, forks: Forks) -> None:
        self._subject = subject
        self._known: Set[str] = set(sys.modules)
        self._patterns: Set[Tuple[str, int]] = set()
        from_parent, self._to_child = os.pipe()
        self._from_child, to_parent = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            try:
                for descriptor in [*forks.private, self._to_child, self._from_child]:
                    os.close(descriptor)
                _Host(subject, watch, from_parent, to_parent).serve()
            finally:
                _exit(0)
        os.close(from_parent)
        os.close(to_parent)
        forks.private += [self._to_child, self._from_child]

    def close(self) -> None:
        """Ends that process."""
        try:
            os.close(self._to_child)
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
        except OSError:
            return

    def run(self, jobs: List[Job]) -> Optional[List[Trial]]:
        """Tries mutants there; None where that process is gone."""
        top = self._subject["module"].partition(".")[0]
        modules = [name for name in sys.modules if name not in self._known]
        warm = [name for name in modules if name.partition(".")[0] != top]
        try:
            message = {
                "warm": warm,
                "patterns": self._fresh_patterns(),
                "jobs": [_data(job) for job in jobs],
            }
            write_message(self._to_child, encode(message))
            answer = read_message(self._from_child)
        except (OSError, ValueError):
            return None
        return None if answer is None else [Trial(*each) for each in answer]

    def _fresh_patterns(self) -> List[Tuple[str, int]]:
        """Expressions that were compiled here since they were last asked for: by the import, above all."""
        fresh = []
        for kind, text, flags in list(getattr(re, "_cache", ())):
            pattern = text, int(flags)
            if kind is str and pattern not in self._patterns:
                self._patterns.add(pattern)
                fresh.append(pattern)
        return fresh


def _data(job: Job) -> List[Any]:
    baselines = [baseline_data(each) for each in job.baselines]
    return [job.mutant, job.programs, baselines, job.stop_at_first, job.timeout_s]


def _job(data: List[Any]) -> Job:
    mutant, programs, baselines, stop_at_first, timeout_s = data
    return Job(
        Mutant(*mutant),
        programs,
        [baseline_of(each) for each in baselines],
        stop_at_first,
        timeout_s,
    )


class _Host:
    """The child's end."""

    def __init__(self, subject: Dict[str, Any], watch: Watch, requests: int, replies: int) -> None:
        self._subject = subject
        self._watch = watch
        self._requests = requests
        self._replies = replies
        self._warm: Set[str] = set()
        self._number = 0
        self._patches: Optional[Patches] = None
        self._runner = MutantRunner(self._prepare, Forks([requests, replies]), subject["limits"])
        self._shaky: Dict[str, bool] = {}

    def serve(self) -> None:
        """Answers until the parent is gone."""
        while True:
            message = read_message(self._requests)
            if message is None:
                return
            self._warm_up(message["warm"])
            self._compile(message["patterns"])
            if self._patches is None:
                self._patches = patches_of(self._subject["path"])
            trials = [self._run(_job(each)) for each in message["jobs"]]
            write_message(self._replies, encode(trials))

    def _warm_up(self, names: List[str]) -> None:
        for name in names:
            if name not in self._warm:
                self._warm.add(name)
                try:
                    importlib.import_module(name)
                except BaseException:  # it may be no module but an entry that a library made
                    continue

    @staticmethod
    def _compile(patterns: List[Tuple[str, int]]) -> None:
        """Compiles expressions, so that no import in a fork of this process has to."""
        for text, flags in patterns:
            try:
                re.compile(text, flags)
            except Exception:  # whoever needs it is told
                continue

    def _run(self, job: Job) -> Trial:
        """Tries a mutant with the programs that show here what they showed there."""
        steady = [each for each in range(len(job.programs)) if not self._is_shaky(job, each)]
        chosen = job._replace(
            programs=[job.programs[each] for each in steady],
            baselines=[job.baselines[each] for each in steady],
        )
        trial = self._runner.run(chosen)
        return trial._replace(noticed=[steady[each] for each in trial.noticed])

    def _is_shaky(self, job: Job, position: int) -> bool:
        key = encode(job.programs[position][1:]).decode("ascii")
        if key not in self._shaky:
            whole = job._replace(mutant=None, stop_at_first=False)
            noticed = self._runner.run(whole).noticed
            for each, program in enumerate(job.programs):
                self._shaky[encode(program[1:]).decode("ascii")] = each in noticed
        return self._shaky[key]

    def _prepare(self, job: Job) -> Any:
        """In the fork: imports the mutated subject."""
        assert self._patches is not None
        return import_mutated(job, self._patches, self._subject, self._watch)
