"""Why goals were not reached and mutants not noticed, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Cause",
    "Ending",
    "GoalExplanation",
    "Guard",
    "GuardKind",
    "Miss",
    "ModuleExplanation",
    "MutantExplanation",
]


class Cause(StrEnum):
    """The sorts of reason for which a goal stays open."""

    NEVER_ENTERED = "never-entered"
    """The callable that holds it was never entered."""
    WRONG_SHAPE = "wrong-shape"
    """Every value that was tried lacks something that the code asks of it."""
    UNMET_CONDITION = "unmet-condition"
    """The decision before it was met and always went the other way."""
    ENDED_BEFORE = "ended-before"
    """An exception of the subject ended every execution that came near."""
    TOO_SLOW = "too-slow"
    """Executions were stopped by the limit on time before they came to it."""
    TIME = "time"
    """It depends on the clock or the calendar."""
    RANDOMNESS = "randomness"
    PLATFORM = "platform"
    """It depends on the system, the interpreter or what is installed."""
    ENVIRONMENT = "environment"
    """It depends on variables, arguments, terminals or users of the process."""
    FILES = "files"
    """It depends on what is in the file system."""
    WALLS = "walls"
    """It needs the network or another program: candidates have doubles of them only."""
    IMPORT_TIME = "import-time"
    """It runs, if at all, while the module is imported; no call gets there."""
    UNREACHABLE = "unreachable"
    """No execution of the module as it stands gets there."""
    UNSTABLE = "unstable"
    """A call reached it, but no test that passes whenever it is run."""
    NOT_TRIED = "not-tried"
    """The search ended before it was its turn."""
    NOT_AIMED = "not-aimed"
    """The request was about other functions."""
    SURVIVED = "survived"
    """A mutant that no input told from the subject."""
    EQUIVALENT_SUSPECTED = "equivalent-suspected"
    """A survivor that many inputs reached: perhaps no input can tell it from the subject."""


class GuardKind(StrEnum):
    """What sort of decision stands before a goal."""

    CONDITION = "condition"
    LOOP = "loop"
    HANDLER = "handler"
    CASE = "case"
    STATEMENT = "statement"
    """No decision: a statement that never came to its end."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The first thing on the way to a goal that no execution passed."""

    kind: GuardKind
    line: int
    text: str
    """Its source on one line."""
    side: bool | None = None
    """The outcome that would lead on; None for what has none."""
    met: int | None = None
    """Executions that came to it while it was watched; None where that is not counted."""
    operator: str = ""
    """How it decides, for a condition: as in `Condition.operator`."""
    operands: tuple[tuple[str, str], ...] = ()
    """What was compared there: (left, right), the nearest first; right is empty where there is none."""


@dataclass(frozen=True, slots=True)
class Miss:
    """The execution that came nearest."""

    call: str
    """Its statements as source."""
    left: str | None = None
    right: str | None = None
    """The operands at the guard, where it has some; right is empty where only one value decides."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One way in which executions ended before they came to a goal."""

    what: str
    """Type of the exception; ``timeout``, ``crashed`` or ``refused`` (by a wall)."""
    message: str
    line: int | None
    """Deepest line of the subject."""
    count: int
    call: str = ""
    """One of the executions, as source."""


@dataclass(frozen=True, slots=True)
class GoalExplanation:
    """Why one goal was not reached."""

    line: int
    qualname: str
    """Callable that holds it; ``<module>`` for module level."""
    side: bool | None
    """For a branch: the outcome of the condition on that line that was not seen."""
    text: str
    """The source line."""
    cause: Cause
    reason: str
    """The same as a sentence."""
    guard: Guard | None = None
    nearest: Miss | None = None
    calls: int = 0
    """Executions that called the callable."""
    tries: int = 0
    """Rounds in which the search aimed at it."""
    endings: tuple[Ending, ...] = ()
    """How executions ended before they came to it, the most frequent first."""
    helps: tuple[str, ...] = ()
    """What would help, most promising first."""


@dataclass(frozen=True, slots=True)
class MutantExplanation:
    """Why one mutant was not noticed."""

    id: str
    operator: str
    qualname: str
    line: int
    original: str
    replacement: str
    cause: Cause
    reason: str
    inputs: int
    """Executions that reached its line and ran on the mutant, without telling it apart."""
    helps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleExplanation:
    """What one search left open in one module."""

    module: str
    digest: str
    """SHA-256 of the source text that lines refer to."""
    counted: int
    """Goals that count: lines and sides of branches."""
    goals: tuple[GoalExplanation, ...]
    """In the order of the source."""
    mutants: tuple[MutantExplanation, ...] = ()
    """Survivors among the mutants that were tried, in the order of the source."""

    @property
    def suspected_equivalent(self) -> int:
        """Survivors that are suspected to be equivalent."""
        return sum(each.cause is Cause.EQUIVALENT_SUSPECTED for each in self.mutants)
