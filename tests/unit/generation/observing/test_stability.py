from __future__ import annotations

from dataclasses import replace

import pytest
from generation_builders import failure, run

from aqe.domain.run import CandidateOutcome, Observation, Snapshot
from aqe.generation.observing.stability import agreed

ONE = Snapshot("literal", "builtins:int", "1")
TWO = Snapshot("literal", "builtins:int", "2")


def _with(value: Snapshot, **facts: object):  # type: ignore[no-untyped-def]
    return run({1}, observations=(Observation(0, value),), **facts)


def test_equal_runs_agree_on_everything() -> None:
    assert agreed(_with(ONE), _with(ONE)) == _with(ONE)


def test_values_that_differ_are_not_kept() -> None:
    both = agreed(_with(ONE), _with(TWO))
    assert both is not None
    assert both.observations[0].value is not None
    assert both.observations[0].value.source is None
    assert both.observations[0].value.type == "builtins:int"


def test_attributes_are_compared_one_by_one() -> None:
    def thing(name: str, number: Snapshot) -> Snapshot:
        text = Snapshot("literal", "builtins:str", repr(name))
        return Snapshot("object", "demo:Thing", attributes=(("name", text), ("number", number)))

    both = agreed(_with(thing("a", ONE)), _with(thing("a", TWO)))
    assert both is not None
    value = both.observations[0].value
    assert value is not None
    assert [name for name, _ in value.attributes] == ["name"]


@pytest.mark.parametrize(
    ("source", "is_kept"),
    [("{2: [1, 2], 1: 'a'}", True), ("{2: [2, 1], 1: 'a'}", False), ("{2: [1, 2]}", False)],
)
def test_dictionaries_are_equal_in_any_order(source: str, is_kept: bool) -> None:
    first = Snapshot("literal", "builtins:dict", "{1: 'a', 2: [1, 2]}")
    both = agreed(_with(first), _with(Snapshot("literal", "builtins:dict", source)))
    assert both is not None
    assert (both.observations[0].value == first) is is_kept


def test_different_outcomes_do_not_agree() -> None:
    raised = run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "no"))
    assert agreed(_with(ONE), raised) is None


def test_of_a_message_that_differs_the_beginning_stays() -> None:
    one = run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "at 0x1"))
    other = run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "at 0x2"))
    both = agreed(one, other)
    assert both is not None
    assert both.failure is not None
    assert (both.failure.type, both.failure.message) == ("builtins:ValueError", "at")
    assert both.failure.goes_on
    same = agreed(one, one)
    assert same is not None
    assert same.failure is not None
    assert not same.failure.goes_on


def test_values_seen_beside_the_clock_are_not_asserted() -> None:
    both = agreed(_with(ONE, unstable=("clock",)), _with(ONE, unstable=("clock",)))
    assert both is not None
    assert both.observations[0].value is not None
    assert both.observations[0].value.source is None


def test_values_that_two_clocks_agree_on_are_asserted() -> None:
    both = agreed(
        _with(ONE, unstable=("clock",)), _with(ONE, unstable=("clock",)), clocks_differ=True
    )
    assert both is not None
    assert both.observations[0].value == ONE


def test_randomness_stays_doubtful_under_any_clock() -> None:
    both = agreed(
        _with(ONE, unstable=("random",)), _with(ONE, unstable=("random",)), clocks_differ=True
    )
    assert both is not None
    assert both.observations[0].value is not None
    assert both.observations[0].value.source is None


def test_what_swallowed_a_refusal_proves_nothing() -> None:
    assert agreed(_with(ONE), _with(ONE, refused="opening a socket is refused")) is None


def test_no_test_is_made_of_a_lack_of_memory_which_other_machines_have() -> None:
    short = failure("MemoryError", "")
    raised = run(outcome=CandidateOutcome.RAISED, failure=short)
    broken_off = run(observations=(Observation(0, None, short),))
    assert agreed(raised, raised) is None
    assert agreed(broken_off, broken_off) is None
    other = run(outcome=CandidateOutcome.RAISED, failure=failure("LookupError", ""))
    assert agreed(other, other) == other


def test_no_test_is_made_of_what_harms_a_standard_stream() -> None:
    for label in ("stdout-closed", "stderr-replaced", "stdout-open"):
        harmed = _with(ONE, unstable=(label,))
        assert agreed(harmed, harmed) is None
    assert agreed(_with(ONE, unstable=("event-loop",)), _with(ONE)) is not None


def test_of_what_an_exception_holds_that_stays_which_is_the_same() -> None:
    code, day = Snapshot("literal", "builtins:int", "413"), Snapshot("literal", "builtins:int", "1")
    full = replace(failure("ValueError", "no"), held=(("code", code), ("day", day)))
    later = replace(full, held=(("code", code), ("day", replace(day, source="2"))))
    both = agreed(*(run(outcome=CandidateOutcome.RAISED, failure=each) for each in (full, later)))
    assert both is not None
    assert both.failure is not None
    assert both.failure.held == (("code", code),)


@pytest.mark.parametrize("touched", ["random", "clock", "uuid"])
def test_what_an_exception_holds_is_not_asserted_beside_chance_or_the_clock(touched: str) -> None:
    ticket = Snapshot("literal", "builtins:int", "873")
    full = replace(failure("ValueError", "no"), held=(("ticket", ticket),))
    seen = run(outcome=CandidateOutcome.RAISED, failure=full, unstable=(touched,))
    both = agreed(seen, seen)
    assert both is not None
    assert both.failure is not None
    assert both.failure.held == ()
