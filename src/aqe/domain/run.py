"""What executions showed: one candidate in a worker, or one whole recorded run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from aqe.domain.goal import Condition, Goal

__all__ = [
    "SELECTION",
    "CandidateOutcome",
    "CandidateRun",
    "Comparison",
    "Failure",
    "FileCoverage",
    "LoadedSubject",
    "Member",
    "Observation",
    "Outcome",
    "RecordedRun",
    "RunKind",
    "Snapshot",
    "TestOutcome",
]

SELECTION = "selection"
"""Attribute of a run that was confined to a part of the suite: the arguments that confined it."""

_STREAMS = frozenset({"stdin", "stdout", "stderr"})


class CandidateOutcome(StrEnum):
    """How the execution of a candidate ended."""

    COMPLETED = "completed"
    RAISED = "raised"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    """The process died (signal, ``os._exit``, memory)."""
    REFUSED = "refused"
    """The subject ran into a wall: a forbidden write, socket, process or signal."""
    INVALID = "invalid"
    """The candidate itself does not compile or its imports fail."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The exception that ended a candidate."""

    type: str
    """``module:qualname``."""
    message: str
    in_subject: bool
    """Whether the innermost frame lies in the module under test."""
    line: int | None = None
    """Deepest line of the module under test in the traceback."""
    depth: int = 0
    """Frames of the module under test in the traceback; 0 when it was never entered."""
    goes_on: bool = False
    """Whether `message` is only what several runs agree on: the beginning of what each says."""
    is_incidental: bool = False
    """Whether no code raised it, but the interpreter could not go on with a value: what it says then, it
    says in other words in other versions."""
    held: tuple[tuple[str, Snapshot], ...] = ()
    """Attributes of it that its message does not tell, where it was observed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Operands of a condition as they were met."""

    condition: int
    side: bool
    left: str
    """Source of the left operand where it is an atom or a small container, else its type name
    in angle brackets."""
    right: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A value in a form that a test can assert."""

    kind: str
    """``literal`` (its source evaluates to an equal value), ``approximate`` (likewise, but it holds
    floats), ``object`` (described by attributes) or ``opaque`` (only its type is stable)."""
    type: str
    """``module:qualname``."""
    source: str | None = None
    symbols: tuple[tuple[str, str], ...] = ()
    """(module, name) that the source needs."""
    length: int | None = None
    items: Snapshot | None = None
    """Snapshot of ``list(value)`` where the value can be iterated again and again."""
    pairs: Snapshot | None = None
    """Snapshot of ``dict(value)`` where the value is a mapping that reads the same again and again."""
    text: str | None = None
    """``str(value)`` where its class defines it and it is stable."""
    attributes: tuple[tuple[str, Snapshot], ...] = ()
    first: Snapshot | None = None
    """First item of a list or tuple that is too long to be printed whole."""
    last: Snapshot | None = None
    """Last item of it."""
    starts: str | None = None
    """What a text with addresses in it begins with, the first ``0x`` included."""
    ends: str | None = None
    """What stands behind its last address."""
    contents: Snapshot | None = None
    """What a file in memory holds: its ``getvalue()``."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one statement of a candidate showed."""

    statement: int
    value: Snapshot | None
    """Result, where the statement completed."""
    raised: Failure | None = None
    stdout: str = ""
    warnings: tuple[str, ...] = ()
    same: str = ""
    """Variable whose very object the result is, where it is no plain value."""
    apart: str = ""
    """Variable whose value the result is like while it is another object, where either may change alone."""


@dataclass(frozen=True, slots=True)
class CandidateRun:
    """One execution of one candidate in a worker."""

    candidate: int
    outcome: CandidateOutcome
    failed_at: int | None = None
    """Index of the statement that did not complete."""
    failure: Failure | None = None
    goals: frozenset[int] = frozenset()
    """Goals reached; complete only when the request asked for it or something new was reached."""
    is_new: bool = False
    """Whether a goal outside the request's known set was reached."""
    comparisons: tuple[Comparison, ...] = ()
    result_types: tuple[str, ...] = ()
    """Type of each completed statement's result, as ``module:qualname``."""
    unstable: tuple[str, ...] = ()
    """What was touched beside the arguments: ``clock``, ``random``, ``uuid``, ``environment``, ``folder``
    (files in the working directory), ``event-loop`` (one that nobody runs), ``input`` (the standard one),
    ``stdout-closed``, ``stdout-wrapped`` (closed with what was put in its place), ``stdout-replaced``,
    ``stdout-open`` (a file that a test put in its place is left open) and their like."""
    lasting: tuple[str, ...] = ()
    """Names of the subject whose state it left changed, such as ``PLURALS``; told with observations."""
    met_sets: bool = False
    """Whether the subject went through a set of several elements, whose order depends on the hash seed."""
    duration_s: float = 0.0
    observations: tuple[Observation, ...] = ()
    before: tuple[tuple[str, Snapshot], ...] = ()
    """Variables whose state changed between their binding and the call under test, with their state at
    that call."""
    after: tuple[tuple[str, Snapshot], ...] = ()
    """Variables whose state the call under test changed, with their final state; where a program ended
    before that call, those whose state changed after they were bound."""
    files: tuple[tuple[str, str], ...] = ()
    """(path relative to ``tmp_path``, text) of files that the candidate wrote there."""
    refused: str | None = None
    """What the wall stopped, in words."""

    @property
    def harmed_streams(self) -> tuple[tuple[str, str], ...]:
        """Standard streams that are not as they were, and what became of them."""
        pairs = (each.partition("-") for each in self.unstable)
        return tuple((name, what) for name, _, what in pairs if name in _STREAMS and what)


@dataclass(frozen=True, slots=True)
class Member:
    """What importing showed about one name of the subject."""

    name: str
    qualname: str
    kind: str
    """``function``, ``class``, ``module``, ``value``."""
    type: str
    module: str
    """Where it is defined."""
    signature: tuple[tuple[str, str, str | None], ...] | None = None
    """(name, parameter kind, source of the default) as the interpreter sees it, wrappers followed."""
    bases: tuple[str, ...] = ()
    is_abstract: bool = False
    is_enum: bool = False
    is_dataclass: bool = False
    is_exception: bool = False
    members: tuple[str, ...] = ()
    """For enums: names; for other classes: names of its public attributes."""


@dataclass(frozen=True, slots=True)
class LoadedSubject:
    """A subject as a worker imported it."""

    module: str
    python: str
    goals: tuple[Goal, ...]
    conditions: tuple[Condition, ...]
    reached_by_import: frozenset[int]
    members: tuple[Member, ...]
    instrumentation: str
    """``ast`` or ``trace`` (fallback for modules whose rewritten form does not import)."""
    walls: tuple[str, ...] = ()
    """Names of the walls in force."""
    missing_walls: tuple[str, ...] = ()
    duration_s: float = 0.0
    patterns: tuple[tuple[str, str], ...] = ()
    """(dotted name, text) of the regular expressions that the module and its classes hold, their flags in
    front of the text."""


class RunKind(StrEnum):
    """What a recorded run was for."""

    GENERATE = "generate"
    VERIFY = "verify"
    CONFIRM = "confirm"
    """Of tests that show findings: they fail for as long as these hold."""
    TEST = "test"
    MUTATE = "mutate"
    FLAKY = "flaky"
    GATE = "gate"
    PYTEST = "pytest"


class Outcome(StrEnum):
    """How one test ended (JUnit and pytest agree on these)."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """One test in one run."""

    __test__ = False

    test: str
    """Node id, relative to the project root."""
    outcome: Outcome
    duration_s: float
    message: str = ""
    file: str = ""
    line: int | None = None
    detail: str = ""
    """What pytest shows of a test that did not pass, cut to its end."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """Line and branch coverage of one file, as coverage.py counts."""

    path: str
    """Relative to the project root where it lies inside, else absolute."""
    executable: tuple[int, ...]
    covered: tuple[int, ...]
    branches: tuple[tuple[int, int], ...]
    """(from line, to line); a negative target is the exit of the code object starting there."""
    covered_branches: tuple[tuple[int, int], ...]
    tests: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """(test, lines that ran in it) where coverage was measured per test; the empty name stands for
    what ran outside of any test, imports above all."""
    test_branches: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()
    """(test, branches that were taken in it) where that was asked for; not kept with the run."""

    @property
    def line_rate(self) -> float | None:
        """Share of executable lines that ran, or None where there are none."""
        return len(self.covered) / len(self.executable) if self.executable else None

    @property
    def branch_rate(self) -> float | None:
        """Share of branches taken, or None where there are none."""
        return len(self.covered_branches) / len(self.branches) if self.branches else None


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run of a suite in fresh processes, with all that is needed to repeat it."""

    id: str
    kind: RunKind
    command: tuple[str, ...]
    directory: str
    started_at: str
    """UTC, ISO 8601."""
    duration_s: float
    exit_code: int | None
    """None when the process was killed."""
    python: str
    versions: tuple[tuple[str, str], ...] = ()
    seed: int | None = None
    hash_seed: int | None = None
    shuffled: bool = False
    outcomes: tuple[TestOutcome, ...] = ()
    coverage: tuple[FileCoverage, ...] | None = None
    """None when coverage was not measured."""
    notes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = field(default=())
    """Further facts by name (subject, policy, options)."""
