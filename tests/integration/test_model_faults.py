"""Questions to models that fail again and again: none is lost, none is charged twice."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "router"


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("faults")


def check(trial: Any, requests: int) -> None:
    assert trial.problems == []
    assert trial.lost == trial.charged_twice == trial.differences == []
    assert trial.answered + sum(trial.reported.values()) == requests
    assert trial.answered >= 0.99 * requests
    assert trial.ledger_tokens == trial.server_tokens
    assert trial.ledger_usd == trial.server_usd > 0
    share = 1 - trial.faults["none"] / sum(trial.faults.values())
    assert 0.25 < share < 0.35
    # All three ways to account for an attempt were met, and together they are all attempts.
    assert min(trial.counted, trial.refused, trial.estimated) > 0
    assert trial.counted + trial.refused + trial.estimated == trial.attempts


def test_four_hundred_questions_with_thirty_percent_faults(faults: Any) -> None:
    trial = faults.run(400, 0.3, seed=1)
    check(trial, 400)
    assert len(trial.faults) > 20
    assert len(trial.by_model) == 6


def test_without_faults_everything_is_answered_at_once(faults: Any) -> None:
    trial = faults.run(40, 0.0, seed=1)
    assert trial.problems == []
    assert (trial.answered, trial.attempts, trial.counted) == (40, 40, 40)
    assert trial.simulated_s == 0


def test_a_ledger_that_is_off_by_one_token_is_noticed(faults: Any) -> None:
    trial = faults.run(20, 0.0, seed=1)
    assert trial.problems == []
    trial.ledger_tokens += faults.TokenUsage(1, 0)
    assert len(trial.problems) == 1


@pytest.mark.nightly
def test_ten_thousand_questions_with_thirty_percent_faults(faults: Any) -> None:
    check(faults.run(10_000, 0.3, seed=1), 10_000)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_other_seeds_with_more_faults(faults: Any, seed: int) -> None:
    trial = faults.run(1000, 0.6, seed=seed)
    assert trial.problems == []
