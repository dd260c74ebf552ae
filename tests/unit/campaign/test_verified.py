from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aqe.analysis.locate import locate
from aqe.campaign import verified
from aqe.campaign.options import GenerateOptions
from aqe.errors import ExecutionError
from aqe.execution.interpreter import find_interpreter
from aqe.execution.limits import Limits
from aqe.execution.requests import SuiteRequest


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    path = tmp_path / "thing.py"
    path.write_text("def one(): return 1\n", encoding="utf-8")
    return path


def wires(root: Path, store: Any) -> verified.Wires:
    return verified.Wires(
        interpreter=find_interpreter(root, None, {}),
        store=store,
        progress=lambda step: None,
        cancelled=lambda: False,
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
        command="aqe test generate thing.py",
    )


def test_tests_have_the_limits_that_candidates_have(
    subject: Path, bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[SuiteRequest] = []

    def verify(request: SuiteRequest, **other: object) -> None:
        asked.append(request)
        raise ExecutionError("enough")

    monkeypatch.setattr(verified, "verify_suite", verify)
    limits = Limits(memory_bytes=3 * 2**30, file_bytes=2**20)
    options = GenerateOptions((subject,), subject.parent, subject.parent / "out", limits=limits)
    located = locate(subject, project_root=subject.parent)

    with pytest.raises(ExecutionError):
        verified._verify("", located, options, wires(subject.parent, bench.store))

    assert asked[0].limits == limits
