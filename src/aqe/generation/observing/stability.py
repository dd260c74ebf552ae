"""What two replays of a candidate agree on: only that may be asserted."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from aqe.domain.run import CandidateOutcome, CandidateRun, Failure, Observation, Snapshot
from aqe.generation.observing.expectations import source_of

__all__ = ["agreed"]

_UNASSERTABLE = frozenset({"clock", "random", "uuid", "urandom", "process", "address"})
"""Sources whose touch makes every value of a candidate doubtful."""
_OF_THE_MACHINE = "builtins:MemoryError"
"""Raised where memory is limited as it is here; elsewhere the same call comes to an end."""


def agreed(
    one: CandidateRun, other: CandidateRun, *, clocks_differ: bool = False
) -> CandidateRun | None:
    """The part of a run that another run of the same candidate confirms, or None.

    The two should come from processes with different hash seeds. Where the subject touched randomness, or
    a clock that was the same in both, equal values prove nothing: only types are kept.
    """
    if one.outcome is not other.outcome or one.failed_at != other.failed_at:
        return None
    if one.outcome not in (CandidateOutcome.COMPLETED, CandidateOutcome.RAISED):
        return None
    if (
        one.refused or other.refused
    ):  # and the subject swallowed it: without walls it goes on otherwise
        return None
    raised = (one.failure, *(each.raised for each in one.observations))
    if any(each is not None and each.type == _OF_THE_MACHINE for each in raised):
        return None
    if one.harmed_streams or other.harmed_streams:  # whoever runs the tests needs them afterwards
        return None
    touched = {*one.unstable, *other.unstable} - ({"clock"} if clocks_differ else set())
    doubtful = bool(_UNASSERTABLE & touched)
    failure = _same_failure(one.failure, other.failure, doubtful)
    if (failure is None) != (one.failure is None):
        return None
    observations = []
    for first, second in zip(one.observations, other.observations, strict=False):
        observations.append(_same_observation(first, second, doubtful))
    after = dict(other.after)
    kept_after = tuple(
        (name, _same_snapshot(snapshot, after[name]))
        for name, snapshot in one.after
        if name in after and not doubtful
    )
    before = dict(other.before)
    kept_before = tuple(
        (name, _same_snapshot(snapshot, before[name]))
        for name, snapshot in one.before
        if name in before and not doubtful
    )
    files = tuple(each for each in one.files if each in other.files and not doubtful)
    return replace(
        one,
        failure=failure,
        goals=one.goals & other.goals,
        unstable=tuple(sorted({*one.unstable, *other.unstable})),
        lasting=tuple(sorted({*one.lasting, *other.lasting})),
        met_sets=one.met_sets or other.met_sets,
        observations=tuple(observations),
        before=kept_before,
        after=kept_after,
        files=files,
    )


def _same_failure(one: Failure | None, other: Failure | None, doubtful: bool) -> Failure | None:
    if one is None or other is None or one.type != other.type:
        return None
    held = tuple(each for each in one.held if each in other.held and not doubtful)
    if one.message == other.message:
        return replace(one, goes_on=one.goes_on or other.goes_on, held=held)
    message = _beginning_of_both(one.message, other.message)
    return replace(one, message=message, goes_on=True, held=held)


def _beginning_of_both(one: str, other: str) -> str:
    """What two messages begin with, up to the end of a word; a word cut short would be half a value."""
    length = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
    return one[: one.rfind(" ", 0, length) + 1].rstrip()


def _same_observation(one: Observation, other: Observation, doubtful: bool) -> Observation:
    value = None
    if one.value is not None and other.value is not None:
        value = _same_snapshot(one.value, other.value)
        if doubtful and value.type != "builtins:NoneType":
            value = Snapshot("opaque", value.type)
    raised = _same_failure(one.raised, other.raised, doubtful)
    stdout = one.stdout if one.stdout == other.stdout and not doubtful else ""
    warnings = one.warnings if one.warnings == other.warnings else ()
    same = one.same if one.same == other.same else ""
    apart = one.apart if one.apart == other.apart else ""
    return replace(
        one, value=value, same=same, apart=apart, raised=raised, stdout=stdout, warnings=warnings
    )


def _is_equal(one: Snapshot, other: Snapshot) -> bool:
    """Whether two literals are equal though they are not alike: dictionaries filled in another order."""
    if one.source is None or other.source is None or one.kind != other.kind:
        return False
    source = source_of(one.source)
    is_literal = source is not None and source.startswith("literal ")
    return is_literal and source == source_of(other.source)


def _same_snapshot(one: Snapshot, other: Snapshot) -> Snapshot:
    if one == other:
        return one
    if one.type != other.type:
        return Snapshot("opaque", "builtins:object")
    if _is_equal(one, other):
        return one
    theirs = dict(other.attributes)
    attributes = tuple(
        (name, _same_snapshot(snapshot, theirs[name]))
        for name, snapshot in one.attributes
        if name in theirs
    )
    items = None
    if one.items is not None and other.items is not None and one.items == other.items:
        items = one.items
    pairs = None
    if one.pairs is not None and other.pairs is not None:
        is_alike = one.pairs == other.pairs or _is_equal(one.pairs, other.pairs)
        pairs = one.pairs if is_alike else None
    attributes = tuple(
        (name, each) for name, each in attributes if each.kind != "opaque" or each.attributes
    )
    # Texts that differ are of one length by chance: folders with names made up, rates, identifiers.
    is_text = one.type in ("builtins:str", "builtins:bytes")
    length = one.length if one.length == other.length and not is_text else None
    contents = one.contents if one.contents == other.contents else None
    is_described = bool(attributes) or any(
        each is not None for each in (items, pairs, length, contents)
    )
    return Snapshot(
        kind="object" if is_described else "opaque",
        type=one.type,
        length=length,
        items=items,
        pairs=pairs,
        text=one.text if one.text == other.text else None,
        attributes=attributes,
        contents=contents,
    )
