"""The two processes that have to agree, as a campaign starts them."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from aqe.campaign.drafting import subject


def _moment(monkeypatch: pytest.MonkeyPatch, hash_seed: int) -> datetime:
    """When every program of a worker begins."""
    started: dict[str, Any] = {}
    monkeypatch.setattr(subject, "Worker", lambda *given, **facts: started.update(facts))
    campaign: Any = SimpleNamespace(
        _interpreter=SimpleNamespace(path="python"),
        _located=SimpleNamespace(module="m", path="m.py", import_root="."),
        _options=SimpleNamespace(search_path=(), limits=None),
        _bytecode=None,
    )
    subject.SubjectCampaign._worker(campaign, hash_seed)
    return datetime.fromtimestamp(started["clock_start_s"], UTC)


def test_code_that_asks_what_time_it_is_is_answered_differently(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (_moment(monkeypatch, seed) for seed in (0, 1))
    questions = {
        "year": isleap,
        "month": lambda month: month < 5,
        "day": lambda day: day < 16,
        "hour": lambda hour: hour < 12,
        "minute": lambda minute: minute < 30,
    }
    for name, ask in questions.items():
        assert ask(getattr(first, name)) != ask(getattr(second, name)), name
    assert (first.weekday() < 5) != (second.weekday() < 5)
