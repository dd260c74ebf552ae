"""Costs: known calls come to known figures, with their basis."""

from __future__ import annotations

from decimal import Decimal

import pytest
from call_builders import make_call

from aqe.domain.conversation import Call, CallOutcome
from aqe.domain.cost import CostGrouping, usd_text
from aqe.domain.measure import Basis, Measure
from aqe.domain.model import Price, TokenUsage
from aqe.evidence.cost import compared, cost_figures, dearest, limit_use, price_used


def measure(calls: list[Call], name: str) -> Measure:
    (found,) = [each for each in cost_figures(calls).measures if each.name == name]
    return found


def test_all_that_was_paid_over_all_that_was_accepted() -> None:
    calls = [
        make_call("0.06", accepted=4, proposed=6),
        make_call("0.02", outcome=CallOutcome.FAILED, run="run-2"),
        make_call("0.02", accepted=1, proposed=3, run="run-2"),
    ]
    headline = measure(calls, "cost_per_accepted_test")
    assert headline.value == pytest.approx(0.02)
    assert (headline.basis, headline.unit) == (Basis.DERIVED, "usd")
    assert headline.runs == ("run-1", "run-2")
    assert headline.detail == "5 accepted tests"
    figures = cost_figures(calls)
    assert (figures.spent_usd, figures.proposed_tests, figures.accepted_tests) == (
        Decimal("0.10"),
        9,
        5,
    )
    assert figures.outcomes == (("answered", 2), ("failed", 1))
    assert figures.usage == TokenUsage(3000, 300)


@pytest.mark.parametrize(
    ("calls", "why"),
    [
        ([], "no model was called"),
        ([make_call()], "nobody has looked at the tests of an answer"),
        ([make_call(accepted=0, proposed=4)], "no test was accepted"),
        ([make_call(None, price=None, accepted=2)], "no call was of a model with a price"),
        ([make_call(outcome=CallOutcome.OPEN, accepted=2)], "no call has ended"),
    ],
)
def test_without_accepted_tests_there_is_no_headline_but_a_reason(
    calls: list[Call], why: str
) -> None:
    headline = measure(calls, "cost_per_accepted_test")
    assert (headline.value, headline.basis, headline.detail) == (None, Basis.UNAVAILABLE, why)


@pytest.mark.parametrize(
    ("doubtful", "words", "total"),
    [
        (make_call("0.5", counted=False), "1 call with tokens that we estimated", 1.5),
        (make_call("0.5", outcome=CallOutcome.LOST), "1 call lost, with what was set aside", 1.5),
        (make_call(None, price=None), "1 call without a price, not in it", 1.0),
    ],
)
def test_a_doubt_makes_an_estimate_and_says_so(doubtful: Call, words: str, total: float) -> None:
    calls = [make_call("1", accepted=2), doubtful]
    cost = measure(calls, "model_cost")
    assert (cost.value, cost.basis, cost.detail) == (total, Basis.ESTIMATED, words)
    headline = measure(calls, "cost_per_accepted_test")
    assert (headline.value, headline.basis) == (total / 2, Basis.ESTIMATED)
    assert headline.detail == f"2 accepted tests; {words}"


def test_what_is_set_aside_is_not_spent() -> None:
    figures = cost_figures([make_call("1"), make_call("0.3", outcome=CallOutcome.OPEN)])
    assert (figures.spent_usd, figures.set_aside_usd) == (Decimal(1), Decimal("0.3"))
    assert measure([make_call("1")], "model_cost").basis is Basis.DERIVED


def test_tokens_are_measured_where_providers_counted_them() -> None:
    calls = [make_call(tokens=(100, 10, 40)), make_call(tokens=(1, 2, 0))]
    for name, value in (("input", 101), ("output", 12), ("cached", 40)):
        found = measure(calls, f"model_tokens_{name}")
        assert (found.value, found.basis) == (value, Basis.MEASURED)
    calls.append(make_call(counted=False))
    calls.append(make_call(outcome=CallOutcome.LOST, tokens=(0, 0, 0)))
    doubtful = measure(calls, "model_tokens_input")
    assert doubtful.basis is Basis.ESTIMATED
    assert doubtful.detail == (
        "1 call with tokens that we estimated, 1 call open or lost, not in it"
    )


CALLS = [
    make_call("0.01", model="a/small", agent="one", subject="shop.cart", day=2, accepted=2),
    make_call("0.50", model="b/large", agent="two", subject="shop.price", day=1),
    make_call("0.03", model="a/small", agent="", subject="shop.cart", day=3, accepted=0),
    make_call(None, model="c/free", price=None, agent="one", subject="", day=1, accepted=9),
]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (CostGrouping.MODEL, ["b/large", "a/small", "c/free"]),
        (CostGrouping.AGENT, ["two", "", "one"]),
        (CostGrouping.MODULE, ["shop.price", "shop.cart", ""]),
        (CostGrouping.DAY, ["2030-01-01", "2030-01-02", "2030-01-03"]),
    ],
)
def test_groups_stand_in_the_order_that_asks_most(by: CostGrouping, names: list[str]) -> None:
    groups = cost_figures(CALLS, by).groups
    assert [each.name for each in groups] == names
    assert sum(each.calls for each in groups) == 4
    assert sum(each.cost_usd or 0 for each in groups) == Decimal("0.54")


def test_a_group_has_its_own_headline() -> None:
    large, small, free = cost_figures(CALLS).groups
    assert (small.cost_usd, small.accepted_tests) == (Decimal("0.04"), 2)
    assert small.cost_per_accepted_test_usd == Decimal("0.02")
    assert (large.accepted_tests, large.cost_per_accepted_test_usd) == (None, None)
    assert (free.cost_usd, free.unpriced, free.cost_per_accepted_test_usd) == (None, 1, None)


def test_a_limit_with_its_share() -> None:
    use = limit_use("day", "2030-01-01", Decimal(5), Decimal(4))
    assert (use.share, use.is_alert) == (0.8, True)
    assert not limit_use("day", "d", Decimal(5), Decimal("3.99")).is_alert
    assert limit_use("run", "r", Decimal(0), Decimal(0)).share is None


def test_the_same_tokens_at_another_price() -> None:
    calls = [
        make_call("0.01", tokens=(1_000_000, 100_000, 400_000)),
        make_call("0.02", tokens=(0, 0, 0), outcome=CallOutcome.FAILED),
        make_call("9", tokens=(500, 0, 0), outcome=CallOutcome.LOST),
        make_call("9", tokens=(500, 0, 0), outcome=CallOutcome.OPEN),
        make_call(None, tokens=(500, 0, 0), price=None),
    ]
    price = Price(Decimal(10), Decimal(50), Decimal(1))
    found = compared(calls, "a/flagship", price, "named")
    assert (found.calls, found.left_out) == (2, 3)
    assert found.actual_usd == Decimal("0.03")
    assert found.baseline_usd == Decimal("6") + Decimal("0.4") + Decimal("5")
    assert found.saved_share == pytest.approx(1 - 0.03 / 11.4)
    cheaper = compared(calls[:1], "b", Price(Decimal("0.005"), Decimal(0)), "named")
    assert cheaper.saved_share == pytest.approx(-1.0)
    assert compared(calls[:1], "c", Price(Decimal(0), Decimal(0)), "named").saved_share is None


def test_the_dearest_is_the_one_at_which_these_tokens_cost_most() -> None:
    wordy = make_call(model="a/output", price=("1", "100", None), tokens=(1000, 10, 0))
    bulky = make_call(model="b/input", price=("9", "1", None), tokens=(1000, 10, 0))
    assert dearest([wordy, bulky]) == "b/input"
    talk = make_call(model="b/input", price=("9", "1", None), tokens=(0, 9000, 0))
    assert dearest([wordy, bulky, talk]) == "a/output"
    assert dearest([make_call(None, price=None)]) is None
    same = [make_call(model=name) for name in ("z/z", "m/m")]
    assert dearest(same) == "m/m"


def test_the_price_of_a_model_is_its_last_one() -> None:
    calls = [
        make_call(price=("1", "2", None)),
        make_call(price=("3", "4", "0.5")),
        make_call(None, price=None),
    ]
    assert price_used(calls, "openrouter/fable") == Price(Decimal(3), Decimal(4), Decimal("0.5"))
    assert price_used(calls, "nobody/nothing") is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal(0), "$0"),
        (Decimal("0.0123"), "$0.0123"),
        (0.0123, "$0.0123"),
        (Decimal("0.00000123"), "$0.0000012"),
        (Decimal("12.34567"), "$12.3457"),
        (1234.5, "$1,234.50"),
        (Decimal("-0.5"), "-$0.5000"),
    ],
)
def test_money_as_text(amount: Decimal | float, text: str) -> None:
    assert usd_text(amount) == text
