"""Which model is asked: conditions are met, priorities order, reasons are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from aqe.domain.model import Model, Price, Quality, QualityBasis
from aqe.domain.routing import Complexity, Priority, Route, Task, TaskKind
from aqe.errors import RouterError
from aqe.router.catalogue.catalogue import Catalogue, build_catalogue, local_model
from aqe.router.choice import Chooser, choose, cost_of, simple_route
from aqe.router.options import Circumstances
from aqe.router.rationale import shown_usd


def model(
    id: str,
    usd: str,
    score: float | None = 80,
    *,
    basis: QualityBasis = QualityBasis.PUBLISHED,
    context: int | None = 100_000,
    **changes: object,
) -> Model:
    provider, _, name = id.partition("/")
    price = Price(Decimal(usd), Decimal(usd) * 4, source="a list")
    quality = None if score is None else Quality(score, basis, "a benchmark")
    plain = Model(id, provider, name, name, price, None, context_tokens=context, quality=quality)
    return replace(plain, **changes)  # type: ignore[arg-type]


CHEAP = model("one/acme/cheap", "0.1", 62)
MIDDLE = model("two/middle", "1", 74)
STRONG = model("three/strong", "5", 85)
RESOLD = model("one/three/strong", "5.5", 85)
GUESSED = model("two/guessed", "0.5", 79, basis=QualityBasis.ESTIMATED)
UNKNOWN = model("one/acme/unknown", "0.01", None)
TINY = local_model("tiny", context_tokens=8_000)
GOOD_LOCAL = local_model(
    "good", context_tokens=8_000, quality=Quality(70, QualityBasis.PUBLISHED, "a benchmark")
)
EVERYTHING = build_catalogue([CHEAP, MIDDLE, STRONG, RESOLD, GUESSED, UNKNOWN, TINY], {})
NOW = Circumstances(frozenset({"one", "two", "three", "local"}))
TASK = Task(TaskKind.SCENARIOS, Complexity.SIMPLE, input_tokens=2000, output_tokens=1000)


def ids(route: Route) -> list[str]:
    return [each.id for each in route.models]


def route_for(
    catalogue: Catalogue = EVERYTHING, now: Circumstances = NOW, **changes: object
) -> Route:
    return choose(replace(TASK, **changes), catalogue, now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("complexity", "first"),
    [
        (Complexity.SIMPLE, "one/acme/cheap"),
        (Complexity.MEDIUM, "two/guessed"),
        (Complexity.COMPLEX, "two/guessed"),
        # An estimate is too little here.
        (Complexity.CRITICAL, "three/strong"),
    ],
)
def test_the_cheapest_that_is_good_enough_is_taken(complexity: Complexity, first: str) -> None:
    assert ids(route_for(complexity=complexity))[0] == first


def test_the_set_minimum_counts_more_than_that_of_the_complexity() -> None:
    assert ids(route_for(minimum_quality=74.0))[0] == "two/guessed"
    assert ids(route_for(minimum_quality=0.0))[0] == "local/tiny"
    assert ids(route_for(minimum_quality=99.0)) == []


def test_the_chain_goes_to_other_providers_first() -> None:
    assert ids(route_for()) == ["one/acme/cheap", "two/guessed", "three/strong", "two/middle"]
    now = Circumstances(frozenset({"one"}))
    assert ids(route_for(now=now)) == ["one/acme/cheap", "one/three/strong"]


def test_the_chain_ends_at_four_and_goes_to_other_makers() -> None:
    models = [model(f"one/acme/m{number}", f"0.{number}") for number in range(1, 8)]
    models.append(model("one/other/m", "3"))
    assert ids(route_for(build_catalogue(models, {}))) == [
        "one/acme/m1",
        "one/other/m",
        "one/acme/m2",
        "one/acme/m3",
    ]


def test_quality_takes_the_best_and_prefers_the_cheaper_of_equals() -> None:
    assert ids(route_for(priority=Priority.QUALITY))[:2] == ["three/strong", "one/three/strong"]


@pytest.mark.parametrize(
    ("speeds", "first"),
    [
        ({}, "one/acme/cheap"),
        ({"three/strong": 1.0, "one/acme/cheap": 30.0}, "three/strong"),
        # 10 s at $20: the cheap one at $0.40 is taken to need 0.2 s.
        ({"three/strong": 10.0}, "one/acme/cheap"),
        # 30 s at $0.40: at that rate all others, which are dearer, would need longer.
        ({"one/acme/cheap": 30.0}, "one/acme/cheap"),
    ],
)
def test_speed_goes_by_what_was_measured_and_else_by_price(
    speeds: Mapping[str, float], first: str
) -> None:
    now = replace(NOW, speeds=speeds)
    route = route_for(now=now, priority=Priority.SPEED)
    assert ids(route)[0] == first
    said = "measured here" if first in speeds else "judged by its price"
    assert f"Its speed is {said}." in route.rationale


@pytest.mark.parametrize("changes", [{"priority": Priority.OFFLINE}, {"is_sensitive": True}])
@pytest.mark.parametrize("complexity", list(Complexity))
def test_what_stays_here_goes_to_the_best_local_model(
    changes: dict[str, object], complexity: Complexity
) -> None:
    catalogue = build_catalogue([*EVERYTHING.models, GOOD_LOCAL], {})
    route = route_for(catalogue, complexity=complexity, **changes)
    assert ids(route) == ["local/good", "local/tiny"]
    assert route.estimated_usd == 0
    empty = route_for(now=Circumstances(frozenset({"one"})), complexity=complexity, **changes)
    assert ids(empty) == []
    assert empty.estimated_usd is None


def test_a_minimum_that_was_set_holds_for_local_models_too() -> None:
    catalogue = build_catalogue([*EVERYTHING.models, GOOD_LOCAL], {})
    assert ids(route_for(catalogue, is_sensitive=True, minimum_quality=70.0)) == ["local/good"]
    route = route_for(catalogue, is_sensitive=True, minimum_quality=70.5)
    assert ids(route) == []
    assert "70.5" in route.rejected["local/good"]


def test_a_local_model_of_unknown_context_still_says_what_does_not_fit() -> None:
    brief = replace(TINY, context_tokens=None, output_tokens=10)
    route = route_for(build_catalogue([brief], {}), priority=Priority.OFFLINE, output_tokens=11)
    assert ids(route) == []
    assert dict(route.rejected) == {"local/tiny": "it answers with at most 10 tokens"}


def test_prompt_and_answer_have_to_fit() -> None:
    assert "one/acme/cheap" not in ids(route_for(input_tokens=99_500))
    assert ids(route_for(input_tokens=99_000))[0] == "one/acme/cheap"
    short = build_catalogue([replace(CHEAP, output_tokens=999), MIDDLE], {})
    assert ids(route_for(short)) == ["two/middle"]
    unclear = build_catalogue([replace(CHEAP, context_tokens=None), MIDDLE], {})
    route = route_for(unclear)
    assert ids(route) == ["two/middle"]
    assert "context window" in route.rejected["one/acme/cheap"]


def test_a_prompt_beyond_the_reach_of_a_price_is_not_sent() -> None:
    assert CHEAP.price is not None
    limited = replace(CHEAP, price=replace(CHEAP.price, until_input_tokens=2000))
    catalogue = build_catalogue([limited, MIDDLE], {})
    assert ids(route_for(catalogue))[0] == "one/acme/cheap"
    assert ids(route_for(catalogue, input_tokens=2001)) == ["two/middle"]
    assert cost_of(replace(TASK, input_tokens=2001), limited) is None


def test_a_call_costs_no_more_than_its_budget() -> None:
    # 2000 in at 0.1 and 1000 out at 0.4 for a million: 0.0006.
    assert ids(route_for(budget_usd=Decimal("0.0006"))) == ["one/acme/cheap"]
    route = route_for(budget_usd=Decimal("0.000599"))
    assert ids(route) == []
    assert route.rejected["one/acme/cheap"] == (
        "it would cost $0.0006, and $0.000599 is the limit for the call"
    )


@pytest.mark.parametrize(
    ("budget", "chosen"), [("0.0006", True), ("0.000599999999999999999", False)]
)
def test_a_budget_is_held_to_the_last_digit(budget: str, chosen: bool) -> None:
    assert float(budget) == 0.0006
    assert bool(ids(route_for(budget_usd=Decimal(budget)))) is chosen


@pytest.mark.parametrize(
    "changes",
    [
        {"is_deprecated": True},
        {"price": None},
        {"name": "acme/cheap:free"},
        {"name": "acme/cheap:batch"},
        {"name": "~acme/cheap"},
        {"price": Price(Decimal(0), Decimal(0))},
    ],
)
def test_some_are_never_chosen(changes: dict[str, object]) -> None:
    catalogue = build_catalogue([replace(CHEAP, **changes), MIDDLE], {})  # type: ignore[arg-type]
    assert ids(route_for(catalogue)) == ["two/middle"]


def test_what_cannot_be_reached_is_not_chosen() -> None:
    route = route_for(now=Circumstances(frozenset({"three", "nowhere"})))
    assert ids(route) == ["three/strong"]
    why = "Not to be asked, for want of a key, an address or an installed model: local, one, two."
    assert why in route.rationale


def test_what_was_measured_here_counts_more_than_what_was_published() -> None:
    measured = {
        ("one/acme/cheap", TaskKind.SCENARIOS): Quality(91, QualityBasis.MEASURED, "9 of 10", 8),
        ("two/guessed", TaskKind.SCENARIOS): Quality(10, QualityBasis.MEASURED, "1 of 10", 8),
    }
    now = replace(NOW, measured=measured)
    route = route_for(now=now, complexity=Complexity.CRITICAL)
    assert ids(route)[0] == "one/acme/cheap"
    assert route.model is not None
    assert route.model.quality == measured["one/acme/cheap", TaskKind.SCENARIOS]
    assert "two/guessed" not in ids(route_for(now=now))
    # Of another kind of task nothing was measured.
    repair = route_for(now=now, complexity=Complexity.CRITICAL, kind=TaskKind.REPAIR)
    assert ids(repair)[0] == "three/strong"


def test_the_rationale_can_be_read() -> None:
    route = route_for(complexity=Complexity.COMPLEX)
    assert route.rationale == (
        "The task is complex, so a quality of at least 72 is asked for.",
        "two/guessed costs least of 4 that meet all conditions: $0.003 for 2,000 tokens in and 1,000 out.",
        "Its quality is 79, estimated: a benchmark.",
        "Where it fails: three/strong, then one/three/strong, then two/middle.",
    )
    assert route.estimated_usd == Decimal("0.003")
    assert dict(route.rejected) == {"one/acme/cheap": "its quality is 62, at least 72 is asked for"}


def test_an_empty_route_says_what_the_best_lacked() -> None:
    route = route_for(minimum_quality=95.0)
    assert route.rationale[-1] == "No model meets all conditions."
    assert list(route.rejected)[:2] == ["one/three/strong", "three/strong"] or list(route.rejected)[
        :2
    ] == ["three/strong", "one/three/strong"]
    assert len(route.rejected) <= 5


def test_where_no_model_of_this_machine_is_known_the_next_step_is_said() -> None:
    none = route_for(build_catalogue([CHEAP], {}), priority=Priority.OFFLINE)
    assert none.rationale[-1] == (
        "No model of this machine is known: `aqe router install-local DIR` takes one in."
    )
    narrow = route_for(priority=Priority.OFFLINE, input_tokens=9_000)
    assert narrow.rationale[-1] == "No model of this machine meets all conditions."


def test_a_chooser_says_what_choose_says() -> None:
    chooser = Chooser(EVERYTHING, NOW)
    for complexity in Complexity:
        task = replace(TASK, complexity=complexity)
        assert chooser.choose(task) == choose(task, EVERYTHING, NOW)


def test_the_simple_twin_asks_the_named_model_and_no_other() -> None:
    route = simple_route("one/acme/cheap", EVERYTHING, TASK)
    assert ids(route) == ["one/acme/cheap"]
    assert route.estimated_usd == Decimal("0.0006")
    with pytest.raises(RouterError, match="one/acme/cheep"):
        simple_route("one/acme/cheep", EVERYTHING, TASK)


def test_the_simple_twin_holds_the_limit_of_the_call() -> None:
    assert ids(
        simple_route("one/acme/cheap", EVERYTHING, replace(TASK, budget_usd=Decimal("0.0006")))
    )
    route = simple_route("one/acme/cheap", EVERYTHING, replace(TASK, budget_usd=Decimal("0.0005")))
    assert (route.models, route.estimated_usd) == ((), None)
    assert "$0.0005" in route.rationale[0]


@pytest.mark.parametrize("changes", [{"priority": Priority.OFFLINE}, {"is_sensitive": True}])
def test_the_simple_twin_keeps_here_what_stays_here(changes: dict[str, object]) -> None:
    task = replace(TASK, **changes)  # type: ignore[arg-type]
    assert ids(simple_route("one/acme/cheap", EVERYTHING, task)) == []
    assert ids(simple_route("local/tiny", EVERYTHING, task)) == ["local/tiny"]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "$0.00"),
        ("0.0006", "$0.0006"),
        ("12", "$12.00"),
        ("0.00000049", "$0.00"),
        ("1.5", "$1.50"),
    ],
)
def test_amounts(amount: str, shown: str) -> None:
    assert shown_usd(Decimal(amount)) == shown


def test_a_model_of_this_machine_is_tried_though_its_context_is_not_known() -> None:
    unknown = build_catalogue([local_model("mine", provider="ollama", context_tokens=None)], {})
    here = Circumstances(reachable=frozenset({"ollama"}))
    route = choose(replace(TASK, priority=Priority.OFFLINE), unknown, here)
    assert ids(route) == ["ollama/mine"]
