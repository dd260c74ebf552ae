"""Mutants of a subject and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Mutant", "MutantResult", "MutantState"]


class MutantState(StrEnum):
    """Stryker's states, plus `equivalent`."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMEOUT = "timeout"
    NO_COVERAGE = "no-coverage"
    ERROR = "error"
    """The mutated module does not import."""
    IGNORED = "ignored"
    EQUIVALENT = "equivalent"
    """Same bytecode as the original."""

    @property
    def is_detected(self) -> bool:
        """Whether the suite noticed the mutant."""
        return self in (MutantState.KILLED, MutantState.TIMEOUT)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of the source text."""

    id: str
    """Stable over runs: digest of module, place, operator and replacement."""
    operator: str
    qualname: str
    line: int
    start: int
    """Offset of the first replaced character in the source text."""
    end: int
    """Offset behind the last replaced character."""
    original: str
    replacement: str
    is_counted: bool = True
    """Whether shares of mutants are about it, too; one that leaves out what somebody may have forgot only
    chooses tests, for many of these do what the original does."""

    def apply(self, source: str) -> str:
        """The mutated source."""
        return source[: self.start] + self.replacement + source[self.end :]


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What a suite made of one mutant."""

    mutant: Mutant
    state: MutantState
    killed_by: tuple[str, ...] = ()
    """Tests (or candidate ids) that noticed it."""
    duration_s: float = 0.0
    detail: str = ""
    tried: int = 0
    """Candidates that reach its line and ran on it, where a worker tried it; else 0."""
    disturbed: tuple[tuple[str, str], ...] = ()
    """Variables and attributes in which the first that noticed it saw a change of what stays as it is without
    the mutant, where it saw nothing else: that they do so is then what the test has to demand. An empty text
    stands for what a variable is or holds as a whole."""
    is_by_form: bool = False
    """Whether it saw no more than that mappings read differently, in their text or in their order, though
    they hold the same: that is then what the test has to demand."""
