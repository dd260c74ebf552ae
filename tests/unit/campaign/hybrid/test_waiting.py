"""What is waited for is told: at once after a failure, else where it takes long, and never too often."""

from __future__ import annotations

import pytest

from aqe.campaign.hybrid.waiting import Waiting, step_words
from aqe.router.ports import Step

FIRST = Step("far/one", 1, 3, "far/two")


class Told:
    """A clock, and what was told at which time."""

    def __init__(self, within_s: float | None = 60.0) -> None:
        self.now_s = 100.0
        self.told: list[tuple[float, str]] = []
        self.waiting = Waiting(
            lambda words, seconds: self.told.append((seconds, words)), within_s, lambda: self.now_s
        )

    def pass_time(self, seconds: float, looks: int = 20) -> None:
        for _ in range(looks):
            self.now_s += seconds / looks
            self.waiting.look()


def test_a_question_that_is_answered_soon_needs_no_words() -> None:
    told = Told()
    told.waiting.look()
    told.waiting.begin(FIRST)
    told.pass_time(2.9)
    assert told.told == []


def test_where_it_takes_long_it_is_told_once_a_second() -> None:
    told = Told()
    told.waiting.begin(FIRST)
    told.pass_time(6.0, looks=600)
    assert [round(seconds) for seconds, _ in told.told] == [3, 4, 5, 6]
    assert len({words for _, words in told.told}) == 1


def test_a_failure_is_told_at_once_and_once() -> None:
    told = Told()
    told.waiting.begin(FIRST)
    told.pass_time(0.5)
    told.waiting.begin(Step("far/one", 2, 3, "far/two", 1.25, "it was busy"))
    told.pass_time(0.5)
    assert [words for _, words in told.told] == [
        "it was busy; asking far/one in 1.2 s, attempt 2 of 3"
    ]


def test_an_answer_that_has_begun_is_read_and_no_longer_waited_for() -> None:
    told = Told()
    told.waiting.begin(FIRST)
    told.pass_time(3.5)
    told.waiting.hear("def")
    told.pass_time(2)
    told.waiting.hear("")
    told.pass_time(2)
    words = [each.split(" far/one")[0] for _, each in told.told]
    assert [words[0], words[-3], words[-1]] == [
        "waiting for",
        "reading the answer of",
        "waiting for",
    ]


@pytest.mark.parametrize(
    ("step", "then"),
    [
        (FIRST, "attempt 2, then far/two"),
        (Step("far/one", 3, 3, "far/two"), "far/two"),
        (Step("far/one", 1, 3), "attempt 2"),
        (Step("far/one", 3, 3), "the suite of the search stays as it is"),
    ],
)
def test_what_comes_after_a_failure(step: Step, then: str) -> None:
    words = step_words(step, 60.0)
    assert words.endswith(f", 60 s at most; if it fails: {then}")
    assert "at most" not in step_words(step, None)


def test_a_wait_names_the_model_once() -> None:
    step = Step("far/one", 2, 3, "far/two", 0.01, "'far/one' was busy")
    assert step_words(step, 60.0) == "'far/one' was busy; again in 0.1 s, attempt 2 of 3"
