"""Offline prices: against the package itself, on days when they differ."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from aqe.domain.model import Model, TokenUsage
from aqe.errors import RouterError
from aqe.router.catalogue import prices
from aqe.router.catalogue.prices import PROVIDERS, offline_models

genai_prices = pytest.importorskip("genai_prices")
DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def models() -> tuple[Model, ...]:
    return offline_models(DAY)


def infos() -> Iterator[tuple[str, Any]]:
    from genai_prices.data import providers

    for provider in providers:
        if provider.id in PROVIDERS:
            yield from ((f"{provider.id}/{each.id}", each) for each in provider.models)


def test_there_are_hundreds_and_each_price_names_its_source(models: tuple[Model, ...]) -> None:
    priced = [each for each in models if each.price]
    assert len(priced) >= 300
    assert len({each.id for each in models}) == len(models)
    assert set(Counter(each.provider for each in priced)) == set(PROVIDERS)
    for each in priced:
        assert each.price is not None
        assert each.price.source.startswith("genai-prices ")
        assert each.price.as_of is not None
        assert each.price.as_of <= DAY
    assert sum(1 for each in priced if each.context_tokens) >= 300
    assert sum(1 for each in priced if each.price and each.price.cached_input_usd) >= 100
    assert sum(1 for each in models if each.abilities) >= 200


@pytest.mark.parametrize("day", [DAY, date(2026, 10, 25), date(2027, 1, 1)])
def test_prices_of_a_day_are_those_that_the_package_computes(day: date) -> None:
    from genai_prices import Usage
    from genai_prices.data import providers

    by_id = {each.id: each for each in offline_models(day)}
    moment = datetime.combine(day, time(12), tzinfo=UTC)
    compared = 0
    for provider in providers:
        if provider.id not in PROVIDERS:
            continue
        for info in provider.models:
            model = by_id.get(f"{provider.id}/{info.id}")
            if model is None or model.price is None:
                continue
            theirs = info.calc_price(
                Usage(input_tokens=1000, output_tokens=500),
                provider,
                genai_request_timestamp=moment,
            )
            stated = info.get_prices(moment).__dict__
            if stated.get("requests_kcount"):
                continue  # a fee for each call, beside the tokens
            assert model.price.cost_usd(TokenUsage(1000, 500)) == theirs.total_price, model.id
            compared += 1
    assert compared >= 300


def test_a_later_day_has_other_prices() -> None:
    early = {each.id: each.price for each in offline_models(date(2026, 10, 25))}
    late = {each.id: each.price for each in offline_models(DAY)}
    changed = "openrouter/deepseek/deepseek-v4-flash-0731"
    assert early[changed] is not None
    assert late[changed] is not None
    assert (early[changed].input_usd, late[changed].input_usd) == (
        Decimal("0.44"),
        Decimal("0.14"),
    )
    assert late[changed].as_of > early[changed].as_of


def test_where_long_prompts_cost_more_the_price_says_up_to_where_it_holds(
    models: tuple[Model, ...],
) -> None:
    by_id = {each.id: each for each in models}
    price = by_id["openai/gpt-6-sol"].price
    assert price is not None
    assert (price.input_usd, price.until_input_tokens) == (Decimal(2), 272_000)


def test_every_tier_of_length_is_told(models: tuple[Model, ...]) -> None:
    by_id = {each.id: each for each in models}
    moment = datetime.combine(DAY, time(12), tzinfo=UTC)
    for id, info in infos():
        if id not in by_id or by_id[id].price is None:
            continue
        stated = info.get_prices(moment).__dict__
        parts = [stated.get(each) for each in ("input_mtok", "output_mtok", "cache_read_mtok")]
        starts = [tier.start for part in parts if hasattr(part, "tiers") for tier in part.tiers]
        assert by_id[id].price.until_input_tokens == min(starts, default=None)


def test_names_of_openrouter_can_be_asked_for(models: tuple[Model, ...]) -> None:
    names = [each.name for each in models if each.provider == "openrouter"]
    assert names
    assert all("/" in name for name in names)


def test_without_the_package_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "genai_prices.data", None)
    with pytest.raises(RouterError, match="genai-prices") as caught:
        offline_models(DAY)
    assert caught.value.slug == "missing-extra"
    assert "agentic-qe[llm]" in (caught.value.hint or "")


def test_nothing_is_imported_before_prices_are_asked_for() -> None:
    code = (
        "import sys, aqe.router.choice, aqe.router.catalogue.catalogue;"
        "bad = {'genai_prices', 'pydantic', 'openai', 'anthropic', 'onnxruntime_genai'};"
        "sys.exit(sorted(bad & set(sys.modules)) or 0)"
    )
    path = str(__import__("pathlib").Path(prices.__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
