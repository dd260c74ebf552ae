"""How much a run shows."""

from __future__ import annotations

import pytest

from aqe.domain.run import CandidateOutcome, CandidateRun, Failure, Observation, Snapshot
from aqe.generation.choosing.telling import LITTLE, MUCH, NOTHING, telling

NONE = Snapshot("literal", "builtins:NoneType", "None")


def _completed(value: Snapshot | None, stdout: str = "", **facts: object) -> CandidateRun:
    observation = Observation(0, value, stdout=stdout)
    return CandidateRun(  # type: ignore[arg-type]
        0, CandidateOutcome.COMPLETED, observations=(observation,), **facts
    )


def _span(*sources: str) -> Snapshot:
    parts = tuple((f"part{each}", Snapshot("literal", "x", each)) for each in sources)
    return Snapshot("object", "m:Span", attributes=parts, text="span")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NONE, NOTHING),
        (Snapshot("opaque", "builtins:generator"), NOTHING),
        (Snapshot("literal", "builtins:list", "[]"), LITTLE),
        (Snapshot("literal", "builtins:str", '""'), LITTLE),
        (Snapshot("literal", "builtins:bool", "False"), MUCH),
        (_span("Decimal('0')", "0"), LITTLE),
        (_span("Decimal('0')", "1"), MUCH),
        (_span(), MUCH),
        (Snapshot("object", "m:Box", items=Snapshot("literal", "builtins:list", "[]")), LITTLE),
        (Snapshot("literal", "builtins:list", "[1]"), MUCH),
    ],
)
def test_results(value: Snapshot, expected: int) -> None:
    assert telling(_completed(value)) == expected


def test_effects_tell() -> None:
    assert telling(_completed(NONE, stdout="written")) == MUCH
    assert telling(_completed(NONE, files=(("a.txt", ""),))) == MUCH
    assert telling(_completed(NONE, after=(("items", NONE),))) == MUCH


def test_exceptions_tell() -> None:
    failure = Failure("builtins:ValueError", "no", True, 1, 1)
    assert telling(CandidateRun(0, CandidateOutcome.RAISED, 0, failure)) == MUCH
