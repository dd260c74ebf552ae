"""What became of all executions of a search, also of those that the archive has no use for.

Counters only, and bounded by the size of the subject: messages that quote their input are endless.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.scenario import Scenario

__all__ = ["Attempts", "Finish"]

_MESSAGES = 5
"""Different messages that are kept for one callable, sort of exception and line."""
_LONGEST = 160


@dataclass(slots=True)
class Finish:
    """A way in which executions ended early."""

    subject: str
    """Qualified name of the callable that they called."""
    what: str
    """Type of the exception; ``timeout``, ``crashed``, ``refused`` or ``invalid``."""
    message: str
    line: int | None
    """Deepest line of the subject in the traceback."""
    example: Scenario
    """The shortest of them."""
    count: int = 1


@dataclass(slots=True)
class Attempts:
    """Counts of executions by callable, by condition, and by how they ended."""

    total: int = 0
    last_new: int = 0
    """Number of the last execution that reached something new."""
    calls: Counter[str] = field(default_factory=Counter)
    """By the callable of the act."""
    met: Counter[int] = field(default_factory=Counter)
    """By condition; those of which both sides are known are not watched any more."""
    _finishes: dict[tuple[str, str, int | None], list[Finish]] = field(default_factory=dict)

    def note(self, scenario: Scenario, run: CandidateRun, *, is_new: bool) -> None:
        """Count one execution."""
        self.total += 1
        if is_new:
            self.last_new = self.total
        self.calls[scenario.subject] += 1
        for condition in {each.condition for each in run.comparisons}:
            self.met[condition] += 1
        if run.outcome is not CandidateOutcome.COMPLETED:
            self._note_finish(scenario, run)

    def _note_finish(self, scenario: Scenario, run: CandidateRun) -> None:
        failure = run.failure
        if run.outcome is CandidateOutcome.RAISED and failure is not None:
            what = failure.type.removeprefix("builtins:").replace(":", ".")
            message = failure.message
        else:
            what = run.outcome.value
            message = run.refused or (failure.message if failure is not None else "")
        line = failure.line if failure is not None else None
        message = " ".join(message.split())[:_LONGEST]
        alike = self._finishes.setdefault((scenario.subject, what, line), [])
        found = next((each for each in alike if each.message == message), None)
        if found is None and len(alike) < _MESSAGES:
            alike.append(Finish(scenario.subject, what, message, line, scenario))
            return
        found = found or alike[-1]
        found.count += 1
        if len(scenario.steps) < len(found.example.steps):
            found.example = scenario

    def finishes(self, subject: str | None = None, lines: range | None = None) -> list[Finish]:
        """Ways to end, the most frequent first: of one callable, or at some lines."""
        found = (
            each
            for alike in self._finishes.values()
            for each in alike
            if (subject is None or each.subject == subject)
            and (lines is None or each.line in lines)
        )
        return sorted(found, key=lambda each: (-each.count, each.what, each.message))
