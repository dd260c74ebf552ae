"""The chain of places, what a key never does, and when it is old."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from aqe.errors import RouterError
from aqe.router.keys import (
    DEFAULT_VARIABLES,
    KEYLESS_PROVIDERS,
    KeyChain,
    key_chain,
    key_warnings,
    missing_key,
)
from aqe.router.ports import Key, Keys
from aqe.testing.vault_server import VaultServer

NOW = datetime(2030, 6, 1, tzinfo=UTC)
SECRET = "sk-a-secret-of-the-tests"


class Place:
    """A place with one key that counts how often it was asked."""

    def __init__(self, *keys: tuple[str, str], fails: bool = False) -> None:
        self.keys = dict(keys)
        self.fails = fails
        self.asked: list[str] = []

    def key(self, provider: str) -> Key | None:
        self.asked.append(provider)
        if self.fails:
            raise RouterError("locked", slug="keyring-unreadable")
        value = self.keys.get(provider)
        return None if value is None else Key(value, "a place")


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.core._keyring_backend
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.core._keyring_backend = before


def test_the_first_place_that_has_it_decides() -> None:
    first, second = Place(("openai", "one")), Place(("openai", "two"), ("anthropic", "three"))
    chain: Keys = KeyChain([first, second])
    openai, anthropic = chain.key("openai"), chain.key("anthropic")
    assert openai is not None
    assert anthropic is not None
    assert (openai.value, anthropic.value) == ("one", "three")
    assert chain.key("openrouter") is None
    assert second.asked == ["anthropic", "openrouter"]


def test_a_place_is_asked_once() -> None:
    place = Place(("openai", "one"))
    chain = KeyChain([place])
    threads = [threading.Thread(target=chain.key, args=("openai",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [chain.key("anthropic"), chain.key("anthropic")] == [None, None]
    assert sorted(place.asked) == ["anthropic", "openai"]


def test_a_place_that_fails_is_told_and_asked_again() -> None:
    broken, other = Place(("openai", "one"), fails=True), Place(("openai", "two"))
    chain = KeyChain([broken, other])
    with pytest.raises(RouterError):
        chain.key("openai")
    assert other.asked == []
    broken.fails = False
    found = chain.key("openai")
    assert found is not None
    assert found.value == "one"


@pytest.mark.parametrize("provider", sorted(KEYLESS_PROVIDERS))
def test_what_wants_no_key_is_not_looked_up(provider: str) -> None:
    place = Place((provider, "one"))
    assert KeyChain([place]).key(provider) is None
    assert place.asked == []


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("provider", sorted(DEFAULT_VARIABLES))
def test_the_usual_variable_of_every_provider(provider: str) -> None:
    chain = key_chain({DEFAULT_VARIABLES[provider]: "sk-one"}, lambda: NOW)
    found = chain.key(provider)
    assert found is not None
    assert found.value == "sk-one"
    others = [each for each in DEFAULT_VARIABLES if each != provider]
    assert [chain.key(each) for each in others] == [None] * len(others)


@pytest.mark.usefixtures("no_keyring")
def test_the_environment_comes_before_the_vault() -> None:
    with VaultServer() as server:
        server.put("aqe/openai", {"key": "sk-vault"})
        server.put("aqe/anthropic", {"key": "sk-vault"})
        environ = {"VAULT_ADDR": server.address, "VAULT_TOKEN": server.token}
        chain = key_chain({**environ, "OPENAI_API_KEY": "sk-environment"}, lambda: NOW)
        values = [chain.key("openai"), chain.key("anthropic"), chain.key("anthropic")]
        assert [each and each.value for each in values] == [
            "sk-environment",
            "sk-vault",
            "sk-vault",
        ]
        assert len(server.requests) == 1


@pytest.mark.usefixtures("no_keyring")
def test_files_of_the_project_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (".env", ".env.local", ".envrc", ".agentic-qe/.env"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("OPENAI_API_KEY=sk-project\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert key_chain({}, lambda: NOW).key("openai") is None


# What a key never does.


def test_a_key_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    key = Key(SECRET, "a place", NOW)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("using %s and %r", key, key)
    try:
        raise RouterError(f"failed with {key}")
    except RouterError as error:
        shown = "".join(traceback.format_exception(error, limit=None))
    for text in (repr(key), str(key), f"{key}", f"{[key]}", caplog.text, shown):
        assert SECRET not in text
    assert "a place" in repr(key)


def test_a_key_leaves_its_process_in_no_form() -> None:
    key = Key(SECRET, "a place")
    for carry in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="stays in the process") as caught:
            carry(key)
        assert SECRET not in str(caught.value)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps({"key": key}, protocol)
    with pytest.raises(TypeError):
        json.dumps(key)


def test_the_chain_does_not_show_what_it_keeps() -> None:
    chain = KeyChain([Place(("openai", SECRET))])
    chain.key("openai")
    assert SECRET not in repr(chain)


# Age.


def aged(days: float) -> dict[str, Key]:
    return {"openai": Key(SECRET, "a place", NOW - timedelta(days=days))}


@pytest.mark.parametrize("days", [-1, 0, 89, 89.99])
def test_a_young_key_gives_no_warning(days: float) -> None:
    assert key_warnings(aged(days), NOW) == ()


@pytest.mark.parametrize("days", [90, 91, 400])
def test_from_ninety_days_on_there_is_one(days: int) -> None:
    (warning,) = key_warnings(aged(days), NOW)
    assert f"{days} days old" in warning
    assert "'openai' (a place)" in warning
    assert SECRET not in warning


def test_unknown_age_gives_none() -> None:
    assert key_warnings({"openai": Key(SECRET, "a place")}, NOW) == ()


def test_a_missing_key_names_all_places() -> None:
    error = missing_key("openai")
    assert error.slug == "key-missing"
    for words in ("OPENAI_API_KEY", "keyring set aqe openai", "secret/data/aqe/openai"):
        assert words in (error.hint or "")
    assert "environment variable" not in (missing_key("other").hint or "")
