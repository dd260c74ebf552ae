"""Whether what was observed is what the documentation of the subject says."""

from __future__ import annotations

from enum import StrEnum

from aqe.domain.run import Failure
from aqe.domain.suite import TestCase
from aqe.generation.observing.expectations import source_of

__all__ = ["Agreement", "agreement_of"]


class Agreement(StrEnum):
    """Whether behaviour is what the documentation says."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNKNOWN = "unknown"
    """Nothing is documented, or it cannot be compared."""


def agreement_of(case: TestCase) -> tuple[Agreement, int]:
    """Whether the documented result is what the last act showed, and the index of that act."""
    documented = (case.candidate.documented or "").strip()
    last = len(case.candidate.statements) - 1
    if not documented:
        return Agreement.UNKNOWN, last
    if case.run.failure is not None:
        index = case.run.failed_at if case.run.failed_at is not None else last
        return _exception_agreement(documented, case.run.failure), index
    shown = [each for each in case.run.observations if each.statement == last]
    if not shown:
        return Agreement.UNKNOWN, last
    observation = shown[0]
    if observation.stdout:
        same = observation.stdout.strip() == documented
        return (Agreement.AGREES if same else Agreement.DISAGREES), last
    if observation.value is None or observation.value.source is None:
        return Agreement.UNKNOWN, last
    expected, actual = source_of(documented), source_of(observation.value.source)
    if expected is not None and expected == actual:
        return Agreement.AGREES, last
    if expected is None or not expected.startswith("literal "):
        return Agreement.UNKNOWN, last
    return Agreement.DISAGREES, last


def _exception_agreement(documented: str, failure: Failure) -> Agreement:
    name = failure.type.rpartition(":")[2].rpartition(".")[2]
    last_line = documented.splitlines()[-1].strip()
    promised = last_line.partition(":")[0].rpartition(".")[2]
    if promised == name:
        return Agreement.AGREES
    is_exception = promised.isidentifier() and promised[:1].isupper()
    return (
        Agreement.DISAGREES if is_exception or "Traceback" not in documented else Agreement.UNKNOWN
    )
