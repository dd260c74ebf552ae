from __future__ import annotations

from typing import Any

import pytest

from aqe.catalog.pattern_shape import problems_of_pattern, read_pattern
from aqe.domain.pattern import PatternKind, Safety

GOOD: dict[str, Any] = {
    "id": "py-x",
    "language": "python",
    "category": "time",
    "summary": "s",
    "why": "w",
    "kind": "rewrite",
    "safety": "preserves",
    "rule": "f($A)",
    "rewrite": "g($A)",
}


def test_a_table_becomes_a_pattern() -> None:
    assert problems_of_pattern(GOOD, "x") == []
    pattern = read_pattern(GOOD | {"where": {"A": {"kind": "integer"}}, "priority": 3}, "mine.toml")
    assert pattern.kind is PatternKind.REWRITE
    assert pattern.safety is Safety.PRESERVES
    assert pattern.rule == {"pattern": "f($A)"}
    assert pattern.where == (("A", {"kind": "integer"}),)
    assert (pattern.priority, pattern.origin) == (3, "mine.toml")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": "Py X"}, "'Py X'"),
        ({"language": "perl"}, "'perl' is not one of python, typescript"),
        ({"kind": "magic"}, "'magic'"),
        ({"safety": 3}, "safety must be text, not 3"),
        ({"rewrit": "g"}, "unknown key 'rewrit'"),
        ({"rule": {"patern": "f()"}}, "unknown key 'patern'"),
        ({"rule": {"any": [{"inside": {"kinds": "x"}}]}}, "any[0].inside: unknown key 'kinds'"),
        ({"rule": None, "text": None}, "either a rule or a text"),
        ({"text": "a+"}, "either a rule or a text"),
        ({"rewrite": None}, "goes with rewrite or removes or procedure, not with nothing"),
        ({"removes": True}, "not with rewrite and removes"),
        ({"removes": "yes"}, "removes must be true or false"),
        ({"cases": ["1"], "kind": "cases"}, "goes with cases, not with rewrite and cases"),
        ({"where": {"a": {}}}, "'a' is not the name of a capture"),
        ({"where": {"A": {"knd": "x"}}}, "where.A: unknown key 'knd'"),
        ({"priority": "high"}, "priority must be a whole number"),
        ({"procedure": "dance"}, "'dance' is not one of"),
        ({"examples": [{"before": "a"}]}, "an example is a table of the texts before and after"),
        ({"imports": "import os"}, "imports must be a list of texts"),
        ({"kind": "finding"}, "goes with nothing, not with rewrite"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, Any], told: str) -> None:
    table = {key: value for key, value in (GOOD | change).items() if value is not None}
    problems = problems_of_pattern(table, "mine.toml: 'py-x'")
    assert any(told in each for each in problems), problems
    assert all(each.startswith("mine.toml: 'py-x'") for each in problems)


def test_every_missing_key_is_named() -> None:
    assert problems_of_pattern({"rule": "f()"}, "x")[:2] == [
        "x: id is missing",
        "x: language is missing",
    ]
