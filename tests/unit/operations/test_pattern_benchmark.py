"""The benchmark of patterns as an operation."""

from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.booster.measuring import runaway
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
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    result = benchmark_patterns(replace(SMALL, out=None), services)
    assert result.unavailable == ("wasm",)
    assert {row.engine for row in result.text.rows} == {"reference"}
    assert result.status is Status.INCONCLUSIVE


def test_a_difference_is_a_finding(services: Services) -> None:
    result = benchmark_patterns(replace(SMALL, out=None), services)
    rows = (replace(result.text.rows[0], equal=False), *result.text.rows[1:])
    assert replace(result, text=replace(result.text, rows=rows)).status is Status.FINDINGS


def test_structural_patterns_are_measured_on_a_thousand_lines(services: Services) -> None:
    report = benchmark_patterns(replace(SMALL, out=None), services).structural
    assert report is not None
    assert (report.patterns, report.lines, report.rounds) == (100, 1000, 1)
    assert report.places == report.places_one_by_one > 100
    assert 0 < report.together_s.least < report.one_by_one_s.most


def test_places_that_differ_are_a_finding(services: Services) -> None:
    result = benchmark_patterns(replace(SMALL, out=None), services)
    assert result.structural is not None
    wrong = replace(result.structural, places_one_by_one=result.structural.places - 1)
    assert replace(result, structural=wrong).status is Status.FINDINGS


def test_without_the_library_for_rules_text_patterns_are_measured_all_the_same(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ast_grep_py", None)
    result = benchmark_patterns(replace(SMALL, out=None), services)
    assert (result.structural, result.unavailable) == (None, ("ast-grep",))
    assert result.text.rows
    assert result.status is Status.INCONCLUSIVE


def test_rounds_are_told_and_end_where_the_user_asks(services: Services) -> None:
    told: list[str] = []
    stopped = dataclasses.replace(
        services,
        cancelled=lambda: len(told) == 2,
        progress=lambda progress: told.append(progress.message),
    )
    with pytest.raises(KeyboardInterrupt):
        benchmark_patterns(SMALL, stopped)
    assert len(told) == 2
    assert "round 1 of " in told[0]
