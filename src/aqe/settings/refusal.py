"""Keys of providers are no settings: where one stands among the settings it is refused, and not shown."""

from __future__ import annotations

import re

from aqe.errors import SettingsError

__all__ = ["refuse_key"]

_NAME = re.compile(
    r"(?i)(?:.*[_-])?(?:api[_-]?|access[_-]?|secret[_-]?|auth[_-]?)?"
    r"(?:key|keys|token|secret|password|passwd|credentials?)\Z"
)
_VALUE = re.compile(
    r"""
      \bsk-[0-9A-Za-z_-]{16,}            # OpenAI, Anthropic, OpenRouter
    | \bhv[sbr]\.[0-9A-Za-z_-]{20,}      # HashiCorp Vault
    | \bgh[pousr]_[0-9A-Za-z]{20,}
    | \bAKIA[0-9A-Z]{16}\b
    | \bAIza[0-9A-Za-z_-]{30,}
    | -----BEGIN[ ][A-Z ]{0,40}PRIVATE[ ]KEY
    """,
    re.VERBOSE,
)


def refuse_key(name: str, value: object, *, place: str) -> None:
    """Refuses what has the name or the shape of a key; the message names the place, never the value.

    Raises:
        SettingsError: It has (slug ``settings-secret``).
    """
    if not any(map(_NAME.match, name.split("."))) and not _holds_key(value):
        return
    shown = _VALUE.sub("...", name)
    raise SettingsError(
        f"{place}: {shown!r} looks like a key, and keys are no settings",
        hint="Take it out, and change the key if others could read it there. Keys belong into the"
        " environment (OPENAI_API_KEY), a keyring or a vault, never into a project.",
        slug="settings-secret",
    )


def _holds_key(value: object) -> bool:
    if isinstance(value, dict):
        return any(_NAME.match(str(name)) or _holds_key(each) for name, each in value.items())
    if isinstance(value, list):
        return any(map(_holds_key, value))
    return isinstance(value, str) and _VALUE.search(value) is not None
