"""Whatever the catalogue and the task: every model of a route meets every condition."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.domain.model import Model, Price, Quality, QualityBasis
from aqe.domain.routing import Complexity, Priority, Task, TaskKind
from aqe.router.catalogue.catalogue import build_catalogue
from aqe.router.catalogue.tiers import MINIMUM_QUALITY
from aqe.router.choice import choose, cost_of
from aqe.router.options import Circumstances

PROVIDERS = ("anthropic", "openai", "openrouter", "local", "ollama")
LOCAL = {"local", "ollama"}
USD = st.decimals(0, 50, places=3)
TOKENS = st.integers(1, 300_000)


@st.composite
def models(draw: st.DrawFn) -> list[Model]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        provider = draw(st.sampled_from(PROVIDERS))
        name = (
            draw(st.sampled_from(["a/m", "m", "b/m"]))
            + str(number)
            + draw(st.sampled_from(["x", "x", "x", "x:free", "x:batch"]))
        )
        price = draw(
            st.none() | st.builds(Price, USD, USD, st.none(), until_input_tokens=st.none() | TOKENS)
        )
        quality = draw(
            st.none()
            | st.builds(Quality, st.floats(0, 100), st.sampled_from(QualityBasis), st.just("drawn"))
        )
        found.append(
            Model(
                f"{provider}/{name}",
                provider,
                name,
                name,
                price,
                None,
                context_tokens=draw(st.none() | TOKENS),
                output_tokens=draw(st.none() | TOKENS),
                quality=quality,
                is_deprecated=draw(st.sampled_from([False, False, True])),
            )
        )
    return found


TASKS = st.builds(
    Task,
    kind=st.sampled_from(TaskKind),
    complexity=st.sampled_from(Complexity),
    input_tokens=st.integers(0, 200_000),
    output_tokens=st.integers(0, 50_000),
    is_sensitive=st.booleans(),
    minimum_quality=st.none() | st.floats(0, 100),
    priority=st.sampled_from(Priority),
    budget_usd=st.none() | st.decimals(0, 3, places=6),
)
MOMENTS = st.builds(
    Circumstances,
    reachable=st.frozensets(st.sampled_from(PROVIDERS)),
    speeds=st.dictionaries(st.sampled_from(["openai/m0x", "openrouter/a/m1x"]), st.floats(0.1, 99)),
)


@settings(max_examples=50)
@given(models(), TASKS, MOMENTS)
def test_every_condition_holds_for_every_model_of_a_route(
    drawn: list[Model], task: Task, now: Circumstances
) -> None:
    catalogue = build_catalogue(drawn, {})
    route = choose(task, catalogue, now)
    assert len(route.models) <= 4
    assert len({each.id for each in route.models}) == len(route.models)
    stays = task.is_sensitive or task.priority is Priority.OFFLINE
    stated = task.minimum_quality
    for each in route.models:
        assert each.provider in now.reachable
        assert not each.is_deprecated
        assert not each.name.endswith((":free", ":batch"))
        assert not stays or each.provider in LOCAL
        if stated is not None or not stays:
            minimum = MINIMUM_QUALITY[task.complexity] if stated is None else stated
            assert minimum == 0 or (each.quality is not None and each.quality.score >= minimum)
        if (
            task.complexity is Complexity.CRITICAL
            and not (stays and stated is None)
            and each.quality
        ):
            assert each.quality.basis is not QualityBasis.ESTIMATED
        # Servers of this machine seldom tell how much fits.
        assert each.context_tokens is not None or each.is_local
        whole = task.input_tokens + task.output_tokens
        assert each.context_tokens is None or whole <= each.context_tokens
        assert each.output_tokens is None or task.output_tokens <= each.output_tokens
        cost = cost_of(task, each)
        assert cost is not None
        assert task.budget_usd is None or cost <= task.budget_usd
    if route.model is not None:
        assert route.estimated_usd == cost_of(task, route.model)
    else:
        assert route.estimated_usd is None
    assert route.rationale
    assert not set(route.rejected) & {each.id for each in route.models}
    assert all(route.rejected.values())


@settings(max_examples=50)
@given(models(), TASKS, MOMENTS, st.randoms(use_true_random=False))
def test_the_order_in_which_models_come_changes_nothing(
    drawn: list[Model], task: Task, now: Circumstances, chance: object
) -> None:
    shuffled = list({each.id: each for each in drawn}.values())
    straight = choose(task, build_catalogue(shuffled, {}), now)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(task, build_catalogue(shuffled, {}), now) == straight


@settings(max_examples=50)
@given(models(), TASKS, MOMENTS)
def test_nothing_that_meets_the_conditions_is_cheaper(
    drawn: list[Model], task: Task, now: Circumstances
) -> None:
    task = replace(task, priority=Priority.COST, is_sensitive=False)
    catalogue = build_catalogue(drawn, {})
    route = choose(task, catalogue, now)
    for each in catalogue.models:
        alone = choose(task, build_catalogue([each], {}), now)
        if alone.model is None:
            continue
        assert route.model is not None
        cheapest = cost_of(task, route.model) or Decimal(0)
        other = cost_of(task, alone.model) or Decimal(0)
        assert cheapest <= other + Decimal("1e-12")


@settings(max_examples=50)
@given(models(), TASKS, MOMENTS)
def test_a_higher_minimum_never_gives_a_worse_model(
    drawn: list[Model], task: Task, now: Circumstances
) -> None:
    catalogue = build_catalogue(drawn, {})
    low = choose(replace(task, minimum_quality=40.0), catalogue, now)
    high = choose(replace(task, minimum_quality=70.0), catalogue, now)
    if high.model is not None:
        assert low.model is not None
        assert high.model.quality is not None
        assert high.model.quality.score >= 70
