"""Gate words: criteria, verdicts, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aqe.domain.measure import Measure

__all__ = ["Criterion", "CriterionResult", "GateResult", "Verdict"]


class Verdict(StrEnum):
    """No evidence never means pass."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A threshold on a measure."""

    measure: str
    minimum: float | None = None
    maximum: float | None = None
    required: bool = True
    """Whether failing it fails the gate (else it is advice)."""
    reason: str = ""
    skips_unmeasured: bool = False
    """Whether a measure that nobody took is passed over, and said so, instead of making the verdict
    of a required criterion inconclusive."""


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """A criterion held against a measure."""

    criterion: Criterion
    measure: Measure
    verdict: Verdict
    explanation: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """The verdict over all criteria of a policy."""

    policy: str
    verdict: Verdict
    results: tuple[CriterionResult, ...]
    runs: tuple[str, ...]
    stale: tuple[str, ...] = ()
    """Files that changed after the evidence about them was taken."""
    reasons: tuple[str, ...] = ()
    """Why the verdict is what it is, most important first."""
