"""Numbers in steps: prices have cents, and other validators take them, too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import compile_schema, generate
from aqe.booster.schemas.checking import is_multiple
from aqe.booster.schemas.validation import Validator


def numbers(schema: dict[str, Any], count: int = 200) -> list[float]:
    lines = b"".join(generate(ReferenceEngine(), compile_schema(schema), seed=3, count=count))
    return [json.loads(line) for line in lines.splitlines()]


@pytest.mark.parametrize(
    ("schema", "fractions"),
    [
        ({"type": "number", "minimum": 0, "maximum": 50, "multipleOf": 0.01}, 0.8),
        (
            {
                "type": "number",
                "exclusiveMinimum": -1000,
                "exclusiveMaximum": 1000,
                "multipleOf": 0.01,
            },
            0.8,
        ),
        ({"type": "number", "minimum": 0, "multipleOf": 0.05}, 0.8),
        ({"type": "number", "multipleOf": 0.5}, 0.3),
        ({"type": "number", "maximum": 5, "multipleOf": 0.001}, 0.8),
    ],
)
def test_steps_of_less_than_one_are_seldom_whole(schema: dict[str, Any], fractions: float) -> None:
    found = numbers(schema)
    validator = Validator(schema)
    assert all(map(validator.valid, found))
    assert all(is_multiple(each, schema["multipleOf"]) for each in found)
    assert sum(each != int(each) for each in found) >= fractions * len(found)
    assert len(set(found)) > 30


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "multipleOf": 0.5},
        {"type": "number", "multipleOf": 3, "minimum": 0, "maximum": 30},
        {"type": "number", "multipleOf": 0.01, "minimum": 7, "maximum": 7},
        {"type": "number", "multipleOf": 1e-12, "minimum": 0, "maximum": 1},
    ],
)
def test_other_steps_are_met_as_well(schema: dict[str, Any]) -> None:
    validator = Validator(schema)
    assert all(map(validator.valid, numbers(schema, 30)))


@pytest.mark.parametrize(
    ("low", "high"),
    [(-(2**63), 2**63 - 1), (-(2**63), 2**63 - 2), (-(2**64), 2**64), (0, 2**63 - 1)],
)
@pytest.mark.parametrize("name", ["x", "amount_cents"])
def test_whole_numbers_may_have_all_64_bits(low: int, high: int, name: str) -> None:
    schema = {
        "type": "object",
        "properties": {name: {"type": "integer", "minimum": low, "maximum": high}},
        "required": [name],
    }
    lines = b"".join(generate(ReferenceEngine(), compile_schema(schema), seed=3, count=50))
    found = [json.loads(line)[name] for line in lines.splitlines()]
    assert all(low <= each <= high for each in found)
    assert len(set(found)) > 3
