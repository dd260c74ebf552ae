"""Records of any schema are valid, the same from both engines, and the same however they are split."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_builders import random_schema
from schema_damage import damaged_schema

from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaOptions, SchemaRefused, Validator, compile_schema, generate

EXPECTED = {
    *("made", "schema-unsatisfiable", "schema-exhausted", "schema-circular", "schema-pattern"),
    "schema-too-large",
}


@pytest.fixture(scope="module")
def engines() -> list[Engine]:
    pytest.importorskip("wasmtime")
    from aqe.booster.wasm import WasmEngine

    return [ReferenceEngine(), WasmEngine()]


def hold(engines: list[Engine], seed: int, schema: Any = None) -> str:
    """Hold the laws for one schema; how it went."""
    schema = random_schema(seed) if schema is None else schema
    try:
        program = compile_schema(schema, SchemaOptions(edge_cases=seed % 3 == 0, draws=512))
    except SchemaRefused as refused:
        return refused.slug
    found = [b"".join(generate(engine, program, seed=seed, count=10)) for engine in engines]
    assert found[0] == found[1]
    parts = [
        b"".join(generate(engines[0], program, seed=seed, start=start, count=count))
        for start, count in ((0, 3), (3, 7))
    ]
    assert b"".join(parts) == found[0]
    validator = Validator(schema)
    for line in found[0].splitlines():
        assert validator.valid(json.loads(line)), (schema, line)
    return "made"


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_records_of_any_schema_are_valid(engines: list[Engine], seed: int) -> None:
    assert hold(engines, seed) in EXPECTED


def test_most_schemas_can_be_met(engines: list[Engine]) -> None:
    went = [hold(engines, seed) for seed in range(40)]
    assert went.count("made") > 30
    assert "schema-unsatisfiable" in went


@pytest.mark.nightly
def test_records_of_very_many_schemas_are_valid(engines: list[Engine]) -> None:
    for seed in range(5_000):
        assert hold(engines, seed) in EXPECTED


def hold_or_refuse(engines: list[Engine], seed: int) -> bool:
    """Hold the laws for a schema that was damaged; whether records could be made."""
    schema = damaged_schema(seed)
    try:
        program = compile_schema(schema, SchemaOptions(edge_cases=seed % 3 == 0, draws=512))
    except SchemaRefused:
        return False
    found = [b"".join(generate(engine, program, seed=seed, count=3)) for engine in engines]
    assert found[0] == found[1]
    try:
        validator = Validator(schema)
    except SchemaRefused:  # the library knows less of regular expressions
        return True
    assert all(validator.valid(json.loads(line)) for line in found[0].splitlines()), schema
    return True


def test_damaged_schemas_are_made_or_refused(engines: list[Engine]) -> None:
    made = sum(hold_or_refuse(engines, seed) for seed in range(300))
    assert 20 < made < 280


@pytest.mark.nightly
def test_very_many_damaged_schemas_are_made_or_refused(engines: list[Engine]) -> None:
    for seed in range(10_000):
        hold_or_refuse(engines, seed)
