"""Providers are made when they are asked for, and say what is missing."""

from __future__ import annotations

import pytest
from asking import Script, run

from aqe.catalog import load_providers
from aqe.errors import RouterError
from aqe.router.ports import Key
from aqe.router.providers import Providers
from aqe.router.providers.anthropic_messages import AnthropicMessages
from aqe.router.providers.openai_chat import OpenAIChat
from aqe.testing import ManualClock


class Keyring:
    def __init__(self, **keys: str) -> None:
        self.keys = keys
        self.asked: list[str] = []

    def key(self, provider: str) -> Key | None:
        self.asked.append(provider)
        value = self.keys.get(provider)
        return None if value is None else Key(value, "here")


def providers(keys: Keyring, environ: dict[str, str] | None = None, **others: Script) -> Providers:
    makers = {name: (lambda each=each: each) for name, each in others.items()}
    return Providers(load_providers(), environ or {}, keys, now=ManualClock().now, others=makers)


def test_keys_are_asked_for_when_a_provider_is_used() -> None:
    keys = Keyring(openai="one", anthropic="two")
    found = providers(keys)
    assert keys.asked == []
    assert isinstance(found("openai"), OpenAIChat)
    assert isinstance(found("anthropic"), AnthropicMessages)
    assert found("openai") is found("openai")
    assert keys.asked == ["openai", "anthropic"]
    assert found("openai").name == "openai"


@pytest.mark.parametrize("name", ["openai", "openrouter", "anthropic"])
def test_a_missing_key_is_named(name: str) -> None:
    with pytest.raises(RouterError, match=name) as caught:
        providers(Keyring())(name)
    assert caught.value.slug == "key-missing"
    assert caught.value.hint is not None
    assert f"{name.upper()}_API_KEY" in caught.value.hint


def test_servers_of_the_users_own_need_no_key() -> None:
    found = providers(Keyring(), {"OPENAI_COMPATIBLE_URL": "http://127.0.0.1:1/v1"})
    assert found("compatible").name == "compatible"
    assert found("ollama").name == "ollama"


@pytest.mark.parametrize(
    ("url", "key", "is_asked"),
    [
        ("http://models.example.com/v1", "secret-1", False),
        ("http://10.0.0.7:8000/v1", "secret-1", False),
        ("http://models.example.com/v1", None, True),
        ("https://models.example.com/v1", "secret-1", True),
        ("http://127.0.0.1:8000/v1", "secret-1", True),
        ("http://localhost:8000/v1", "secret-1", True),
    ],
)
def test_a_key_travels_encrypted_or_stays_here(url: str, key: str | None, is_asked: bool) -> None:
    keys = Keyring() if key is None else Keyring(compatible=key)
    found = providers(keys, {"OPENAI_COMPATIBLE_URL": url})
    if is_asked:
        assert found("compatible").name == "compatible"
        return
    with pytest.raises(RouterError, match="https") as caught:
        found("compatible")
    shown = f"{caught.value.message} {caught.value.hint}"
    assert caught.value.slug == "bad-provider-address"
    assert "OPENAI_COMPATIBLE_URL" in shown
    assert "secret-1" not in shown


def test_a_missing_address_is_named() -> None:
    with pytest.raises(RouterError, match="no address") as caught:
        providers(Keyring())("compatible")
    assert caught.value.hint is not None
    assert "OPENAI_COMPATIBLE_URL" in caught.value.hint


def test_an_unknown_provider_is_told_with_those_that_are_known() -> None:
    with pytest.raises(RouterError, match="'what'") as caught:
        providers(Keyring(), onnx=Script("onnx", []))("what")
    assert caught.value.slug == "unknown-provider"
    assert caught.value.hint == "known: openai, openrouter, anthropic, compatible, ollama, onnx"


def test_what_stays_here_is_decided_by_the_address() -> None:
    here = providers(Keyring(), onnx=Script("onnx", []))
    assert here.stays_here("onnx")
    assert here.stays_here("ollama")
    assert not here.stays_here("openai")
    assert not here.stays_here("compatible")
    assert not here.stays_here("what")
    away = providers(Keyring(), {"OLLAMA_HOST": "gpu.example"})
    assert not away.stays_here("ollama")
    near = providers(Keyring(), {"OPENAI_COMPATIBLE_URL": "http://localhost:8000/v1"})
    assert near.stays_here("compatible")


def test_what_was_made_is_closed_once() -> None:
    closed: list[str] = []

    class Closing(Script):
        async def close(self) -> None:
            closed.append(self.name)

    found = providers(Keyring(), onnx=Closing("onnx", []), other=Closing("other", []))
    found("onnx")
    run(found.close())
    run(found.close())
    assert closed == ["onnx"]
