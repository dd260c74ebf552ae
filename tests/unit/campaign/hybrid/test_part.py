"""Whatever goes wrong in the model's part is told of, and nothing else is lost."""

from __future__ import annotations

from typing import Any

import pytest

from aqe.campaign.drafting.worker_pair import Cancelled
from aqe.campaign.hybrid import part

NOTHING: Any = None


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (RecursionError("sk-secret"), "nothing-accepted", "RecursionError in test_part.py"),
        (UnicodeEncodeError("utf-8", "x", 0, 1, "no"), "nothing-accepted", "UnicodeEncodeError"),
        (Cancelled(), "interrupted", "interrupted"),
    ],
)
def test_an_error_nobody_foresaw_is_a_note(
    error: Exception, status: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> None:
        raise error

    monkeypatch.setattr(part, "hybrid_part", fail)
    found = part.model_part(NOTHING, NOTHING, NOTHING)
    assert found.suite is None
    assert found.report.status == status
    assert reason in found.report.reason
    assert "secret" not in found.report.reason


def test_an_interrupt_is_none_of_its_business(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(part, "hybrid_part", fail)
    with pytest.raises(KeyboardInterrupt):
        part.model_part(NOTHING, NOTHING, NOTHING)
