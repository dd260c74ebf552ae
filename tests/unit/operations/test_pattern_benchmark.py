"""The benchmark of patterns as an operation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.booster.measuring import runaway
from aqe.operations import pattern_benchmark
from aqe.operations.operation import Status
from aqe.operations.pattern_benchmark import PatternBenchmarkRequest, benchmark_patterns
from aqe.operations.services import Services

SMALL = PatternBenchmarkRequest(files=1, rounds=1, out=Path("found.json"))


@pytest.fixture(autouse=True)
def _few_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runaway, "_CASES", ((r"ab", "ab", "", 3),))


def test_both_engines_are_measured_and_the_result_is_written(services: Services) -> None:
    result = benchmark_patterns(SMALL, services)
    assert {row.engine for row in result.text.rows} == {"wasm", "reference"}
    assert result.status is Status.OK
    assert result.out is not None
    document = json.loads(result.out.read_text(encoding="utf-8"))
    assert len(document["result"]["text"]["rows"]) == 8


def test_an_engine_that_is_not_installed_is_named(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Missing:
        name = "wasm"

        def __init__(self) -> None:
            raise ImportError("no wasmtime")

    monkeypatch.setattr(pattern_benchmark, "WasmEngine", Missing)
    result = benchmark_patterns(replace(SMALL, out=None), services)
    assert result.unavailable == ("wasm",)
    assert {row.engine for row in result.text.rows} == {"reference"}
    assert result.status is Status.INCONCLUSIVE


def test_a_difference_is_a_finding(services: Services) -> None:
    result = benchmark_patterns(replace(SMALL, out=None), services)
    rows = (replace(result.text.rows[0], equal=False), *result.text.rows[1:])
    assert replace(result, text=replace(result.text, rows=rows)).status is Status.FINDINGS
