from __future__ import annotations

import sys

import pytest

from aqe.booster.schemas import SchemaRefused
from aqe.booster.schemas.pools import pools


def test_without_the_library_a_small_pool_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mimesis", None)
    pools.cache_clear()
    try:
        found = pools("de")
    finally:
        pools.cache_clear()
    assert not found.complete
    assert len(found.first_names) > 20
    assert len(found.cities) > 20


def test_a_country_adds_to_its_language() -> None:
    pytest.importorskip("mimesis")
    assert pools("de-at").postal_code == "####"
    assert pools("de").postal_code == "#####"
    assert pools("de_AT") == pools("de-at")


def test_pools_are_bounded_and_spread() -> None:
    pytest.importorskip("mimesis")
    names = pools("en").last_names
    assert 300 < len(names) <= 400
    assert len({name[0] for name in names}) > 20


def test_an_unknown_language_is_refused() -> None:
    pytest.importorskip("mimesis")
    with pytest.raises(SchemaRefused) as caught:
        pools("xx")
    assert caught.value.slug == "schema-locale"


@pytest.mark.parametrize("locale", ["../en", "", "\0", "x" * 5_000, "en/../de"])
def test_what_is_no_locale_is_refused_before_files_are_looked_for(locale: str) -> None:
    with pytest.raises(SchemaRefused) as caught:
        pools(locale)
    assert caught.value.slug == "schema-locale"
    assert len(str(caught.value)) < 200
