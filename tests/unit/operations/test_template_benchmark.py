from __future__ import annotations

import dataclasses
import sys

import pytest

from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.operations.template_benchmark import TemplateBenchmarkRequest, template_benchmark


def test_what_is_not_installed_is_told(services: Services) -> None:
    request = TemplateBenchmarkRequest(rounds=3, records=2, many=2)
    result = template_benchmark(request, services)
    for contest in result.measures.contests:
        for contender in contest.contenders:
            is_missing = contender.name in result.unavailable
            assert (contender.text_us is None) is is_missing
            assert (contender.times_slower is None) is is_missing
    expected = Status.INCONCLUSIVE if result.unavailable else Status.OK
    assert result.status is expected


def test_without_the_runtime_the_reference_is_measured(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    request = TemplateBenchmarkRequest(rounds=3, records=2, many=2)
    result = template_benchmark(request, services)
    assert "wasmtime" in result.unavailable
    assert [each.engine for each in result.measures.to_bytes] == ["python", "reference"]


def test_rounds_are_told_and_end_where_the_user_asks(services: Services) -> None:
    told: list[str] = []
    stopped = dataclasses.replace(
        services,
        cancelled=lambda: len(told) == 2,
        progress=lambda progress: told.append(progress.message),
    )
    with pytest.raises(KeyboardInterrupt):
        template_benchmark(TemplateBenchmarkRequest(rounds=3, records=2, many=2), stopped)
    assert len(told) == 2
    assert "round 1 of " in told[0]
