"""Keys in a keyring, through the library's own interface for backends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringError, KeyringLocked, PasswordSetError

from aqe.errors import RouterError
from aqe.router.keys.keyrings import KeyringKeys

FIRST_DAY, LATER = datetime(2030, 1, 1, 9, tzinfo=UTC), datetime(2030, 6, 1, tzinfo=UTC)


class MemoryKeyring(KeyringBackend):
    """A keyring in memory that fails when it is told to."""

    priority = 0.1  # type: ignore[assignment]  # below every real one: it is never chosen by itself

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None
        self.read_only = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.failure:
            raise self.failure
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.read_only:
            raise PasswordSetError("read only")
        self.entries[service, username] = password


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before = keyring.core._keyring_backend
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.core._keyring_backend = before


def keys(now: datetime = FIRST_DAY) -> KeyringKeys:
    return KeyringKeys(lambda: now)


def test_the_entry_of_the_provider_is_read(ring: MemoryKeyring) -> None:
    keyring.set_password("aqe", "openai", "sk-one")
    keyring.set_password("other", "anthropic", "sk-two")
    found = keys().key("openai")
    assert found is not None
    assert found.value == "sk-one"
    assert found.source == "keyring entry 'aqe'/'openai'"
    assert keys().key("anthropic") is None


def test_the_day_of_the_first_sight_is_noted(ring: MemoryKeyring) -> None:
    keyring.set_password("aqe", "openai", "sk-one")
    first, again = keys().key("openai"), keys(LATER).key("openai")
    assert first is not None
    assert again is not None
    assert first.created_at == FIRST_DAY
    assert again.created_at == datetime(2030, 1, 1, tzinfo=UTC)
    assert "sk-one" not in "".join(ring.entries["aqe", "openai.first-seen"])


def test_a_changed_key_is_a_new_one(ring: MemoryKeyring) -> None:
    keyring.set_password("aqe", "openai", "sk-one")
    keys().key("openai")
    keyring.set_password("aqe", "openai", "sk-two")
    found = keys(LATER).key("openai")
    assert found is not None
    assert found.created_at == LATER


@pytest.mark.parametrize("note", ["", "nonsense", "2030-99-99 {digest}", "{digest}"])
def test_a_note_that_is_none_is_written_anew(ring: MemoryKeyring, note: str) -> None:
    keyring.set_password("aqe", "openai", "sk-one")
    keys().key("openai")
    digest = ring.entries["aqe", "openai.first-seen"].split()[1]
    ring.entries["aqe", "openai.first-seen"] = note.format(digest=digest)
    found = keys(LATER).key("openai")
    assert found is not None
    assert found.created_at == LATER
    assert ring.entries["aqe", "openai.first-seen"] == f"2030-06-01 {digest}"


def test_a_keyring_that_takes_no_note_leaves_the_age_unknown(ring: MemoryKeyring) -> None:
    keyring.set_password("aqe", "openai", "sk-one")
    ring.read_only = True
    found = keys().key("openai")
    assert found is not None
    assert (found.value, found.created_at) == ("sk-one", None)


@pytest.mark.parametrize(
    "failure",
    [KeyringLocked("Failed to unlock"), KeyringError(), RuntimeError("no bus"), OSError("gone")],
    ids=lambda each: type(each).__name__,
)
def test_a_keyring_that_fails_is_told(ring: MemoryKeyring, failure: Exception) -> None:
    ring.failure = failure
    with pytest.raises(RouterError, match=type(failure).__name__) as caught:
        keys().key("openai")
    assert caught.value.slug == "keyring-unreadable"
    assert caught.value.retryable


def test_a_value_that_cannot_be_a_key_is_not_shown(ring: MemoryKeyring) -> None:
    keyring.set_password("aqe", "openai", "sk-one two")
    with pytest.raises(RouterError) as caught:
        keys().key("openai")
    assert caught.value.slug == "key-malformed"
    assert "sk-one" not in caught.value.message


def test_a_machine_without_a_keyring_has_no_key(ring: MemoryKeyring) -> None:
    keyring.set_keyring(fail.Keyring())
    assert keys().key("openai") is None


def test_without_the_library_there_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert keys().key("openai") is None
