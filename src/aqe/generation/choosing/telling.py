"""How much a run shows: a test of a call that shows nothing would pass whatever the call did."""

from __future__ import annotations

from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot

__all__ = ["EMPTY", "LITTLE", "MUCH", "NOTHING", "telling"]

NOTHING, LITTLE, MUCH = 0, 1, 2
EMPTY = frozenset(
    {
        *("[]", "{}", "()", "''", '""', "b''", 'b""', "set()", "frozenset()", "0", "0.0"),
        *("Decimal('0')", "timedelta(0)", "datetime.timedelta(0)", "Fraction(0, 1)"),
    }
)
"""Sources of values that hold nothing."""


def telling(run: CandidateRun) -> int:
    """What a test of an observed run could demand.

    Returns:
        0 for nothing but that it came to an end, 1 for an empty result, 2 for more.
    """
    if run.outcome is not CandidateOutcome.COMPLETED or not run.observations:
        return MUCH
    last = run.observations[-1]
    has_effects = bool(run.after or run.files or last.warnings)
    if has_effects or any(each.stdout for each in run.observations):
        return MUCH
    value = last.value
    if value is None or _is_none(value) or value.kind == "opaque":
        return NOTHING
    return LITTLE if _is_empty(value) else MUCH


def _is_empty(value: Snapshot) -> bool:
    if value.source is not None:
        return value.source in EMPTY
    parts = [each for name, each in value.attributes if not name.startswith("_")]
    parts += [value.items] if value.items is not None else []
    return bool(parts) and all(_is_empty(each) for each in parts)


def _is_none(value: Snapshot) -> bool:
    return value.type == "builtins:NoneType"
