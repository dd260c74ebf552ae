"""What is remembered of each callable: unlike scenarios that ended, and not too many."""

from __future__ import annotations

from dataclasses import replace

import pytest
from generation_builders import call_of, failure, function, parameter, run, scenario

from aqe.domain.recipe import Call, Literal, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.exploring.executed import Executed
from aqe.generation.scenario import Scenario

ACT = function("act", parameter("value"))
SETUP = (Call(Symbol("os", "nice"), (Literal(1),)),)


def _given(value: str | int, setup: bool = False) -> Scenario:
    made = scenario(call_of(ACT, Literal(value)))
    return Scenario(made.steps, setup=SETUP) if setup else made


def test_of_scenarios_that_do_the_same_with_values_of_the_same_kinds_some_are_kept() -> None:
    executed = Executed()
    for number in range(20):
        executed.note(_given(number), run())
    executed.note(_given("text"), run())
    kept = executed.of("act")
    assert kept[:-1] == [_given(number) for number in range(6)]
    assert kept[-1] == _given("text")
    assert executed.of("other") == []


@pytest.mark.parametrize(
    ("given", "ended"),
    [
        (
            _given(1),
            run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "no")),
        ),
        (_given(1), run(outcome=CandidateOutcome.TIMEOUT)),
        (_given(1, setup=True), run()),
        (scenario(*(call_of(ACT, Literal(each)) for each in range(5))), run()),
    ],
    ids=["refused", "timeout", "prepared", "long"],
)
def test_what_did_not_end_well_is_prepared_or_is_long_is_not_remembered(
    given: Scenario, ended: CandidateRun
) -> None:
    executed = Executed()
    executed.note(given, ended)
    assert executed.of("act") == []


def test_refusals_are_remembered_apart_where_somebody_meant_them() -> None:
    executed = Executed()
    for start, kind, line in ((0, "ValueError", 3), (20, "ValueError", 4), (40, "KeyError", 4)):
        refused = run(outcome=CandidateOutcome.RAISED, failure=failure(kind, "no", line))
        for number in range(start, start + 20):
            for _ in range(6):
                executed.note_refusal(_given(number), refused)
    mishap = replace(failure("TypeError", "no"), is_incidental=True)
    executed.note_refusal(_given("text"), run(outcome=CandidateOutcome.RAISED, failure=mishap))

    assert executed.of("act") == []
    assert executed.refused("act") == [
        _given(start + number) for start in (0, 20, 40) for number in range(6)
    ]
    assert executed.refused("other") == []


def test_no_more_than_a_hundred_are_remembered_of_one_callable() -> None:
    executed = Executed()
    for count in range(1, 5):
        for number in range(60):
            names = [parameter(f"part{each}") for each in range(number)]
            act = function("act", *names)
            executed.note(scenario(*[call_of(act, *(Literal(1) for _ in names))] * count), run())
    assert len(executed.of("act")) == 100
