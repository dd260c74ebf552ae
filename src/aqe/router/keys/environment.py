"""Keys in environment variables. Files such as ``.env`` are never read: whoever loads them decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from aqe.errors import RouterError
from aqe.router.keys.shape import checked_key
from aqe.router.ports import Key

__all__ = ["EnvironmentKeys"]

_CREATED = "_CREATED"


class EnvironmentKeys:
    """Reads a provider's key from the variable that is named for it.

    The age of a key is known where a second variable tells it: ``OPENAI_API_KEY_CREATED=2026-01-31``.
    """

    def __init__(self, environ: Mapping[str, str], variables: Mapping[str, str]) -> None:
        self._environ = environ
        self._variables = variables

    def key(self, provider: str) -> Key | None:
        """The key of a provider; None where its variable is not set or empty.

        Raises:
            RouterError: What it holds cannot be a key (``key-malformed``), or the date beside it no date
                (``key-date``).
        """
        variable = self._variables.get(provider)
        value = "" if variable is None else self._environ.get(variable, "")
        if variable is None or not value.strip():
            return None
        return Key(
            checked_key(value, f"the environment variable {variable}"),
            f"environment variable {variable}",
            self._created(variable + _CREATED),
        )

    def _created(self, variable: str) -> datetime | None:
        text = self._environ.get(variable, "").strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            # The value is not shown: it stands where a key could have been put by mistake.
            raise RouterError(
                f"the environment variable {variable} holds no date",
                hint=f"Write the day on which the key was made: {variable}=2026-01-31.",
                slug="key-date",
            ) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
