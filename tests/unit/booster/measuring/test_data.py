from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from aqe.booster.measuring import data
from aqe.booster.measuring.data import TEN_FIELDS, measure_data
from aqe.booster.ports import Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import Validator


def test_records_are_made_and_validated() -> None:
    report = measure_data({"reference": ReferenceEngine()}, records=2000, rounds=2, rivals=())
    bytes_, objects = report.rows
    assert (bytes_.contender, bytes_.records, bytes_.made, bytes_.valid) == (
        *("reference, bytes", 20, 40, 40),
    )
    assert objects.made == objects.valid == 10
    assert bytes_.per_cpu_s is not None
    least, middle, most = bytes_.per_cpu_s
    assert 0 < least <= middle <= most
    assert set(report.ratios) == {"reference, objects"}
    ratio = report.ratios["reference, objects"]
    assert ratio.rounds == 2
    assert 0 < ratio.least <= ratio.median <= ratio.most
    assert report.as_objects == {}


class Wrong:
    """An engine whose records have an age too many."""

    name = "wrong"

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        return (
            ReferenceEngine().run(operation, program, data, limits).replace(b'"age":', b'"age":9')
        )


def test_records_that_are_not_valid_are_counted() -> None:
    report = measure_data({"wrong": Wrong()}, records=1000, rounds=1, rivals=())
    assert report.rows[0].valid < report.rows[0].made


def test_rivals_without_an_environment_are_unavailable() -> None:
    report = measure_data({}, rounds=1, rivals=("faker",))
    (row,) = report.rows
    assert row.per_cpu_s is None
    assert "no environment" in row.problem


def test_rivals_that_are_not_installed_are_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    class Files:
        def joinpath(self, name: str) -> Files:
            return self

        def read_text(self, encoding: str) -> str:
            return "import a_module_that_nobody_has"

    monkeypatch.setattr(data, "files", lambda name: Files())
    (row,) = measure_data({}, rounds=2, rivals=("faker",), python=sys.executable).rows
    assert "a_module_that_nobody_has" in row.problem
    assert row.made == 0


def test_records_of_rivals_are_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    def lines() -> Iterator[Any]:
        yield {"id": "x"}

    answer = json.dumps({"cpu_s": 0.5, "wall_s": 1.0, "records": list(lines())})

    class Files:
        def joinpath(self, name: str) -> Files:
            return self

        def read_text(self, encoding: str) -> str:
            return f"print({answer!r})"

    monkeypatch.setattr(data, "files", lambda name: Files())
    (row,) = measure_data({}, records=10_000, rounds=1, rivals=("jsf",), python=sys.executable).rows
    assert (row.made, row.valid) == (1, 0)
    assert row.per_cpu_s == (20.0, 20.0, 20.0)
    assert row.per_wall_s == (10.0, 10.0, 10.0)


def test_rivals_are_compared_round_by_round_with_bytes_and_with_objects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Files:
        def joinpath(self, name: str) -> Files:
            return self

        def read_text(self, encoding: str) -> str:
            return """print('{"cpu_s": 1e-6, "wall_s": 1e-6, "records": []}')"""

    monkeypatch.setattr(data, "files", lambda name: Files())
    report = measure_data(
        {"reference": ReferenceEngine()},
        records=1000,
        rounds=3,
        rivals=("jsf",),
        python=sys.executable,
    )
    ratio, as_objects = report.ratios["jsf"], report.as_objects["jsf"]
    assert ratio.rounds == as_objects.rounds == 3
    own, rival = report.rows[0].per_cpu_s, report.rows[2].per_cpu_s
    assert own is not None
    assert rival is not None
    assert ratio.median == pytest.approx(own[1] / rival[1])
    assert as_objects.median < 1


def test_the_schema_has_ten_fields_and_means_them() -> None:
    properties = TEN_FIELDS["properties"]
    assert isinstance(properties, dict)
    assert len(properties) == 10
    assert TEN_FIELDS["required"] == [*properties]
    assert not Validator(dict(TEN_FIELDS)).valid({})
