"""Numbers out of range are refused by every face, not only by the command line."""

from __future__ import annotations

import dataclasses
import math
from typing import get_type_hints

import pytest

from aqe.errors import UsageError
from aqe.operations.coverage import CoverageGapsRequest
from aqe.operations.flaky import FlakyRequest
from aqe.operations.generate import GenerateRequest
from aqe.operations.ranges import Range
from aqe.operations.registry import ENTRIES, Entry
from aqe.operations.schemas import schema_of
from aqe.operations.serialise import from_json

_NUMBERS = (int, float, int | None, float | None)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_number_of_a_request_has_a_range(entry: Entry) -> None:
    request = entry.load().request
    hints, properties = get_type_hints(request), schema_of(request)["properties"]
    numbers = [each.name for each in dataclasses.fields(request) if hints[each.name] in _NUMBERS]
    assert [name for name in numbers if "minimum" not in properties[name]] == []


@pytest.mark.parametrize(
    ("request_class", "name", "value"),
    [
        (FlakyRequest, "runs", 1),
        (FlakyRequest, "rate", 0.6),
        (FlakyRequest, "jobs", 257),
        (CoverageGapsRequest, "limit", -1),
        (GenerateRequest, "coverage_target", 86),
        (GenerateRequest, "budget_s", math.nan),
        (GenerateRequest, "budget_s", math.inf),
        (GenerateRequest, "seed", -1),
    ],
)
def test_a_number_out_of_range_is_refused(request_class: type, name: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"{name}: expected a number") as caught:
        from_json(request_class, {name: value})
    assert caught.value.slug == "bad-argument"


def test_the_ends_belong_to_the_range() -> None:
    assert from_json(FlakyRequest, {"runs": 2, "rate": 0.5}).runs == 2
    assert from_json(GenerateRequest, {"coverage_target": None}).coverage_target is None
    assert schema_of(FlakyRequest)["properties"]["runs"]["maximum"] == 10_000
    assert Range(1).holds(10**9)
