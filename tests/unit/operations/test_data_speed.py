from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest

from aqe.errors import UsageError
from aqe.operations.data_speed import DATA_SPEED, DataSpeedRequest
from aqe.operations.operation import Status
from aqe.operations.services import Services


def test_a_measurement_is_made_and_written(services: Services) -> None:
    request = DataSpeedRequest(records=1000, rounds=1, rivals=(), out=Path("speed.json"))
    result = DATA_SPEED.handler(request, services)
    assert result.status is Status.OK
    document = json.loads((services.root / "speed.json").read_text(encoding="utf-8"))
    rows = document["result"]["report"]["rows"]
    assert all(row["valid"] == row["made"] > 0 for row in rows)
    assert {row["contender"] for row in rows} >= {"reference, bytes", "reference, objects"}


def test_what_is_not_installed_is_told_and_nothing_else_fails(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    result = DATA_SPEED.handler(DataSpeedRequest(records=1000, rounds=1, rivals=()), services)
    assert result.notices == ("wasm: unavailable (pip install 'agentic-qe[booster]')",)
    assert [row.contender for row in result.report.rows] == [
        "reference, bytes",
        "reference, objects",
    ]


def test_without_an_environment_rivals_are_looked_for_beside_aqe(services: Services) -> None:
    request = DataSpeedRequest(records=1000, rounds=1, rivals=("a-tool-that-nobody-has",))
    row = DATA_SPEED.handler(request, services).report.rows[-1]
    assert row.per_cpu_s is None
    assert "no environment" not in row.problem


def test_an_interpreter_that_is_not_there_is_refused(services: Services) -> None:
    with pytest.raises(UsageError, match="gone"):
        DATA_SPEED.handler(DataSpeedRequest(rivals=(), vs_python="gone"), services)


def test_rounds_are_told_and_end_where_the_user_asks(services: Services) -> None:
    told: list[str] = []
    stopped = dataclasses.replace(
        services,
        cancelled=lambda: len(told) == 2,
        progress=lambda progress: told.append(progress.message),
    )
    with pytest.raises(KeyboardInterrupt):
        DATA_SPEED.handler(DataSpeedRequest(records=1000, rounds=1, rivals=()), stopped)
    assert len(told) == 2
    assert "round 1 of " in told[0]
