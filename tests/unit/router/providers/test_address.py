"""Addresses come from the environment, are checked, and are never shown."""

from __future__ import annotations

import pytest

from aqe.catalog import load_providers
from aqe.errors import RouterError
from aqe.router.providers.address import address_of

DEFINITIONS = load_providers()


def address(name: str, **environ: str) -> tuple[str, bool] | None:
    found = address_of(DEFINITIONS[name], environ)
    return None if found is None else (found.url, found.is_loopback)


@pytest.mark.parametrize(
    ("name", "url", "is_loopback"),
    [
        ("openai", "https://api.openai.com/v1", False),
        ("openrouter", "https://openrouter.ai/api/v1", False),
        ("anthropic", "https://api.anthropic.com", False),
        ("ollama", "http://127.0.0.1:11434/v1", True),
    ],
)
def test_providers_have_their_own_address(name: str, url: str, is_loopback: bool) -> None:
    assert address(name) == (url, is_loopback)


def test_a_compatible_server_has_the_one_that_is_named() -> None:
    assert address("compatible") is None
    assert address("compatible", OPENAI_COMPATIBLE_URL=" ") is None
    named = address("compatible", OPENAI_COMPATIBLE_URL="http://gpu.example:8000/v1/")
    assert named == ("http://gpu.example:8000/v1", False)


def test_a_variable_replaces_the_address_of_its_provider_only() -> None:
    environ = {"OPENAI_BASE_URL": "https://proxy.example/openai"}
    assert address("openai", **environ) == ("https://proxy.example/openai", False)
    assert address("openrouter", **environ) == ("https://openrouter.ai/api/v1", False)


@pytest.mark.parametrize(
    ("host", "url", "is_loopback"),
    [
        ("127.0.0.1", "http://127.0.0.1:11434/v1", True),
        ("0.0.0.0", "http://127.0.0.1:11434/v1", True),
        ("0.0.0.0:8080", "http://127.0.0.1:8080/v1", True),
        ("[::]:8080", "http://[::1]:8080/v1", True),
        ("[::1]", "http://[::1]:11434/v1", True),
        ("localhost:5000", "http://localhost:5000/v1", True),
        ("http://127.9.9.9", "http://127.9.9.9:11434/v1", True),
        ("gpu.example", "http://gpu.example:11434/v1", False),
        ("https://gpu.example/models", "https://gpu.example/models/v1", False),
        ("http://gpu.example:1/v1", "http://gpu.example:1/v1", False),
        ("localhost.example", "http://localhost.example:11434/v1", False),
    ],
)
def test_ollama_is_named_as_its_own_tools_name_it(host: str, url: str, is_loopback: bool) -> None:
    assert address("ollama", OLLAMA_HOST=host) == (url, is_loopback)


@pytest.mark.parametrize(
    "value",
    [
        "http://proxy.example/v1",
        "ftp://proxy.example",
        "proxy.example/v1",
        "https://",
        "https://user:password-1@proxy.example/v1",
        "https://token-1@proxy.example/v1",
        "https://proxy.example/v1?key=secret-1",
        "https://proxy.example/v1#secret-1",
        "https://proxy.example:port/v1",
        "file:///etc/passwd",
    ],
)
def test_what_must_not_be_used_is_refused_and_not_shown(value: str) -> None:
    with pytest.raises(RouterError) as caught:
        address("openai", OPENAI_BASE_URL=value)
    shown = f"{caught.value.message} {caught.value.hint}"
    assert caught.value.slug == "bad-provider-address"
    assert "OPENAI_BASE_URL" in shown
    assert "proxy.example" not in shown
    assert "-1" not in shown


def test_without_encryption_only_this_machine_is_asked() -> None:
    assert address("openai", OPENAI_BASE_URL="http://127.0.0.1:5000/v1") == (
        "http://127.0.0.1:5000/v1",
        True,
    )
    with pytest.raises(RouterError, match="https"):
        address("openai", OPENAI_BASE_URL="http://10.0.0.1:5000/v1")
