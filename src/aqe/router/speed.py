"""How fast models answer, measured by the calls of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from aqe.domain.conversation import Call, CallOutcome

__all__ = ["MINIMUM_ANSWERS", "measured_speeds"]

MINIMUM_ANSWERS = 3
"""One slow answer says nothing; the middle of three is not one outlier."""
_SHORTEST = 50
"""Tokens; shorter answers are mostly waiting, and say nothing about the pace."""


def measured_speeds(calls: Iterable[Call]) -> dict[str, float]:
    """Seconds for a thousand tokens of an answer, the wait for the first included, by id of the model."""
    seen: dict[str, list[float]] = {}
    for call in calls:
        is_answer = call.outcome is CallOutcome.ANSWERED and call.usage.output >= _SHORTEST
        if is_answer and call.duration_s:
            pace = call.duration_s * 1000 / call.usage.output
            seen.setdefault(call.model, []).append(pace)
    return {model: median(paces) for model, paces in seen.items() if len(paces) >= MINIMUM_ANSWERS}
