"""Scores by name, estimates from earlier relatives, shares measured here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aqe.domain.conversation import Asker, Call, CallOutcome
from aqe.domain.model import Quality, QualityBasis
from aqe.domain.routing import TaskKind
from aqe.router.catalogue.quality import Scores, measured_quality

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def published(score: float) -> Quality:
    return Quality(score, QualityBasis.PUBLISHED, "a benchmark")


BOOK = Scores(
    {
        "claude-opus-4-5": published(70),
        "claude-opus-5": published(80),
        "gpt-5-mini": published(60),
        "deepseek-v4-pro": published(65),
    }
)


@pytest.mark.parametrize(
    ("name", "score", "basis"),
    [
        ("anthropic/claude-opus-4.5", 70, QualityBasis.PUBLISHED),
        ("claude-opus-5", 80, QualityBasis.PUBLISHED),
        ("anthropic/claude-opus-5.5", 80, QualityBasis.ESTIMATED),
        ("claude-opus-4-8", 70, QualityBasis.ESTIMATED),
        ("openai/gpt-5.4-mini", 60, QualityBasis.ESTIMATED),
        ("deepseek/deepseek-v4-pro-0813", 65, QualityBasis.ESTIMATED),
    ],
)
def test_a_model_gets_its_score_or_that_of_the_nearest_earlier_one(
    name: str, score: float, basis: QualityBasis
) -> None:
    found = BOOK.quality_of(name)
    assert found is not None
    assert (found.score, found.basis) == (score, basis)
    assert "a benchmark" in found.source


@pytest.mark.parametrize("name", ["claude-opus-4-1", "claude-sonnet-5", "gpt-5", "gpt-5-nano", "x"])
def test_nothing_follows_for_earlier_versions_and_other_families(name: str) -> None:
    assert BOOK.quality_of(name) is None


def call(
    number: int,
    accepted: int | None,
    proposed: int | None,
    *,
    model: str = "openai/gpt-5-mini",
    kind: TaskKind = TaskKind.SCENARIOS,
    age_days: float = 1,
) -> Call:
    return Call(
        id=str(number),
        model=model,
        provider="openai",
        asker=Asker("run", kind=kind),
        started_at=NOW - timedelta(days=age_days),
        outcome=CallOutcome.ANSWERED,
        proposed_tests=proposed,
        accepted_tests=accepted,
    )


def test_enough_tests_give_the_middle_of_wilsons_interval() -> None:
    calls = [call(number, 9, 10) for number in range(6)]
    found = measured_quality(calls, NOW)[("openai/gpt-5-mini", TaskKind.SCENARIOS)]
    # 54 of 60: Wilson's interval is 0.7985 to 0.9534.
    assert found.score == pytest.approx(87.6, abs=0.05)
    assert (found.basis, found.samples) == (QualityBasis.MEASURED, 6)
    assert "54 of 60" in found.source


@pytest.mark.parametrize(
    "calls",
    [
        pytest.param([call(n, 5, 10) for n in range(4)], id="four answers"),
        pytest.param([call(n, 3, 7) for n in range(5)], id="35 tests, half of them accepted"),
        pytest.param([call(n, None, 20) for n in range(9)], id="nobody has looked"),
        pytest.param([call(n, 0, 0) for n in range(4)], id="four answers without a test"),
    ],
)
def test_too_little_gives_nothing(calls: list[Call]) -> None:
    assert measured_quality(calls, NOW) == {}


def test_the_border_lies_where_it_is_said_to_lie() -> None:
    def enough(accepted: int, proposed: int) -> bool:
        ones = [call(n, 1, 1) for n in range(4)]
        return bool(measured_quality([*ones, call(9, accepted - 4, proposed - 4)], NOW))

    assert (enough(19, 38), enough(20, 39)) == (False, True)
    assert (enough(13, 14), enough(14, 15)) == (False, True)


def test_kinds_and_models_are_kept_apart() -> None:
    calls = [call(n, 9, 10) for n in range(6)]
    calls += [call(n, 1, 10, kind=TaskKind.REPAIR) for n in range(10, 16)]
    calls += [call(n, 5, 10, model="openai/other") for n in range(20, 26)]
    found = measured_quality(calls, NOW)
    scores = {key: each.score for key, each in found.items()}
    assert set(scores) == {
        ("openai/gpt-5-mini", TaskKind.SCENARIOS),
        ("openai/gpt-5-mini", TaskKind.REPAIR),
        ("openai/other", TaskKind.SCENARIOS),
    }
    assert scores["openai/other", TaskKind.SCENARIOS] == 50
    assert scores["openai/gpt-5-mini", TaskKind.REPAIR] < 20


def test_answers_without_a_test_are_failures() -> None:
    found = measured_quality([call(n, 0, 0) for n in range(10)], NOW)
    quality = found["openai/gpt-5-mini", TaskKind.SCENARIOS]
    # Wilson's interval of 0 of 10 is 0 to 0.2775.
    assert (quality.score, quality.samples) == (pytest.approx(13.9, abs=0.05), 10)
    good = [call(n, 9, 10) for n in range(6)]
    mixed = measured_quality([*good, *(call(n, 0, 0) for n in range(10, 40))], NOW)
    assert "54 of 90" in mixed["openai/gpt-5-mini", TaskKind.SCENARIOS].source


def test_a_model_that_failed_long_ago_is_judged_anew() -> None:
    failed = [call(n, 0, 10, age_days=90) for n in range(6)]
    assert measured_quality(failed, NOW)["openai/gpt-5-mini", TaskKind.SCENARIOS].score < 10
    assert measured_quality(failed, NOW + timedelta(seconds=1)) == {}
    newer = [call(n, 9, 10) for n in range(10, 16)]
    found = measured_quality([*failed, *newer], NOW + timedelta(seconds=1))
    assert found["openai/gpt-5-mini", TaskKind.SCENARIOS].samples == 6
