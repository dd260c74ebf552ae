"""Runs a suite by real pytest in a fresh process and records what happened.

A test that hangs or ends the process is an outcome, not an error: the process is killed, the test
is recorded, and the tests that are left run in another process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.execution.interpreter import require_measuring
from aqe.execution.launching import (
    Ended,
    Event,
    Launch,
    Scratch,
    scratch_folder,
    suite_environment,
)
from aqe.execution.requests import Clock, SuiteRequest
from aqe.execution.worker.surroundings import furnish

__all__ = [
    "ENDED_BY_SIGNAL",
    "OnOutcome",
    "Recording",
    "environment_of",
    "file_coverages",
    "launch_request",
    "relative_path",
    "run_suite",
]

OnOutcome = Callable[[TestOutcome], None]

_ENDED = "the test ended the process: "
_SIGNAL = "signal "
ENDED_BY_SIGNAL = _ENDED + _SIGNAL
"""How the message of a test begins that the process did not survive, and did not exit from either."""
_RESTART_LIMIT = 20
_STALL_FACTOR = 1.5
_STALL_MARGIN_S = 3.0
_SHOWN_LINES = 15
_PYTEST_MEMORY_BYTES = 512 * 1024**2
"""Granted to pytest and coverage.py: what a candidate could use in a worker, its test can use, too."""


@dataclass(slots=True)
class Recording:
    """What has been heard of a run so far."""

    root: Path
    on_outcome: OnOutcome | None = None
    collected: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """Node id -> (file, line), in the order in which the tests were to run."""
    outcomes: dict[str, TestOutcome] = field(default_factory=dict)
    running: str | None = None
    coverage: list[Mapping[str, Any]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    walls: list[str] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Takes in one event; a malformed one (tests share the process) is left out."""
        handler = getattr(self, "_hear_" + event["event"].replace("-", "_"), None)
        if handler is None:
            return
        try:
            handler(event)
        except (KeyError, TypeError, ValueError, AttributeError):
            self.note("an event of the test process could not be read")

    def note(self, text: str) -> None:
        """Adds a note once."""
        if text not in self.notes:
            self.notes.append(text)

    def add(
        self, test: str, outcome: Outcome, duration_s: float, message: str, detail: str
    ) -> None:
        """Records the outcome of a test."""
        file, line = self.collected.get(test, (test.split("::")[0], None))
        entry = TestOutcome(test, outcome, duration_s, message, file, line, detail)
        is_new = test not in self.outcomes
        self.outcomes[test] = entry
        if self.on_outcome is not None and is_new:
            self.on_outcome(entry)

    def left(self) -> tuple[str, ...]:
        """Tests that were collected and have no outcome."""
        return tuple(test for test in self.collected if test not in self.outcomes)

    def _hear_collected(self, event: Event) -> None:
        for test, path, line in event["tests"]:
            self.collected.setdefault(str(test), (relative_path(Path(path), self.root), line))

    def _hear_collect_error(self, event: Event) -> None:
        if event["test"] not in self.outcomes:
            self.add(event["test"], Outcome.ERROR, 0.0, event["message"], event["detail"])

    def _hear_collect_skip(self, event: Event) -> None:
        if event["test"] not in self.outcomes:
            self.add(event["test"], Outcome.SKIPPED, 0.0, event["message"], event["detail"])

    def _hear_start(self, event: Event) -> None:
        self.running = event["test"]

    def _hear_end(self, event: Event) -> None:
        self.running = None
        outcome = Outcome(event["outcome"])
        duration_s = float(event["duration_s"])
        self.add(event["test"], outcome, duration_s, event["message"], event["detail"])

    def _hear_coverage(self, event: Event) -> None:
        self.coverage.append(event["files"])
        for text in event["notes"]:
            self.note(text)

    def _hear_versions(self, event: Event) -> None:
        self.versions.update(event["versions"])

    def _hear_internal_error(self, event: Event) -> None:
        self.note("pytest internal error: " + event["detail"].strip().splitlines()[-1])

    def _hear_walls(self, event: Event) -> None:
        self.walls = list(event["in_force"])
        for missing in event["missing"]:
            self.note(f"wall missing: {missing['name']}: {missing['why']}")


def run_suite(
    request: SuiteRequest,
    *,
    run_id: str,
    clock: Clock,
    on_outcome: OnOutcome | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RecordedRun:
    """Runs the suite once, in as many processes as its crashes and hangs demand.

    Args:
        request: What to run.
        run_id: Id of the record.
        clock: Tells when the run started.
        on_outcome: Told each outcome as it comes.
        cancelled: Asked now and then whether to give up; what has run until then is recorded.

    Raises:
        ExecutionError: pytest or coverage is missing, or the interpreter cannot be started.
    """
    require_measuring(request.interpreter)
    started_at = clock().astimezone(UTC).isoformat(timespec="milliseconds")
    begun = time.monotonic()
    recording = Recording(request.root, on_outcome)
    with scratch_folder() as scratch:
        ended = _run_all(request, recording, scratch, begun + request.timeout_s, cancelled)
    ids = [test for test in recording.collected if test in recording.outcomes]
    order = [*ids, *(test for test in recording.outcomes if test not in recording.collected)]
    return RecordedRun(
        id=run_id,
        kind=request.kind,
        command=_command(request),
        directory=str(request.root),
        started_at=started_at,
        duration_s=time.monotonic() - begun,
        exit_code=ended.exit_code,
        python=".".join(map(str, request.interpreter.version)),
        versions=tuple(sorted(recording.versions.items())),
        seed=request.shuffle_seed,
        hash_seed=request.hash_seed,
        shuffled=request.shuffle_seed is not None,
        outcomes=tuple(recording.outcomes[test] for test in order),
        coverage=None if request.coverage_of is None else file_coverages(recording),
        notes=tuple(recording.notes),
        attributes=(("interpreter", str(request.interpreter.path)), ("ended", ended.reason))
        + ((("walls", " ".join(recording.walls)),) if request.walls else ()),
    )


def _run_all(
    request: SuiteRequest,
    recording: Recording,
    scratch: Scratch,
    deadline: float,
    cancelled: Callable[[], bool] | None,
) -> Ended:
    """Runs until no test is left; a process that a test ended is followed by another."""
    stall_s = None
    if request.test_timeout_s is not None:
        stall_s = request.test_timeout_s * _STALL_FACTOR + _STALL_MARGIN_S
    if request.is_generated and request.shuffle_seed is not None:
        furnish(str(scratch.work))
    culprits: list[str] = []
    for number in range(_RESTART_LIMIT + 1):
        recording.running = None
        # A process that dies takes its coverage along: what it ran has to run again.
        again = request.coverage_of is not None
        launch = Launch(
            request.interpreter,
            launch_request(request, scratch, skip=tuple(culprits if again else recording.outcomes)),
            scratch=scratch,
            directory=scratch.work if request.is_generated else request.root,
            environ=environment_of(request, scratch),
            name=f"run-{number}",
        )
        ended = launch.follow(
            recording.hear,
            timeout_s=max(0.0, deadline - time.monotonic()),
            stall_s=stall_s,
            collect_s=request.collect_timeout_s,
            cancelled=cancelled,
        )
        if not _has_died_in_test(ended, recording):
            break
        culprits.append(recording.running or "")
        if not again and not recording.left():
            break
    else:
        recording.note(f"given up after {_RESTART_LIMIT} processes that died or hung")
    _explain(ended, recording)
    return ended


def _has_died_in_test(ended: Ended, recording: Recording) -> bool:
    """Whether a test ended the process; if so, that is its outcome."""
    culprit = recording.running
    if culprit is None or ended.reason not in ("crashed", "stalled"):
        return False
    if ended.reason == "stalled":
        recording.add(culprit, Outcome.TIMEOUT, 0.0, "took too long and was killed", "")
    else:
        recording.add(culprit, Outcome.ERROR, 0.0, _death(ended), ended.output[-2000:])
    return True


def _death(ended: Ended) -> str:
    return f"{_ENDED}{_end_of(ended)}"


def _end_of(ended: Ended) -> str:
    if ended.status is not None and ended.status < 0:
        return f"{_SIGNAL}{-ended.status}"
    return f"exit code {ended.status}"


def _explain(ended: Ended, recording: Recording) -> None:
    if ended.reason == "timeout":
        if recording.running is not None:
            text = "was running when the limit for the whole run was reached"
            recording.add(recording.running, Outcome.TIMEOUT, 0.0, text, "")
        left = len(recording.left())
        recording.note(f"the limit for the whole run was reached; {left} tests did not run")
    elif ended.reason == "uncollected":
        recording.note("collecting the tests took too long; none of them ran")
    elif ended.reason == "cancelled":
        left = len(recording.left())
        recording.note(f"interrupted; {left} tests did not run" if left else "interrupted")
    elif ended.reason == "crashed":
        when = "after its tests" if recording.outcomes else "before its first test"
        text = f"the test process died {when}: {_end_of(ended)}"
        recording.note(_last_lines(text, ended.output))
    elif ended.exit_code not in (None, 0, 1, 5):
        recording.note(_last_lines(f"pytest ended with exit code {ended.exit_code}", ended.output))


def _last_lines(head: str, output: str) -> str:
    return "\n".join([head, *output.strip().splitlines()[-_SHOWN_LINES:]])


def environment_of(request: SuiteRequest, scratch: Scratch) -> dict[str, str]:
    """The environment of the launch program for this run."""
    return suite_environment(
        os.environ if request.environ is None else request.environ,
        scratch,
        request.interpreter,
        generated=request.is_generated,
        hash_seed=request.hash_seed,
        shared=request.bytecode,
    )


def launch_request(
    request: SuiteRequest,
    scratch: Scratch,
    *,
    mode: str = "suite",
    skip: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The message to the launch program for this run."""
    paths = [os.path.abspath(request.root / path) for path in request.paths]
    return {
        "mode": mode,
        "root": str(request.root),
        "arguments": [*_arguments(request, scratch), *request.extra, *paths],
        "search_path": [str(folder) for folder in request.search_path],
        "coverage": _wanted_coverage(request),
        "shuffle_seed": request.shuffle_seed,
        "only": None if request.only is None else list(request.only),
        "skip": [*request.skip, *skip],
        "alarm_s": request.test_timeout_s if request.is_generated else None,
        "retries": request.kind in (RunKind.TEST, RunKind.PYTEST),
        "walls": _wall_policy(request, scratch, forks=mode != "suite") if request.walls else None,
        "leave_at_once": request.is_generated,
        "trial_of": request.trial_of,
        "as_module": request.is_generated and request.shuffle_seed is not None,
        "bytecode": None if request.bytecode is None else str(request.bytecode.resolve()),
    }


def _arguments(request: SuiteRequest, scratch: Scratch) -> list[str]:
    if not request.is_generated:
        return ["-q", "-o", f"cache_dir={scratch.temporary / 'cache'}"]
    configuration = scratch.control / "pytest.ini"
    configuration.write_text("[pytest]\n", encoding="utf-8")
    return [
        "-q",
        *(() if request.conftest else ("--noconftest",)),
        "--import-mode=importlib",
        f"--rootdir={request.root}",
        f"--confcutdir={request.root}",
        "-c",
        str(configuration),
        *("-p", "no:cacheprovider"),
    ]


def _wanted_coverage(request: SuiteRequest) -> dict[str, Any] | None:
    if request.coverage_of is None:
        return None
    places = [request.root / path for path in request.coverage_of]
    return {
        "files": [str(place.absolute()) for place in places if not place.is_dir()],
        "folders": [str(place.absolute()) for place in places if place.is_dir()],
        "config": not request.is_generated,
        "contexts": request.contexts,
        "branch_contexts": request.contexts and request.branch_contexts,
    }


def _wall_policy(request: SuiteRequest, scratch: Scratch, *, forks: bool) -> dict[str, Any]:
    # pytest lists the folder in which a file lies.
    suites = [str((request.root / path).absolute().parent) for path in request.paths]
    suites += [str((request.root / path).absolute()) for path in request.paths]
    measured = [str((request.root / path).absolute()) for path in request.coverage_of or ()]
    shared = [] if request.bytecode is None else [str(request.bytecode.resolve())]
    return {
        "scratch": [*shared, str(scratch.work.parent), str(scratch.home), str(scratch.temporary)],
        "readable": [
            *(str(folder) for folder in request.search_path),
            *request.interpreter.lent,
            *suites,
            *measured,
            str(scratch.control),
        ],
        "home": str(scratch.home),
        "allow_fork": forks,
        "memory_bytes": request.limits.memory_bytes + _PYTEST_MEMORY_BYTES,
        "file_bytes": request.limits.file_bytes,
    }


def _command(request: SuiteRequest) -> tuple[str, ...]:
    """The command that a person would repeat the run with."""
    options: tuple[str, ...] = ("--import-mode=importlib",) if request.is_generated else ()
    if request.is_generated and not request.conftest:
        options = (*options, "--noconftest")
    paths = tuple(str(path) for path in request.paths)
    return (str(request.interpreter.path), "-m", "pytest", *options, *request.extra, *paths)


def file_coverages(recording: Recording) -> tuple[FileCoverage, ...] | None:
    """Coverage as the processes of a run told it; None where none did."""
    if not recording.coverage:
        return None
    paths = sorted({path for part in recording.coverage for path in part})
    try:
        return tuple(_file_coverage(path, recording) for path in paths)
    except (KeyError, TypeError, ValueError, AttributeError):
        recording.note("the coverage of the test process could not be read")
        return None


def _file_coverage(path: str, recording: Recording) -> FileCoverage:
    """Unites what the processes of the run measured of one file."""
    parts = [part[path] for part in recording.coverage if path in part]
    executable = {line for part in parts for name in ("executed", "missing") for line in part[name]}
    covered = {line for part in parts for line in part["executed"]}
    taken = {_arc(arc) for part in parts for arc in part["executed_branches"]}
    untaken = {_arc(arc) for part in parts for arc in part["missing_branches"]}
    tests: dict[str, set[int]] = {}
    for part in parts:
        for test, lines in part.get("contexts", {}).items():
            tests.setdefault(test, set()).update(lines)
    branches: dict[str, set[tuple[int, int]]] = {}
    for part in parts:
        for test, arcs in part.get("branch_contexts", {}).items():
            branches.setdefault(test, set()).update(map(_arc, arcs))
    return FileCoverage(
        path=relative_path(Path(path), recording.root),
        executable=tuple(sorted(executable)),
        covered=tuple(sorted(covered)),
        branches=tuple(sorted(taken | untaken)),
        covered_branches=tuple(sorted(taken)),
        tests=tuple((test, tuple(sorted(lines))) for test, lines in sorted(tests.items())),
        test_branches=tuple((test, tuple(sorted(arcs))) for test, arcs in sorted(branches.items())),
    )


def _arc(pair: Any) -> tuple[int, int]:
    first, second = pair
    return int(first), int(second)


def relative_path(path: Path, root: Path) -> str:
    """The path relative to the root where it lies inside, else absolute, with forward slashes."""
    for base in (root, root.resolve()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()
