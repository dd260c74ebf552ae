"""Every place for keys, and the chain over all of them, keeps the same promises."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import keyring
import pytest
from keyring.backend import KeyringBackend

from aqe.errors import RouterError
from aqe.router.keys import DEFAULT_VARIABLES, KeyChain
from aqe.router.keys.environment import EnvironmentKeys
from aqe.router.keys.keyrings import KeyringKeys
from aqe.router.keys.vault import VaultKeys
from aqe.router.ports import Keys
from aqe.testing.vault_server import VaultServer

MakeKeys = Callable[[dict[str, str]], Keys]


class MemoryKeyring(KeyringBackend):
    """A keyring in memory."""

    priority = 0.1  # type: ignore[assignment]  # below every real one: it is never chosen by itself

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password


def in_environment(stored: dict[str, str]) -> Keys:
    environ = {DEFAULT_VARIABLES[provider]: value for provider, value in stored.items()}
    return EnvironmentKeys(environ, DEFAULT_VARIABLES)


def in_keyring(stored: dict[str, str]) -> Keys:
    for provider, value in stored.items():
        keyring.set_password("aqe", provider, value)
    return KeyringKeys(lambda: datetime(2030, 1, 1, tzinfo=UTC))


@pytest.fixture(params=["environment", "keyring", "vault", "chain"])
def make_keys(request: pytest.FixtureRequest) -> Iterator[MakeKeys]:
    before = keyring.core._keyring_backend
    keyring.set_keyring(MemoryKeyring())

    with VaultServer() as server:

        def in_vault(stored: dict[str, str]) -> Keys:
            for provider, value in stored.items():
                server.put(f"aqe/{provider}", {"key": value})
            return VaultKeys(server.address, server.token)

        def in_chain(stored: dict[str, str]) -> Keys:
            return KeyChain([in_environment({}), in_keyring({}), in_vault(stored)])

        yield {
            "environment": in_environment,
            "keyring": in_keyring,
            "vault": in_vault,
            "chain": in_chain,
        }[request.param]
    keyring.core._keyring_backend = before


def test_the_key_of_a_provider_and_no_other(make_keys: MakeKeys) -> None:
    keys = make_keys({"openai": "sk-one", "anthropic": "sk-two"})
    found = {provider: keys.key(provider) for provider in DEFAULT_VARIABLES}
    values = {provider: key and key.value for provider, key in found.items()}
    assert values == {
        "openai": "sk-one",
        "anthropic": "sk-two",
        "openrouter": None,
        "compatible": None,
    }


def test_where_it_lies_is_told_and_what_it_is_is_not(make_keys: MakeKeys) -> None:
    key = make_keys({"openai": "sk-one"}).key("openai")
    assert key is not None
    assert key.source.split()[0] in {"environment", "keyring", "vault"}
    assert "sk-one" not in repr(key) + str(key) + key.source


def test_white_space_around_a_key_is_no_part_of_it(make_keys: MakeKeys) -> None:
    key = make_keys({"openai": "  sk-one\r\n"}).key("openai")
    assert key is not None
    assert key.value == "sk-one"


@pytest.mark.parametrize("tail", ["two words", "line\nX-Evil: 1", "nul\0", "ümlaut", "\x7f"])
def test_what_cannot_be_a_key_is_refused_and_not_shown(make_keys: MakeKeys, tail: str) -> None:
    value = "sk-" + "prefix" * 3 + tail
    with pytest.raises(RouterError) as caught:
        make_keys({"openai": value}).key("openai")
    assert caught.value.slug == "key-malformed"
    assert caught.value.hint
    assert "prefixprefix" not in "".join(traceback.format_exception(caught.value))


def test_an_age_is_a_moment_or_unknown(make_keys: MakeKeys) -> None:
    key = make_keys({"openai": "sk-one"}).key("openai")
    assert key is not None
    assert key.created_at is None or key.created_at.tzinfo is not None
