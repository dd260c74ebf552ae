"""Keys in the keyring of the system, through the `keyring` library, which is asked for when it is needed.

A keyring does not tell how old its entries are. So `aqe` writes a second entry beside a key when it sees
that key for the first time: the date, with a digest that tells it from the key that comes after it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import util
from typing import TypeVar

from aqe.errors import RouterError
from aqe.router.keys.shape import checked_key
from aqe.router.ports import Key
from aqe.telemetry.redaction import redact

__all__ = ["SERVICE", "KeyringKeys", "has_keyring_library"]

SERVICE = "aqe"
"""Name of the service in the keyring; the user is the provider: ``keyring set aqe openai``."""
_FIRST_SEEN = ".first-seen"

Answer = TypeVar("Answer")


def has_keyring_library() -> bool:
    """Whether the extra with the library is installed."""
    return util.find_spec("keyring") is not None


class KeyringKeys:
    """Reads a provider's key from the keyring; there is none where the library or a keyring is missing."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def key(self, provider: str) -> Key | None:
        """The key of a provider; None where it is not in the keyring.

        Raises:
            RouterError: The keyring is locked or fails (``keyring-unreadable``), or what it holds cannot
                be a key (``key-malformed``).
        """
        try:
            import keyring
            from keyring.errors import NoKeyringError
        except ImportError:
            return None
        try:
            value = _asked(lambda: keyring.get_password(SERVICE, provider))
        except NoKeyringError:
            return None
        if value is None:
            return None
        source = f"keyring entry {SERVICE!r}/{provider!r}"
        key = checked_key(value, f"the {source}")
        return Key(key, source, self._first_seen(provider, key))

    def _first_seen(self, provider: str, key: str) -> datetime | None:
        """Since when this very key is known; None where the keyring takes no note of it."""
        import keyring

        user, digest = provider + _FIRST_SEEN, hashlib.sha256(key.encode()).hexdigest()[:16]
        with suppress(RouterError):
            date, _, noted = (_asked(lambda: keyring.get_password(SERVICE, user)) or "").partition(
                " "
            )
            if noted == digest:
                with suppress(ValueError):
                    return datetime.fromisoformat(date).replace(tzinfo=UTC)
            now = self._now().astimezone(UTC)
            note = f"{now.date().isoformat()} {digest}"
            _asked(lambda: keyring.set_password(SERVICE, user, note))
            return now
        return None


def _asked(question: Callable[[], Answer]) -> Answer:
    """What the keyring answers; its backends fail in many ways."""
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return question()
    except NoKeyringError:
        raise
    except (KeyringError, RuntimeError, OSError, ImportError, AttributeError) as error:
        raise RouterError(
            f"the keyring could not be used: {type(error).__name__}: {redact(str(error))[:200]}",
            hint="Unlock it, or put the key into the environment; `keyring --list-backends` shows what"
            " there is.",
            slug="keyring-unreadable",
            retryable=True,
        ) from error
