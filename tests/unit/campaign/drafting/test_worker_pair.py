"""The two processes that have to agree, as a campaign starts them."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from aqe.campaign.drafting import worker_pair


def _moments(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When every program of each worker begins."""
    started: list[dict[str, Any]] = []
    monkeypatch.setattr(worker_pair, "Worker", lambda *given, **facts: started.append(facts))
    located: Any = SimpleNamespace(module="m", path="m.py", import_root=".")
    options: Any = SimpleNamespace(search_path=(), limits=None)
    interpreter: Any = SimpleNamespace(path="python")
    worker_pair.workers_of(located, options, interpreter, None)
    return [datetime.fromtimestamp(each["clock_start_s"], UTC) for each in started]


def test_code_that_asks_what_time_it_is_is_answered_differently(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = _moments(monkeypatch)
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
