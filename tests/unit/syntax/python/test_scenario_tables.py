"""Rows become parametrised tests: one for results, one for exceptions."""

from __future__ import annotations

import ast

from aqe.domain.proposal import ImportedName, ScenarioRow, ScenarioTemplate
from aqe.syntax.python.scenario_tables import scenario_tables

TEMPLATE = ScenarioTemplate(
    "scenario_price",
    ("cents", "expected"),
    "def scenario_price(cents, expected):\n    return price(cents)",
    (ImportedName("shop", "price", "price"),),
)


def test_results_exceptions_with_a_message_and_those_without_are_three_tests() -> None:
    rows = [
        (4, ScenarioRow(TEMPLATE, ("1", "2"), expected="0.5", is_approximate=True, id="given-1")),
        (
            5,
            ScenarioRow(
                TEMPLATE, ("3", "'x'"), expected="D(1)", symbols=(("decimal", "D"),), id="b"
            ),
        ),
        (6, ScenarioRow(TEMPLATE, ("0", "0"), raises="shop:PriceError", message="no (!)", id="c")),
        (7, ScenarioRow(TEMPLATE, ("0", "1"), raises="ValueError", id="d")),
    ]
    (results, result_ids), (errors, error_ids), (silent, silent_ids) = scenario_tables(rows)
    assert (result_ids, error_ids) == ((("given-1", 4), ("b", 5)), (("c", 6),))
    assert (results.name, errors.name) == ("test_price", "test_price_raises")
    assert (silent.name, silent_ids) == ("test_price_fails", (("d", 7),))
    assert "with pytest.raises(error):" in silent.source
    assert "match" not in silent.source
    assert "pytest.approx(0.5)" in results.source
    # The template has a column of that name itself.
    assert "def test_price(cents, expected, expected_):" in results.source
    assert "assert scenario_price(cents, expected) == expected_" in results.source
    assert "with pytest.raises(error, match=re.escape(message)):" in errors.source
    assert {each.statement for each in errors.imports} == {
        "import pytest",
        "import re",
        "from shop import PriceError",
        "from shop import price",
    }
    assert "from decimal import D" in {each.statement for each in results.imports}
    for each in (results, errors, silent):
        assert ast.parse(each.text)
