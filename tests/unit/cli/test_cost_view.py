"""What a user reads about costs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from call_builders import make_call

from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.cost import view
from aqe.domain.conversation import Call, CallOutcome
from aqe.domain.cost import CostComparison, CostGrouping
from aqe.evidence.cost import cost_figures, limit_use
from aqe.operations.cost import CostDashboardResult

COMPARISON = CostComparison(
    "openrouter/flagship", "dearest used", 4, 1, Decimal("0.02"), Decimal("0.2"), 0.9
)


def shown(*calls: Call, verbose: bool = False, comparison: CostComparison | None = None) -> str:
    result = CostDashboardResult(
        "2030-01-01",
        "2030-01-30",
        CostGrouping.MODEL,
        cost_figures(calls),
        (limit_use("day", "2030-01-30", Decimal(5), Decimal("4.5")),),
        comparison,
    )
    return plain_text(view(result, Face(verbose=verbose)), width=80)


def test_the_headline_comes_first() -> None:
    text = shown(make_call("0.06", accepted=3, proposed=4), make_call("0.02"))
    assert text.startswith("Cost per accepted test: $0.0267 (derived: 3 accepted tests)\n")
    for words in (
        "in all     $0.0800 (derived), 2030-01-01 to 2030-01-30 (UTC)",
        "calls      2: 2 answered",
        "tokens     2,000 in (0 cached), 200 out",
        "tests      3 of 4 accepted",
        "today      $4.5000 of $5.0000, 90.0% of the limit of day 2030-01-30",
    ):
        assert words in text


def test_without_a_headline_there_is_its_reason() -> None:
    text = shown(make_call("0.06", accepted=0, proposed=4))
    assert text.startswith("Cost per accepted test: unavailable (no test was accepted)\n")


def test_every_group_is_a_bar_and_a_row() -> None:
    calls = [make_call("0.06", model="a/large"), make_call("0.03", model="b/small", accepted=3)]
    lines = shown(*calls).splitlines()
    bars = [each for each in lines if "█" in each]
    assert [each.split()[0] for each in bars] == ["a/large", "b/small"]
    assert bars[0].count("█") == 2 * bars[1].count("█")
    assert [each.split() for each in lines if each.startswith("b/small  ")][-1] == [
        *("b/small", "1", "1", "1,000", "100", "$0.0300", "3", "$0.0100")
    ]


def test_one_group_needs_no_table_unless_it_is_asked_for() -> None:
    assert "per test" not in shown(make_call())
    assert "per test" in shown(make_call(), verbose=True)


def test_what_is_open_or_without_a_price_is_told() -> None:
    text = shown(make_call("0.3", outcome=CallOutcome.OPEN), make_call(None, price=None))
    assert "set aside  $0.3000 for open calls" in text
    assert "no price   1 call of models without one: tokens only" in text


def test_the_comparison_says_that_it_is_an_estimate() -> None:
    text = shown(make_call(), comparison=COMPARISON)
    assert (
        "Estimated: the tokens of 4 calls at the price of openrouter/flagship (dearest used);"
        " 90.0% saved; 1 call left out." in text
    )
    assert "at openrouter/flagship" in text


def test_an_empty_ledger_says_so() -> None:
    text = shown()
    assert text.startswith("No call of a model is recorded for 2030-01-01 to 2030-01-30 (UTC).")
    assert "Cost per accepted test" not in text


@pytest.mark.parametrize(
    ("used", "words"),
    [
        ("3.9", "78.0% of the limit of day 2030-01-30"),
        ("4", "80.0% of the limit of day 2030-01-30; 80% or more of it is gone"),
        ("5", "limit of day 2030-01-30; no call that costs anything is made any more"),
        ("6", "limit of day 2030-01-30; no call that costs anything is made any more"),
    ],
)
def test_a_limit_that_is_near_is_told_in_words(used: str, words: str) -> None:
    limit = limit_use("day", "2030-01-30", Decimal(5), Decimal(used))
    result = CostDashboardResult(
        "2030-01-01",
        "2030-01-30",
        CostGrouping.AGENT,
        cost_figures([make_call("1", agent="")], CostGrouping.AGENT),
        (limit,),
        None,
    )
    lines = plain_text(view(result, Face()), width=80).splitlines()
    assert next(each for each in lines if each.startswith("today")).endswith(words)
    assert any(each.startswith("(no agent)") for each in lines)


def test_without_a_call_the_next_step_is_told() -> None:
    assert "`aqe router test` makes a first one" in shown()
