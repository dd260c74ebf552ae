"""Speed of models from calls."""

from __future__ import annotations

from datetime import UTC, datetime

from aqe.domain.conversation import Asker, Call, CallOutcome
from aqe.domain.model import TokenUsage
from aqe.router.speed import measured_speeds


def call(seconds: float | None, output: int, outcome: CallOutcome = CallOutcome.ANSWERED) -> Call:
    moment = datetime(2026, 11, 26, tzinfo=UTC)
    usage = TokenUsage(100, output)
    return Call("c", "a/m", "a", Asker("run"), moment, outcome, usage=usage, duration_s=seconds)


def test_the_middle_of_at_least_three_answers_counts() -> None:
    calls = [call(2, 1000), call(3, 500), call(90, 1000)]
    assert measured_speeds(calls) == {"a/m": 6.0}
    assert measured_speeds(calls[:2]) == {}


def test_failures_short_answers_and_unknown_times_do_not_count() -> None:
    calls = [call(2, 1000), call(2, 1000), call(9, 49), call(None, 900)]
    assert measured_speeds([*calls, call(9, 900, CallOutcome.FAILED)]) == {}
    assert measured_speeds([*calls, call(4, 1000)]) == {"a/m": 2.0}
