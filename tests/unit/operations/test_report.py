from __future__ import annotations

from dataclasses import replace

import pytest
from recorded_runs import passed

from aqe.operations.report import ReportFormat, ReportRequest, report
from aqe.operations.services import Services


@pytest.fixture
def recorded(services: Services) -> Services:
    run = passed(directory=str(services.root))
    services.store.record_run(run)
    return services


@pytest.mark.parametrize("form", [ReportFormat.TEXT, ReportFormat.HTML, ReportFormat.JSON])
def test_a_policy_that_cannot_be_used_costs_the_verdict_only(
    recorded: Services, form: ReportFormat
) -> None:
    told: list[str] = []
    (recorded.root / "pyproject.toml").write_text(
        "[tool.aqe.gate]\npolicy = 'gone.toml'\n", encoding="utf-8"
    )

    result = report(ReportRequest(format=form), replace(recorded, notice=told.append))

    assert "test_a.py::test_a" in (result.text or str(result.document))
    assert len(told) == 1
    assert told[0].startswith("the report has no verdict: policy ")
    assert "gone.toml" in told[0]


def test_a_report_has_the_verdict_of_its_run(recorded: Services) -> None:
    result = report(ReportRequest(), recorded)

    assert result.document is not None
    assert result.document["gate"]["verdict"] == "inconclusive"
