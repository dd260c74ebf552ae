"""The catalogue joins its sources, finds models by id, and never changes."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aqe.catalog import load_scores
from aqe.domain.model import Ability, Model, Price, Quality, QualityBasis, Tier
from aqe.errors import RouterError
from aqe.router.catalogue.catalogue import (
    Catalogue,
    build_catalogue,
    load_catalogue,
    local_model,
)
from aqe.router.catalogue.refreshed import refresh

DAY = date(2026, 11, 26)
SCORES = {"opus-5": Quality(80, QualityBasis.PUBLISHED, "a benchmark")}


def model(id: str, **changes: object) -> Model:
    provider, _, name = id.partition("/")
    price = Price(Decimal(1), Decimal(2))
    plain = Model(id, provider, name, name.title(), price, None)
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    pytest.importorskip("genai_prices")
    return load_catalogue(today=DAY, scores=load_scores())


def test_hundreds_of_models_have_a_price_and_many_a_score(whole: Catalogue) -> None:
    assert len(whole.where(is_priced=True)) >= 300
    assert len(whole.where(minimum_quality=0)) >= 150
    assert {each.tier for each in whole.models} == {*Tier, None} - {Tier.LOCAL}
    assert whole.notes == ()
    assert list(whole.by_id) == sorted(whole.by_id)


def test_the_same_model_has_the_same_score_at_two_providers(whole: Catalogue) -> None:
    direct = whole.model("anthropic/claude-opus-4-5")
    resold = whole.model("openrouter/anthropic/claude-opus-4.5")
    assert direct.quality == resold.quality
    assert direct.quality is not None
    assert direct.quality.basis is QualityBasis.PUBLISHED


def test_a_wrong_id_names_those_that_are_spelled_like_it(whole: Catalogue) -> None:
    with pytest.raises(RouterError, match="'openai/gpt-5-mni'") as caught:
        whole.model("openai/gpt-5-mni")
    assert caught.value.slug == "model-unknown"
    assert "openai/gpt-5-mini" in (caught.value.hint or "")
    assert "anthropic/claude-opus-4-5" in whole.suggestions("claude-opus-4-5")
    assert whole.suggestions("zzz") == ()


def test_conditions_add_up() -> None:
    catalogue = build_catalogue(
        [
            model("a/opus-5", abilities=frozenset({Ability.TOOLS})),
            model("a/other", price=None),
            model("b/opus-5"),
            local_model("tiny", context_tokens=4096),
        ],
        SCORES,
    )

    def ids(**conditions: object) -> list[str]:
        return [each.id for each in catalogue.where(**conditions)]  # type: ignore[arg-type]

    assert ids() == ["a/opus-5", "a/other", "b/opus-5", "local/tiny"]
    assert ids(provider="a") == ["a/opus-5", "a/other"]
    assert ids(provider="a", is_priced=False) == ["a/other"]
    assert ids(text="OPUS", ability=Ability.TOOLS) == ["a/opus-5"]
    assert ids(minimum_quality=80) == ["a/opus-5", "b/opus-5"]
    assert ids(minimum_quality=80.1) == []
    assert ids(tier=Tier.LOCAL) == ["local/tiny"]


def test_models_of_this_machine_cost_nothing() -> None:
    listed = model("ollama/qwen3:8b", price=None)
    catalogue = build_catalogue([listed, local_model("tiny", context_tokens=4096)], {})
    for each in catalogue.models:
        assert each.is_local
        assert each.price is not None
        assert each.price.input_usd == each.price.output_usd == 0


def test_a_list_of_the_provider_is_believed_more_than_offline_prices(tmp_path: Path) -> None:
    pytest.importorskip("genai_prices")
    entry = {"id": "openai/gpt-5-mini", "pricing": {"prompt": "1e-6", "completion": "2e-6"}}
    fresh = {"id": "acme/new-1", "context_length": 1000}
    answer = json.dumps({"data": [entry, fresh]}).encode()
    refresh("openrouter", lambda: answer, tmp_path, datetime(2026, 11, 26, tzinfo=UTC))
    catalogue = load_catalogue(today=DAY, scores={}, lists=tmp_path)
    changed = catalogue.model("openrouter/openai/gpt-5-mini")
    assert changed.price is not None
    assert (changed.price.input_usd, changed.price.as_of) == (1, DAY)
    assert changed.context_tokens == 400_000  # not in the list, so still what was known
    assert catalogue.model("openrouter/acme/new-1").context_tokens == 1000
    # No longer listed: known, and not to be chosen.
    assert catalogue.model("openrouter/openai/gpt-5").is_deprecated
    # Of another provider, so the list says nothing about it.
    assert not catalogue.model("openai/gpt-5").is_deprecated


def test_a_list_that_asks_for_hardly_anything_is_not_believed(tmp_path: Path) -> None:
    pytest.importorskip("genai_prices")
    known = load_catalogue(today=DAY, scores={}).model("openrouter/openai/gpt-5-mini").price
    assert known is not None
    entry = {"id": "openai/gpt-5-mini", "pricing": {"prompt": "1e-10", "completion": "1e-10"}}
    answer = json.dumps({"data": [entry]}).encode()
    refresh("openrouter", lambda: answer, tmp_path, datetime(2026, 11, 26, tzinfo=UTC))
    found = load_catalogue(today=DAY, scores={}, lists=tmp_path)
    assert found.model("openrouter/openai/gpt-5-mini").price == known


def test_ones_own_models_come_last() -> None:
    own = [model("openai/gpt-5-mini", title="Mine"), model("server/m")]
    catalogue = load_catalogue(today=DAY, scores={}, own=own)
    assert catalogue.model("openai/gpt-5-mini").title == "Mine"
    assert catalogue.model("server/m").provider == "server"


def test_without_prices_local_models_remain(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "genai_prices.data", None)
    (tmp_path / "broken.json").write_text("{")
    tiny = local_model("tiny", context_tokens=4096)
    catalogue = load_catalogue(today=DAY, scores={}, lists=tmp_path, own=[tiny])
    assert [each.id for each in catalogue.models] == ["local/tiny"]
    assert len(catalogue.notes) == 2


def test_nothing_can_be_changed(whole: Catalogue) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        whole.models = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        whole.by_id["x"] = whole.models[0]  # type: ignore[index]
