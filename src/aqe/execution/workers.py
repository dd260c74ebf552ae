"""The client of one worker: a subject loaded once, programs and mutants run by the thousand."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aqe.domain.candidate import Program
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure, LoadedSubject
from aqe.errors import ExecutionError, SourceError
from aqe.execution import worker_messages
from aqe.execution.import_errors import ImportTrouble, import_error
from aqe.execution.limits import Limits
from aqe.execution.worker_process import WorkerDied, WorkerProcess
from aqe.execution.worker_spawns import Spawns

__all__ = ["Worker"]

_Item = TypeVar("_Item")
_MESSAGE_PROGRAMS = 1000
_MESSAGE_MUTANTS = 50
_RESTARTS = 25


class Worker:
    """Runs candidates against one subject in a process of the project's interpreter.

    Usable from any thread, by one thread at a time. A context manager; `close` ends every process.

    Args:
        interpreter: The project's.
        module: Import name of the subject.
        source_path: Its file.
        search_path: Folders in front of the import path.
        limits: What its code may use.
        hash_seed: Of the process.
        clock_shift_s: How far the clock of the calendar runs ahead there.
        clock_start_s: Seconds since 1970 at which that clock begins in every program; None: the
            machine's time.
        walls: Whether the walls are raised.
        environ: Of which code under test sees a short list; None: that of this process.
        forks: Whether batches run in forks where the system can fork; else each gets a process of its
            own, which imports the subject anew.
    """

    def __init__(
        self,
        interpreter: Path,
        module: str,
        source_path: Path,
        search_path: Sequence[Path],
        *,
        limits: Limits | None = None,
        hash_seed: int = 0,
        clock_shift_s: int = 0,
        clock_start_s: int | None = None,
        bytecode: Path | None = None,
        walls: bool = True,
        environ: Mapping[str, str] | None = None,
        forks: bool = True,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._interpreter = interpreter
        self._module = module
        self._source_path = source_path.resolve()
        self._search_path = [str(each.resolve()) for each in search_path]
        self._limits = limits or Limits()
        self._hash_seed = hash_seed
        self._calendar = {"shift_s": clock_shift_s, "start_s": clock_start_s}
        self._bytecode = [] if bytecode is None else [str(bytecode.resolve())]
        self._walls = walls
        self._environ = os.environ if environ is None else environ
        self._forks = forks
        self._is_forking = forks
        self._is_used = False
        self._spawns = Spawns(self._fresh, self._limits)
        self._variables = variables or {}
        self._process: WorkerProcess | None = None
        self._loaded: LoadedSubject | None = None
        self._trace = False
        self._restarts = 0
        self._is_closed = False
        self.peak_bytes = 0
        """Largest resident memory of a process that ran candidates; 0 where that is not known."""

    @property
    def is_forking(self) -> bool:
        """Whether programs run in forks of one process; else each request starts one."""
        return self._is_forking

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the worker and everything it started, also while another thread waits for it."""
        self._is_closed = True
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def load(self) -> LoadedSubject:
        """Imports the subject.

        Raises:
            SourceError: it cannot be imported (``import-failed``) or does not come to an end
                (``import-hung``).
        """
        if self._loaded is None:
            try:
                self._loaded = self._start()
            except SourceError as error:
                if error.slug != "import-failed":
                    raise
                self._trace = True
                try:
                    self._loaded = self._start()
                except SourceError:
                    raise error from None
        return self._loaded

    def run(
        self,
        programs: Sequence[Program],
        *,
        known: frozenset[int] = frozenset(),
        observe: bool = False,
        compare: bool = True,
        backwards: bool = False,
        batch: int = 200,
    ) -> list[CandidateRun]:
        """Runs programs; results come in their order.

        Args:
            programs: What to run.
            known: Goals that are nothing new.
            observe: Whether to take snapshots of results, variables, output and files.
            compare: Whether to return the operands of conditions of which a side is not in `known`.
            backwards: Whether the subject goes through its sets backwards.
            batch: Programs per forked process; 1 keeps each from the state that others left.
        """
        self.load()
        options = {
            "op": "run",
            "observe": observe,
            "compare": compare,
            "batch": batch,
            "look_back": observe,
            "backwards": backwards,
        }
        seen = set(known)
        results: list[CandidateRun] = []
        for chunk in _chunks(programs, max(_MESSAGE_PROGRAMS // batch * batch, batch)):
            for run in self._run_chunk(chunk, options, known, seen):
                seen |= run.goals
                results.append(run)
        return results

    def _run_chunk(
        self,
        programs: Sequence[Program],
        options: Mapping[str, Any],
        known: frozenset[int],
        seen: set[int],
        *,
        is_again: bool = False,
    ) -> list[CandidateRun]:
        """Runs programs; halves them where the worker itself does not survive."""
        messages = [worker_messages.program_message(each) for each in programs]
        if not self._is_forking:
            return self._run_spawned(programs, messages, options, known, seen)
        message = {
            **options,
            "programs": messages,
            "known": sorted(known),
            "seen": sorted(seen - known),
        }
        try:
            answer = self._ask(message, within_s=self._patience_s(len(programs)))
        except WorkerDied as death:
            if self._restarts > _RESTARTS or (len(programs) == 1 and is_again):
                return [_lost(each, death) for each in programs]
            if len(programs) == 1:
                return self._run_chunk(programs, options, known, seen, is_again=True)
            middle = len(programs) // 2
            first = self._run_chunk(programs[:middle], options, known, seen)
            reached = seen.union(*(run.goals for run in first))
            return first + self._run_chunk(programs[middle:], options, known, reached)
        return [worker_messages.candidate_run(each) for each in answer["results"]]

    def _run_spawned(
        self,
        programs: Sequence[Program],
        messages: Sequence[Any],
        options: Mapping[str, Any],
        known: frozenset[int],
        seen: set[int],
    ) -> list[CandidateRun]:
        try:
            results = self._spawns.run(messages, options, set(known), seen)
        except WorkerDied as death:
            self._refuse_closed()
            return [_lost(each, death) for each in programs]
        self._refuse_closed()
        return [worker_messages.candidate_run(each) for each in results]

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        stop_at_first: bool = True,
        timeout_s: float = 1.0,
        first: Mapping[str, int] | None = None,
    ) -> list[MutantResult]:
        """Runs programs against each mutant and compares with what they show on the subject itself.

        A mutant is killed by a program whose outcome, snapshots, exception, output, files or changed
        variables differ. Programs that do not show the same twice on the subject tell nothing.

        Args:
            mutants: Mutants of this subject's source.
            programs: Those most likely to notice first.
            stop_at_first: Whether one program that notices is enough.
            timeout_s: Processor time of one program on a mutant, at most.
            first: Mutant -> candidate of the program that it meets before all others.
        """
        self.load()
        messages = [worker_messages.program_message(each) for each in programs]
        options = {
            "stop_at_first": stop_at_first,
            "timeout_s": timeout_s,
            "first": dict(first or {}),
        }
        if not self._is_forking:
            return self._run_mutants_spawned(mutants, messages, options)
        message = {"op": "mutants", **options, "programs": messages}
        results: list[MutantResult] = []
        for chunk in _chunks(mutants, _MESSAGE_MUTANTS):
            results += self._run_mutant_chunk(chunk, message, len(programs) * (timeout_s + 1))
        return results

    def _run_mutants_spawned(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Any],
        options: Mapping[str, Any],
    ) -> list[MutantResult]:
        if not mutants:
            return []
        try:
            results = self._spawns.run_mutants(mutants, programs, **options)
        except WorkerDied as death:
            self._refuse_closed()
            return [MutantResult(each, MutantState.ERROR, detail=str(death)) for each in mutants]
        self._refuse_closed()
        return [
            worker_messages.mutant_result(mutant, each)
            for mutant, each in zip(mutants, results, strict=True)
        ]

    def _run_mutant_chunk(
        self, mutants: Sequence[Mutant], message: Mapping[str, Any], each_s: float
    ) -> list[MutantResult]:
        try:
            answer = self._ask(
                {**message, "mutants": [worker_messages.mutant_message(each) for each in mutants]},
                within_s=30 + (len(mutants) + 2) * each_s,
            )
        except WorkerDied as death:
            if len(mutants) == 1 or self._restarts > _RESTARTS:
                state = MutantState.TIMEOUT if death.timed_out else MutantState.ERROR
                return [MutantResult(each, state, detail=str(death)) for each in mutants]
            middle = len(mutants) // 2
            first = self._run_mutant_chunk(mutants[:middle], message, each_s)
            return first + self._run_mutant_chunk(mutants[middle:], message, each_s)
        return [
            worker_messages.mutant_result(mutant, each)
            for mutant, each in zip(mutants, answer["results"], strict=True)
        ]

    def _patience_s(self, programs: int) -> float:
        limits = self._limits
        each = limits.cpu_s_per_call + limits.wall_s_per_call + limits.grace_s
        return 10 + each * (programs + 1)

    def _ask(self, message: Mapping[str, Any], *, within_s: float) -> Any:
        if self._process is None or not self._process.is_alive:
            self._restarts += 1
            try:
                self._start()
            except SourceError as error:
                raise WorkerDied(f"the subject does not load any more: {error}") from error
        assert self._process is not None
        try:
            answer = self._process.ask(message, within_s=within_s)
        except BaseException:
            self._process = None
            raise
        if "error" in answer:
            raise ExecutionError(str(answer["error"].get("message")), slug="worker-refused")
        self.peak_bytes = max(self.peak_bytes, answer.get("peak_bytes", 0))
        return answer

    def _fresh(self) -> WorkerProcess:
        """A process that has loaded the subject and run nothing."""
        if self._process is None or self._is_used or not self._process.is_alive:
            try:
                self._start()
            except SourceError as error:
                raise WorkerDied(f"the subject does not load any more: {error}") from error
        assert self._process is not None
        self._is_used = True
        return self._process

    def _start(self) -> LoadedSubject:
        """Starts a process and loads the subject there."""
        self._end()
        environ = worker_messages.worker_environment(self._environ, self._hash_seed)
        environ.update(self._variables)
        process = self._process = WorkerProcess(self._interpreter, environ)
        self._refuse_closed()
        message = {
            "op": "load",
            "module": self._module,
            "path": str(self._source_path),
            "search": self._search_path,
            "trace": self._trace,
            "forks": self._forks,
            "limits": self._limits.as_message(),
            "scratch": self._batches(process),
            "furnished": bool(self._hash_seed),
            "calendar": self._calendar,
            "bytecode": self._bytecode[0] if self._bytecode else None,
            "walls": self._policy(process) if self._walls else None,
        }
        try:
            answer = process.ask(message, within_s=self._limits.import_s + 10)
        except WorkerDied as death:
            self._process = None
            slug = "import-hung" if death.timed_out else "import-failed"
            raise self._import_error(str(death), slug, died=True) from death
        except BaseException:
            self._process = None
            raise
        if "error" in answer:
            self._end()
            error = answer["error"]
            text = f"{error['type'].rpartition(':')[2]}: {error['message']}"
            raise self._import_error(text, error["slug"], error.get("line"))
        self._is_forking = answer["forks"]
        self._is_used = False
        return worker_messages.loaded_subject(self._module, answer)

    def _refuse_closed(self) -> None:
        """Raises where another thread closed the worker, a moment ago or long before."""
        if self._is_closed:
            self._end()
            raise ExecutionError("the worker is closed", slug="worker-closed")

    def _batches(self, process: WorkerProcess) -> str:
        """The folder of the batches: at another depth under another hash seed.

        What depends on the number of folders above the working directory shows by that, and what depends
        on its content by the furniture there.
        """
        if not self._hash_seed:
            return process.batches
        return str(Path(process.batches) / "further" / "down")

    def _policy(self, process: WorkerProcess) -> dict[str, Any]:
        limits = self._limits
        return {
            "scratch": [str(process.scratch), *self._bytecode],
            "private": [str(process.scratch / name) for name in ("home", "tmp", "batches")],
            "readable": [*self._search_path, str(self._source_path.parent)],
            "memory_bytes": limits.memory_bytes,
            "file_bytes": limits.file_bytes,
            "processes": limits.processes,
        }

    def _import_error(
        self, text: str, slug: str, line: int | None = None, *, died: bool = False
    ) -> SourceError:
        place = f"{self._source_path}:{line}" if line else str(self._source_path)
        return import_error(
            ImportTrouble(
                self._module, place, self._interpreter, slug, text, self._limits.import_s, died
            )
        )


def _chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _lost(program: Program, death: WorkerDied) -> CandidateRun:
    outcome = CandidateOutcome.TIMEOUT if death.timed_out else CandidateOutcome.CRASHED
    failure = Failure("aqe:Lost", str(death), in_subject=False)
    return CandidateRun(program.candidate, outcome, failure=failure)
