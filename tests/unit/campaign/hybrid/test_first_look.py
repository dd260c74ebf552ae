"""What is made of a first look: pytest is started only where a test may pass, and not for what hangs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aqe.campaign.hybrid.first_look import first_look, look_limits
from aqe.execution.looks import Looked, LookLimits, LookOutcome

PASSED = Looked(LookOutcome.PASSED, is_collected=True)
FAILED = Looked(LookOutcome.FAILED, "ValueError: no\n  more", "all of it", is_collected=True)
UNKNOWN = Looked(LookOutcome.UNKNOWN)
LATE = Looked(LookOutcome.TIMEOUT, is_collected=True)
NEVER_COLLECTED = Looked(LookOutcome.TIMEOUT)
DIED = Looked(LookOutcome.DIED, "the test ended the process: signal 9", is_collected=True)
SHORT = LookLimits(0.25, 0.25, 2, 15.0)
WHOLE = LookLimits(5.0, 1.0, 2, 15.0)


@pytest.mark.parametrize(
    ("looked", "limits", "left_out"),
    [
        ([PASSED, FAILED], SHORT, set()),  # what fails beside it fails in pytest's own words
        ([UNKNOWN, FAILED], SHORT, set()),
        ([PASSED, LATE], SHORT, set()),  # pytest waits longer
        ([PASSED, LATE], WHOLE, {1}),
        ([PASSED, LATE, LATE], SHORT, {1, 2}),
        ([PASSED, NEVER_COLLECTED], SHORT, {1}),
        ([DIED, UNKNOWN], SHORT, {0}),
        ([FAILED, FAILED], SHORT, {0, 1}),
        ([FAILED, LATE], SHORT, {0, 1}),
        ([NEVER_COLLECTED], SHORT, {0}),
    ],
)
def test_what_pytest_has_to_judge(
    looked: list[Looked], limits: LookLimits, left_out: set[int]
) -> None:
    found = first_look(dict(enumerate(looked)), len(looked), limits, "")
    assert set(found.shown) == left_out
    assert not any(each.passed for each in found.shown.values())


@pytest.mark.parametrize(
    ("looked", "over", "stopped"),
    [
        ({0: FAILED, 1: FAILED, 2: FAILED}, "", ""),
        ({0: FAILED, 1: LATE, 2: FAILED}, "", ""),
        ({0: LATE, 1: LATE}, "", "2 of its tests hang or end the process"),
        ({0: DIED, 1: LATE}, "over", "2 of its tests hang or end the process"),
        (
            {0: NEVER_COLLECTED, 1: FAILED, 2: FAILED},
            "",
            "collecting its tests took longer than 0.25 s",
        ),
        ({0: FAILED}, "the time for judging was over", "the time for judging was over"),
    ],
)
def test_why_an_answer_is_given_up(looked: Mapping[int, Looked], over: str, stopped: str) -> None:
    found = first_look(looked, 3, SHORT, over)
    assert found.stopped == stopped
    assert set(found.shown) == {0, 1, 2}
    for place in {0, 1, 2} - set(looked):
        assert found.shown[place].reason == f"it did not run: {stopped}"


def test_where_nobody_could_look_or_not_at_all_pytest_judges() -> None:
    assert first_look({}, 2, SHORT, "").shown == {}
    assert first_look({0: FAILED}, 2, SHORT, "").shown == {}


def test_what_is_told_of_each() -> None:
    shown = first_look({0: FAILED, 1: LATE, 2: NEVER_COLLECTED, 3: DIED}, 4, SHORT, "").shown
    assert [each.reason for each in shown.values()] == [
        "ValueError: no",
        "took longer than 0.25 s",
        "it did not run: collecting its tests took longer than 0.25 s",
        "the test ended the process: signal 9",
    ]
    assert shown[0].detail == "all of it"


def test_a_tight_budget_waits_for_no_test_for_long() -> None:
    def each_s(
        left_s: float | None, start_s: float = 0.4, slowest_s: float = 0.0
    ) -> tuple[float, float]:
        limits = look_limits(left_s, start_s, slowest_s, 5.0, 10.0)
        return limits.body_s, limits.call_s

    assert each_s(None) == (5.0, 1.0)
    assert each_s(0.8) == pytest.approx((0.12, 0.12))
    assert each_s(0.2) == pytest.approx((0.1, 0.1))
    assert each_s(0.2, start_s=0.6) == pytest.approx((0.15, 0.15))
    assert each_s(0.2, start_s=6.0) == pytest.approx((0.2, 0.2))
    assert each_s(4.0) == pytest.approx((0.6, 0.6))
    assert each_s(60.0) == (1.0, 1.0)
    assert each_s(0.8, slowest_s=0.15) == pytest.approx((0.45, 0.45))  # such calls take their time
    assert each_s(0.8, slowest_s=5.0) == (1.0, 1.0)
