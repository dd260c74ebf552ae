"""Conditions of CHECK, as both databases write them."""

from __future__ import annotations

from typing import Any

import pytest

from aqe.booster.introspection.checks import apply_check
from aqe.booster.introspection.drafts import ColumnDraft, TableDraft
from aqe.booster.introspection.sql_tokens import tokens_of


def checked(condition: str, **types: str) -> tuple[dict[str, Any], list[str]]:
    columns = {"n": "integer", "s": "string", "b": "boolean"} | types
    draft = TableDraft(
        "t", {name: ColumnDraft(name, {"type": kind}) for name, kind in columns.items()}
    )
    notices: list[str] = []
    apply_check(draft, list(tokens_of(condition)), notices)
    found = {}
    for name, column in draft.columns.items():
        rest = {key: value for key, value in column.schema.items() if key != "type"}
        if rest:
            found[name] = rest
        if not column.is_nullable:
            found[name] = {**rest, "nullable": False}
    return found, notices


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        ("n > 3", {"n": {"exclusiveMinimum": 3}}),
        ("3 >= n", {"n": {"maximum": 3}}),
        ("n >= -1.5 AND n < 1e3", {"n": {"minimum": -1.5, "exclusiveMaximum": 1000}}),
        ("((n >= 0) AND (n <= 9))", {"n": {"minimum": 0, "maximum": 9}}),
        ("(n)::numeric > (0)::numeric", {"n": {"exclusiveMinimum": 0}}),
        (
            "n BETWEEN 1 AND 5 AND s <> ''",
            {"n": {"minimum": 1, "maximum": 5}, "s": {"minLength": 1}},
        ),
        ("n % 5 = 0", {"n": {"multipleOf": 5}}),
        ("n IS NULL OR n > 0", {"n": {"exclusiveMinimum": 0}}),
        ("n IS NOT NULL", {"n": {"nullable": False}}),
        ("n = 1 OR n = 2 OR n IN (3, 4)", {"n": {"enum": [1, 2, 3, 4]}}),
        ("n < 0 OR n > 10", {"n": {"anyOf": [{"exclusiveMaximum": 0}, {"exclusiveMinimum": 10}]}}),
        (
            "(n > 0 AND n < 10) OR n = 99",
            {"n": {"anyOf": [{"exclusiveMinimum": 0, "exclusiveMaximum": 10}, {"enum": [99]}]}},
        ),
        ("n <> 0", {"n": {"not": {"enum": [0]}}}),
        ("NOT (n = 3)", {"n": {"not": {"enum": [3]}}}),
        ("s IN ('a', 'it''s')", {"s": {"enum": ["a", "it's"]}}),
        (
            "(s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying(3)])::text[])",
            {"s": {"enum": ["a", "b"]}},
        ),
        ("s <> ALL (ARRAY['x'::text])", {"s": {"not": {"enum": ["x"]}}}),
        ("length(s) = 2", {"s": {"minLength": 2, "maxLength": 2}}),
        ("char_length(s) > 5 AND length(s) < 9", {"s": {"minLength": 6, "maxLength": 8}}),
        ("length(s) BETWEEN 2 AND 4", {"s": {"minLength": 2, "maxLength": 4}}),
        ("length(trim(s)) > 0", {"s": {"pattern": r"\S"}}),
        ("TRIM(s) <> ''", {"s": {"pattern": r"\S"}}),
        ("s LIKE 'a_%.b'", {"s": {"pattern": r"^a..*\.b$"}}),
        ("s GLOB '[A-Z]?*'", {"s": {"pattern": "^[A-Z]..*$"}}),
        ("s ~ '^[A-Z]{3}$'::text", {"s": {"pattern": "^[A-Z]{3}$"}}),
        ("b", {"b": {"const": True}}),
        ("NOT b", {"b": {"const": False}}),
        ('"N" > 3', {"n": {"exclusiveMinimum": 3}}),
    ],
)
def test_understood(condition: str, facts: dict[str, Any]) -> None:
    assert checked(condition) == (facts, [])


@pytest.mark.parametrize(
    "condition",
    [
        "n > length(s)",
        "lower(s) = s",
        "n > (SELECT max(n) FROM t)",
        "CASE WHEN n > 1 THEN 1 ELSE 0 END",
        "s > '2020-01-01'",
        "gone > 1",
        "n > 1 OR s = 'x'",
        "s ~* 'abc'",
        "s ~ '[[:alpha:]]'",
        "n IN ('a')",
        "s > 3",
        "length(n) > 2",
        "n >",
        ")",
        "",
        "(" * 5000 + "n > 1" + ")" * 5000,
        "NOT " * 5000 + "b",
    ],
)
def test_not_understood_is_told_and_changes_nothing(condition: str) -> None:
    facts, notices = checked(condition)
    assert facts == {}
    assert len(notices) == 1
    assert len(notices[0]) < 300


def test_the_part_that_is_understood_counts_and_the_rest_is_told() -> None:
    facts, notices = checked("n > 0 AND n < length(s)")
    assert facts == {"n": {"exclusiveMinimum": 0}}
    assert "the part about n, s" in notices[0]


def test_two_checks_narrow_one_another() -> None:
    draft = TableDraft("t", {"n": ColumnDraft("n", {"type": "integer", "minimum": 5})})
    for condition in (
        "n >= 3",
        "n <= 9",
        "n <= 7",
        "n IN (6, 7, 8)",
        "n IN (7, 8)",
        "n <> 1",
        "n <> 2",
    ):
        apply_check(draft, list(tokens_of(condition)), [])
    assert draft.columns["n"].schema == {
        "type": "integer",
        "minimum": 5,
        "maximum": 7,
        "enum": [7, 8],
        "not": {"enum": [1]},
        "allOf": [{"not": {"enum": [2]}}],
    }
