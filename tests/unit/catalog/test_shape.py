"""The subset of JSON Schema that agents use, held against an independent validator."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.catalog.shape import defaults_of, problems_of_schema, problems_of_value

SCHEMA = {
    "type": "object",
    "required": ["paths"],
    "additionalProperties": False,
    "properties": {
        "paths": {"type": "array", "items": {"type": "string"}},
        "runs": {"type": "integer", "minimum": 2, "maximum": 5, "default": 3},
        "mode": {"type": "string", "enum": ["fast", "full"]},
        "share": {"type": "number"},
        "dry": {"type": "boolean"},
    },
}

VALUES = st.dictionaries(
    st.sampled_from(["paths", "runs", "mode", "share", "dry", "other"]),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(0, 7),
        st.just(0.5),
        st.sampled_from(["fast", "slow", ""]),
        st.lists(st.one_of(st.text(max_size=2), st.integers()), max_size=2),
    ),
)


@given(VALUES)
def test_agrees_with_an_independent_validator(value: dict[str, object]) -> None:
    expected = jsonschema.Draft202012Validator(SCHEMA).is_valid(value)
    assert (problems_of_value(value, SCHEMA, "inputs") == []) == expected


def test_says_where_the_problem_is() -> None:
    problems = problems_of_value({"paths": ["a", 3], "runs": 9}, SCHEMA, "inputs")
    assert problems == ["inputs.paths[1]: expected string, got 3", "inputs.runs: 9 is above 5"]


def test_defaults_are_those_of_the_properties() -> None:
    assert defaults_of(SCHEMA) == {"runs": 3}


@pytest.mark.parametrize(
    ("schema", "part"),
    [
        pytest.param({"type": "date"}, "type must be one of", id="unknown type"),
        pytest.param({"type": "string", "pattern": "x"}, "unknown keyword 'pattern'", id="keyword"),
        pytest.param({"type": "integer", "minimum": 2, "default": 1}, "1 is below 2", id="default"),
        pytest.param({"type": "array", "items": 3}, "a schema is a table", id="items"),
        pytest.param({"type": "object", "required": ["x"]}, "required 'x'", id="required"),
    ],
)
def test_a_schema_that_would_be_half_obeyed_is_refused(schema: object, part: str) -> None:
    assert any(part in problem for problem in problems_of_schema(schema))
