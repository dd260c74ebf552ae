"""One place to ask for a key: the environment first, then the keyring, then the vault."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from aqe.errors import RouterError
from aqe.router.key_variables import DEFAULT_VARIABLES
from aqe.router.keys.environment import EnvironmentKeys
from aqe.router.keys.keyrings import SERVICE, KeyringKeys, has_keyring_library
from aqe.router.keys.vault import DEFAULT_PATH, FIELD, vault_of
from aqe.router.ports import Key, Keys

__all__ = [
    "DEFAULT_VARIABLES",
    "KEYLESS_PROVIDERS",
    "OLD",
    "KeyChain",
    "key_chain",
    "key_warnings",
    "missing_key",
]

KEYLESS_PROVIDERS = frozenset({"ollama", "local"})
"""They run on this machine and want none; nothing is looked up for them."""
OLD = timedelta(days=90)
"""From this age on a key should be changed."""


class KeyChain:
    """Asks several places in turn and keeps what it found, in memory only. May be shared by threads.

    The first place that has a key decides. A place that is set up and cannot be read is an error, not a
    reason to go on: a key from elsewhere might be charged to somebody else.
    """

    def __init__(self, sources: Sequence[Keys]) -> None:
        self._sources = tuple(sources)
        self._found: dict[str, Key | None] = {}
        self._lock = threading.Lock()

    def key(self, provider: str) -> Key | None:
        """The key of a provider; None where no place has it, or it wants none.

        Raises:
            RouterError: A place that is set up cannot be read.
        """
        if provider in KEYLESS_PROVIDERS:
            return None
        with self._lock:
            if provider not in self._found:
                asked = (each.key(provider) for each in self._sources)
                self._found[provider] = next((key for key in asked if key is not None), None)
            return self._found[provider]


def key_chain(
    environ: Mapping[str, str],
    now: Callable[[], datetime],
    variables: Mapping[str, str] = DEFAULT_VARIABLES,
) -> KeyChain:
    """The chain of a process: its environment, the user's keyring, the vault that the environment names.

    Args:
        environ: The process's environment; no file is read.
        now: Tells the date that is noted when a key of the keyring is seen for the first time.
        variables: Name of the variable that holds the key, by provider.

    Raises:
        RouterError: Address or token of the vault cannot be used (slug ``vault-address``).
    """
    vault = vault_of(environ)
    sources: list[Keys] = [EnvironmentKeys(environ, variables), KeyringKeys(now)]
    return KeyChain(sources if vault is None else [*sources, vault])


def key_warnings(found: Mapping[str, Key], now: datetime) -> tuple[str, ...]:
    """A sentence for every key that is 90 days old or older; one of unknown age gives none."""
    return tuple(
        f"the key of {provider!r} ({key.source}) is {(now - key.created_at).days} days old;"
        f" change it: keys should not be older than {OLD.days} days"
        for provider, key in sorted(found.items())
        if key.created_at is not None and now - key.created_at >= OLD
    )


def missing_key(provider: str, variables: Mapping[str, str] = DEFAULT_VARIABLES) -> RouterError:
    """The error for a provider that wants a key where no place has one; it names the places."""
    library = "" if has_keyring_library() else " (after `pip install 'agentic-qe[keys]'`)"
    places = [
        f"`keyring set {SERVICE} {provider}`{library}",
        f"field {FIELD!r} of {DEFAULT_PATH}/{provider} in the vault of VAULT_ADDR",
    ]
    if provider in variables:
        places.insert(0, f"the environment variable {variables[provider]}")
    return RouterError(
        f"there is no key for {provider!r}",
        hint=f"Put it into one of these: {'; '.join(places)}. Never into a file of the project.",
        slug="key-missing",
    )
