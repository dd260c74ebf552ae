"""Counts of executions and of the ways in which they end."""

from __future__ import annotations

from generation_builders import call_of, failure, function, parameter, run, scenario

from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, Comparison
from aqe.generation.attempts import Attempts
from aqe.generation.scenario import Scenario

ACT = function("act", parameter("value"))


def acting(value: int = 1, steps: int = 1) -> Scenario:
    return scenario(*([call_of(ACT, Literal(value))] * steps))


def raised(kind: str, message: str, line: int = 3) -> object:
    return run(outcome=CandidateOutcome.RAISED, failure=failure(kind, message, line))


def test_executions_are_counted_by_callable_and_condition() -> None:
    attempts = Attempts()
    met = (
        Comparison(7, True, "1", "2"),
        Comparison(7, True, "1", "3"),
        Comparison(8, False, "1", "1"),
    )
    attempts.note(acting(), run({1}, comparisons=met), is_new=True)
    attempts.note(acting(), run({1}, comparisons=met[:2]), is_new=False)

    assert (attempts.total, attempts.last_new) == (2, 1)
    assert attempts.calls == {"act": 2}
    assert attempts.met == {7: 2, 8: 1}


def test_ends_are_told_by_frequency_with_the_shortest_example() -> None:
    attempts = Attempts()
    attempts.note(acting(1, steps=3), raised("ValueError", "bad"), is_new=False)  # type: ignore[arg-type]
    attempts.note(acting(2), raised("ValueError", "bad"), is_new=False)  # type: ignore[arg-type]
    attempts.note(acting(), raised("KeyError", "x", 9), is_new=False)  # type: ignore[arg-type]

    first, second = attempts.finishes("act")
    assert (first.what, first.message, first.count) == ("ValueError", "bad", 2)
    assert first.example == acting(2)
    assert (second.what, second.line) == ("KeyError", 9)
    assert [each.what for each in attempts.finishes(lines=range(3, 5))] == ["ValueError"]
    assert attempts.finishes("other") == []


def test_what_hangs_dies_or_meets_a_wall_is_an_end_too() -> None:
    attempts = Attempts()
    attempts.note(acting(), run(outcome=CandidateOutcome.TIMEOUT), is_new=False)
    refused = run(outcome=CandidateOutcome.REFUSED, refused="no network")
    attempts.note(acting(), refused, is_new=False)

    assert {(each.what, each.message) for each in attempts.finishes()} == {
        ("timeout", ""),
        ("refused", "no network"),
    }


def test_endless_messages_take_no_endless_memory() -> None:
    attempts = Attempts()
    for number in range(1000):
        attempts.note(acting(), raised("ValueError", f"bad {number}"), is_new=False)  # type: ignore[arg-type]

    found = attempts.finishes("act")
    assert len(found) == 5
    assert sum(each.count for each in found) == 1000
