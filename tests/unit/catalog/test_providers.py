"""The providers that ship with `aqe`."""

from __future__ import annotations

from aqe.catalog import load_providers
from aqe.domain.provider import WireProtocol


def test_every_provider_is_there() -> None:
    providers = load_providers()
    assert list(providers) == ["openai", "openrouter", "anthropic", "compatible", "ollama"]
    assert all(each.name == name for name, each in providers.items())
    spoken = {each.name for each in providers.values() if each.protocol is WireProtocol.OPENAI_CHAT}
    assert spoken == set(providers) - {"anthropic"}


def test_addresses_of_services_are_encrypted() -> None:
    for each in load_providers().values():
        if each.needs_key:
            assert each.url is not None
            assert each.url.startswith("https://")
            assert not each.allows_plain_http
            assert each.key_variable is not None


def test_variables_are_those_that_people_know() -> None:
    providers = load_providers()
    assert {each.url_variable for each in providers.values()} == {
        "ANTHROPIC_BASE_URL",
        "OLLAMA_HOST",
        "OPENAI_BASE_URL",
        "OPENAI_COMPATIBLE_URL",
        "OPENROUTER_BASE_URL",
    }
    assert {each.key_variable for each in providers.values()} == {
        "ANTHROPIC_API_KEY",
        "OPENAI_API_KEY",
        "OPENAI_COMPATIBLE_KEY",
        "OPENROUTER_API_KEY",
        None,
    }
