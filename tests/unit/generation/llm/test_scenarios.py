"""Scenarios are read strictly: what is not of the form that was asked for is refused with the reason."""

from __future__ import annotations

import json

import pytest

from aqe.domain.proposal import ScenarioRow
from aqe.generation.llm.code import read_code
from aqe.generation.llm.expansion import expanded
from aqe.generation.llm.imports import ImportFixer
from aqe.generation.llm.replies import Block
from aqe.generation.llm.scenarios import Scenarios, read_scenarios, read_templates
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

FIXER = ImportFixer("shop", frozenset({"price"}), frozenset({"price"}))
CODE = """
from shop import price

RATE = 2

def scenario_price(cents, country):
    return price(cents * RATE, country)

def test_price(cents, expected):
    doubled = cents * RATE
    assert price(doubled, "DE") == expected
"""
UNIT = read_code(Block(CODE), FIXER.imported)
TEMPLATES = read_templates([UNIT])


def read(data: object, *, is_cut: bool = False) -> Scenarios:
    text = data if isinstance(data, str) else json.dumps(data)
    return read_scenarios([Block(text, is_data=True, is_cut=is_cut)], TEMPLATES)


def rows(*given: object, template: str = "scenario_price") -> dict[str, object]:
    return {"scenarios": [{"template": template, "rows": list(given)}]}


def test_templates_are_functions_that_give_something() -> None:
    template = TEMPLATES["scenario_price"]
    assert template.columns == ("cents", "country")
    assert [each.names for each in template.helpers] == [("RATE",)]
    assert [each.statement for each in template.imports] == ["from shop import price"]


def test_a_test_that_ends_in_a_comparison_is_a_template() -> None:
    template = TEMPLATES["test_price"]
    assert template.columns == ("cents",)
    assert template.source == (
        "def scenario_price(cents):\n    doubled = cents * RATE\n    return price(doubled, 'DE')"
    )


def test_rows_become_python() -> None:
    found = read(
        rows(
            {"values": {"cents": 100, "country": None}, "expected": True},
            {"values": {"country": "é", "cents": [1, {"a": 2.5}]}, "expected": 0.5},
            {"values": [1, "DE"], "raises": "shop.PriceError"},
        )
    )
    assert found.notes == []
    first, second, third = found.rows
    assert (first.values, first.expected, first.call) == (
        ("100", "None"),
        "True",
        "scenario_price(100, None)",
    )
    assert second.values == ("[1, {'a': 2.5}]", "'é'")
    assert second.is_approximate
    assert (third.raises, third.expected) == ("PriceError", None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('{"scenarios": [1,]}', "no JSON"),
        ("{'scenarios': []}", "no JSON"),
        ('{"scenarios": [], "scenarios": []}', "a key stands twice"),
        ('{"scenarios": [{"template": "scenario_price", "rows": [NaN]}]}', "NaN is no JSON"),
        ("[" * 100_000, "scenarios are refused"),
        ([], 'no list "scenarios"'),
        ({"scenarios": [{"template": "scenario_price"}]}, 'no list "rows"'),
        (rows({}, template="nothing"), "there is no template 'nothing'"),
        (rows(3), "it is no object"),
        (rows({"values": {"cents": 1}, "expected": 1}), "not those of the columns"),
        (rows({"values": {"cents": 1, "country": 2}}), "either an expected result or an exception"),
        (
            rows({"values": {"cents": 1, "country": 2}, "expected": 1, "raises": "E"}),
            "either an expected result or an exception",
        ),
        (rows({"values": {"cents": 1, "country": 2}, "raises": "E()"}), "no name of an exception"),
        (rows({"values": {"cents": 1, "country": 2}, "expected": 1, "code": "x"}), "nobody asked"),
        (rows({"values": {"cents": 1e999, "country": 2}, "expected": 1}), "refused"),
        (rows({"values": {"cents": "x" * 9000, "country": 2}, "expected": 1}), "too long"),
        ('"' + "x" * 300_000 + '"', "too many"),
    ],
)
def test_what_is_wrong_is_refused_with_the_reason(data: object, reason: str) -> None:
    found = read(data)
    assert found.rows == []
    assert any(reason in note for note in found.notes), found.notes


def test_no_data_is_told() -> None:
    assert read_scenarios([], TEMPLATES).notes == ["the answer holds no JSON with scenarios"]


def variations(limit: int) -> list[ScenarioRow]:
    given = read(
        rows(
            {"values": {"cents": 100, "country": "DE"}, "expected": 1},
            {"values": {"cents": 7, "country": "FR"}, "expected": 2},
        )
    ).rows
    return expanded(given, limit, parse=parse_literal, shown=Printer().expression)


def test_variations_combine_values_and_step_off_them() -> None:
    found = variations(60)
    values = [each.values for each in found]
    assert ("100", '"FR"') in values or ("100", "'FR'") in values
    assert any(each.values[0] == "101" for each in found)
    assert any(each.values[1] in ('""', "''") for each in found)
    assert {"combination", "one step off", "empty"} <= {each.kind for each in found}
    assert all(each.expected is None and each.raises is None for each in found)


def test_variations_are_distinct_stable_and_limited() -> None:
    found = variations(25)
    assert len(found) == 25
    assert len({each.values for each in found}) == 25
    assert len({each.id for each in found}) == 25
    assert found == variations(25)
    assert found == variations(60)[:25]
    assert {each.values for each in found}.isdisjoint({("100", "'DE'"), ("7", "'FR'")})
