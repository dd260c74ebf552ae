from __future__ import annotations

from pathlib import Path

import pytest

from aqe.campaign.mutate import MutateOptions
from aqe.errors import EvidenceError
from aqe.execution.requests import MutantLimits
from aqe.operations import mutate as operation
from aqe.operations.services import Services


def test_settings_reach_the_campaign(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    (services.root / "pyproject.toml").write_text(
        "[tool.aqe]\nlimits.memory_mb = 300\ngenerate.jobs = 3\n", encoding="utf-8"
    )
    asked: list[MutateOptions] = []

    def campaign(options: MutateOptions, wiring: object) -> None:
        asked.append(options)
        raise EvidenceError("enough")

    monkeypatch.setattr(operation, "run_campaign", campaign)

    with pytest.raises(EvidenceError):
        operation.mutate(operation.MutateRequest((Path("a.py"),), limit=7), services)

    (options,) = asked
    assert options.limits == MutantLimits(memory_bytes=300 * 2**20)
    assert (options.jobs, options.sample) == (3, 7)
