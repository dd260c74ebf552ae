"""From a request and settings to options."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

import aqe.campaign.generate as campaign
from aqe.campaign.options import CANDIDATE_LIMITS
from aqe.execution.limits import Limits
from aqe.execution.machine import cores
from aqe.operations.generate import (
    GenerateRequest,
    generate,
    limits_of,
    options_of,
)
from aqe.operations.services import Services
from aqe.settings import LimitSettings


def test_every_limit_comes_from_the_settings() -> None:
    limits = limits_of(
        LimitSettings(memory_mb=100, cpu_s=1.5, wall_s=3.0, import_s=7.0, file_mb=2, output_kb=3)
    )

    assert limits == Limits(
        cpu_s_per_call=1.5,
        wall_s_per_call=3.0,
        import_s=7.0,
        memory_bytes=100 * 1024 * 1024,
        file_bytes=2 * 1024 * 1024,
        output_bytes=3 * 1024,
    )


def test_the_defaults_of_settings_and_campaign_agree() -> None:
    assert limits_of(LimitSettings()) == CANDIDATE_LIMITS


def test_a_setting_reaches_the_campaign(services: Services) -> None:
    (services.root / "pyproject.toml").write_text("[tool.aqe.limits]\ncpu_s = 3\n")

    options = options_of(GenerateRequest(paths=(Path("a.py"),)), services)

    assert options.limits.cpu_s_per_call == 3


def test_import_roots_come_from_the_settings_and_then_from_the_environment(
    services: Services,
) -> None:
    for name in ("lib", "more", "else"):
        (services.root / name).mkdir()
    listed = os.pathsep.join(("lib", "missing", "more"))
    (services.root / "pyproject.toml").write_text(
        f"[tool.aqe.generate]\nsearch_path = {listed!r}\n"
    )
    given = replace(services, environ={"PYTHONPATH": os.pathsep.join(("else", "lib"))})

    found = options_of(GenerateRequest(paths=(Path("a.py"),)), given).search_path

    assert found == tuple(services.root / name for name in ("lib", "more", "else"))


def test_the_log_says_where_a_fault_of_ours_happened(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*arguments: object, **options: object) -> object:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(campaign, "verified_report", faulty)
    (services.root / "subject.py").write_text("def act():\n    return 1\n")

    result = generate(GenerateRequest(paths=(Path("subject.py"),)), services)

    assert [each.status for each in result.subjects] == ["failed"]
    log = services.root / ".agentic-qe" / "logs" / "aqe.log"
    entry = json.loads(log.read_text().splitlines()[-1])
    assert entry["level"] == "error"
    assert "a fault of ours" in entry["trace"]
    assert "in faulty" in entry["trace"]


def test_all_cores_are_used_unless_somebody_says_otherwise(services: Services) -> None:
    request = GenerateRequest(paths=(Path("a.py"),))
    assert options_of(request, services).jobs == (cores() or 1)
    assert options_of(replace(request, jobs=3), services).jobs == 3


def test_a_number_of_jobs_can_be_set(services: Services) -> None:
    (services.root / "pyproject.toml").write_text("[tool.aqe.generate]\njobs = 7\nshare = false\n")
    request = GenerateRequest(paths=(Path("a.py"),))
    assert options_of(request, services).jobs == 7
    assert options_of(request, services).share is False
    assert options_of(replace(request, share=True), services).share is True


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, 10.0),
        ({"count": 100}, 10.0),
        ({"coverage_target": 0.95}, 10.0),
        ({"count": 100, "coverage_target": 0.95}, 3.0),
        ({"count": 100, "coverage_target": 0.95, "budget_s": 10.0}, 10.0),
    ],
)
def test_a_count_and_a_coverage_say_what_is_enough(
    changes: dict[str, float], seconds: float, services: Services
) -> None:
    request = replace(GenerateRequest(paths=(Path("a.py"),)), **changes)  # type: ignore[arg-type]
    assert options_of(request, services).budget_s == seconds


def test_a_budget_that_was_set_holds_with_a_count_too(services: Services) -> None:
    settings = "[tool.aqe.generate]\nbudget = 20\ncount = 10\ncoverage = 90\n"
    (services.root / "pyproject.toml").write_text(settings)
    assert options_of(GenerateRequest(paths=(Path("a.py"),)), services).budget_s == 20.0
