"""Lists of models: changes are told, one that loses most is refused, and there is a way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from aqe.bootstrap import compose
from aqe.domain.model import Model
from aqe.errors import RouterError, UsageError
from aqe.operations.model_wiring import ModelWiring
from aqe.operations.models import (
    RouterModelsRequest,
    RouterRefreshRequest,
    RouterRefreshResult,
    list_models,
    refresh_models,
)
from aqe.operations.services import Services
from aqe.testing import ModelServer, ServedModel


def served(model: Model) -> ServedModel:
    assert model.price is not None
    return ServedModel(model.name, model.price.input_usd, model.price.output_usd)


@pytest.fixture
def known(services: Services) -> list[Model]:
    """What is known offline of one provider, and has a price."""
    found = ModelWiring(services).catalogue.where(provider="openrouter")
    return [each for each in found if each.price is not None and not each.is_deprecated]


@contextmanager
def listing(project: Path, *models: ServedModel) -> Iterator[Services]:
    """A project of somebody whose provider lists these models."""
    with (
        ModelServer(lambda asked: "x", models=models) as server,
        compose(project, {**server.environ, "XDG_STATE_HOME": str(project.parent)}) as found,
    ):
        yield found


def refreshed(services: Services, **options: bool) -> RouterRefreshResult:
    return refresh_models(RouterRefreshRequest("openrouter", **options), services)


def deprecated(services: Services) -> int:
    models = ModelWiring(services).catalogue.where(provider="openrouter")
    return sum(each.is_deprecated for each in models)


def test_what_a_list_changes_is_told(project: Path, known: list[Model]) -> None:
    new = ServedModel("somebody/new")
    listed = [served(each) for each in known[3:]]
    listed[0] = ServedModel(listed[0].name, listed[0].input_usd + 1, listed[0].output_usd)
    with listing(project, new, *listed) as services:
        result = refreshed(services)
        assert (result.new, result.repriced) == (1, 1)
        assert result.models == len(listed) + 1 == result.priced
        assert {each.id for each in known[:3]} <= set(result.gone)
        assert {each.id for each in known[3:]}.isdisjoint(result.gone)
        again = refreshed(services)
        assert (again.new, again.repriced, again.gone) == (0, 0, ())


def test_a_list_that_would_lose_most_is_refused_and_changes_nothing(
    project: Path, known: list[Model]
) -> None:
    with listing(project, *[served(each) for each in known[:5]]) as services:
        before = deprecated(services)
        with pytest.raises(RouterError, match="nothing was changed") as caught:
            refreshed(services)
        assert caught.value.slug == "model-list-short"
        assert "--yes" in (caught.value.hint or "")
        assert deprecated(services) == before
        result = refreshed(services, yes=True)
        assert (result.models, len(result.gone)) == (5, deprecated(services) - before)
        assert len(result.gone) >= len(known) - 5


def test_half_of_it_is_taken(project: Path, services: Services) -> None:
    every = ModelWiring(services).catalogue.where(provider="openrouter")
    current = [each for each in every if not each.is_deprecated]
    half = [ServedModel(each.name, Decimal(1), Decimal(4)) for each in current]
    with listing(project, *half[: len(half) // 2 - 1]) as fewer, pytest.raises(RouterError):
        refreshed(fewer)
    with listing(project, *half[: (len(half) + 1) // 2]) as enough:
        assert len(refreshed(enough).gone) == len(half) // 2


def test_a_server_of_ones_own_has_what_its_owner_put_there(project: Path) -> None:
    many = [ServedModel(f"own-{each}") for each in range(20)]
    for provider in ("ollama", "compatible"):
        with listing(project, *many) as services:
            refresh_models(RouterRefreshRequest(provider), services)
        with listing(project, many[0]) as services:
            assert len(refresh_models(RouterRefreshRequest(provider), services).gone) == 19


def test_there_is_a_way_back(project: Path, known: list[Model]) -> None:
    with listing(project, served(known[0])) as services:
        before = deprecated(services)
        refreshed(services, yes=True)
        assert deprecated(services) > before
        result = refreshed(services, reset=True)
        assert (result.was_reset, result.fetched_at, result.gone) == (True, None, ())
        assert result.priced >= len(known)
        assert deprecated(services) == before
        assert not refreshed(services, reset=True).was_reset


@pytest.mark.parametrize("work", [list_models, refresh_models])
def test_a_provider_that_is_none_is_told_with_those_there_are(
    work: object, services: Services
) -> None:
    request: object = RouterModelsRequest(provider="opnrouter")
    if work is refresh_models:
        request = RouterRefreshRequest("opnrouter")
    with pytest.raises(UsageError, match="'opnrouter'") as caught:
        work(request, services)  # type: ignore[operator]
    hint = caught.value.hint or ""
    assert hint.startswith("did you mean 'openrouter'? known: ")
    assert "ollama" in hint


def test_a_provider_whose_models_nobody_listed_yet_is_one(services: Services) -> None:
    for name in ("ollama", "local", "compatible"):
        assert list_models(RouterModelsRequest(provider=name), services).found == 0
