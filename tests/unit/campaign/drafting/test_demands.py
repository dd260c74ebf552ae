"""Demands of tests, compared wherever the call under test stands."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from aqe.campaign.drafting.demands import demands_of
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject
from aqe.generation.scenario import Scenario, Step

BOX = Step(CallableSubject("Box", "__init__", CallableKind.CONSTRUCTOR, "Box", ()))
SEARCH: Any = SimpleNamespace(
    subject=SimpleNamespace(module="shop"),
    archive=SimpleNamespace(loaded=SimpleNamespace(members=[SimpleNamespace(name="Box")])),
)


def _last(receiver: int) -> Step:
    return Step(CallableSubject("Box.last", "last", CallableKind.METHOD, "Box", ()), (), receiver)


def _run(last: int, source: str, variable: str = "", items: str = "[]") -> CandidateRun:
    box = Snapshot("object", "shop:Box", attributes=(("items", Snapshot("literal", "x", items)),))
    return CandidateRun(
        0,
        CandidateOutcome.COMPLETED,
        observations=(Observation(last, Snapshot("literal", "builtins:int", source)),),
        after=((variable, box),) if variable else (),
    )


def test_the_same_is_demanded_wherever_the_call_stands_and_whatever_its_object_is_called() -> None:
    demands = demands_of(SEARCH)
    alone = Scenario((BOX, _last(0)))
    beside = Scenario((BOX, BOX, _last(1)))
    assert demands(alone, _run(1, "5")) == demands(beside, _run(2, "5"))
    one, other = _run(1, "5", "box"), _run(2, "5", "other_box")
    assert demands(alone, one) == demands(beside, other)


def test_other_results_and_other_states_are_other_demands() -> None:
    demands = demands_of(SEARCH)
    alone = Scenario((BOX, _last(0)))
    kinds = [
        _run(1, "1"),
        _run(1, "True"),
        _run(1, "1", "box"),
        _run(1, "1", "box", "[2]"),
    ]
    assert len({demands(alone, each) for each in kinds}) == len(kinds)
