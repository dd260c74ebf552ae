from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from aqe.operations.data_speed import DATA_SPEED, DataSpeedRequest
from aqe.operations.operation import Status
from aqe.operations.services import Services


def test_a_measurement_is_made_and_written(tmp_path: Path) -> None:
    services = cast("Services", SimpleNamespace(root=tmp_path, path=lambda path: tmp_path / path))
    request = DataSpeedRequest(records=1000, rounds=1, rivals=(), out=Path("speed.json"))
    result = DATA_SPEED.handler(request, services)
    assert result.status is Status.OK
    document = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    rows = document["result"]["report"]["rows"]
    assert all(row["valid"] == row["made"] > 0 for row in rows)
    assert {row["contender"] for row in rows} >= {"reference, bytes", "reference, objects"}
