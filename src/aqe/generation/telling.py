"""How much a run shows: a test of a call that shows nothing would pass whatever the call did."""

from __future__ import annotations

from aqe.domain.run import CandidateOutcome, CandidateRun, Snapshot

__all__ = ["LITTLE", "MUCH", "NOTHING", "telling"]

NOTHING, LITTLE, MUCH = 0, 1, 2
_EMPTY = frozenset(("[]", "{}", "()", "''", '""', "b''", 'b""', "set()", "frozenset()", "0"))


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
    return LITTLE if value.source in _EMPTY else MUCH


def _is_none(value: Snapshot) -> bool:
    return value.type == "builtins:NoneType"
