"""Which model generation may ask, out of what was asked for; needs nothing that asks one."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from aqe.errors import RouterError, UsageError
from aqe.operations.services import Services
from aqe.router.key_variables import DEFAULT_VARIABLES

__all__ = ["AUTO", "OFF", "OFFLINE", "choice_of"]

OFF = "off"
AUTO = "auto"
OFFLINE = "offline"
_SDKS = ("openai", "anthropic")


def choice_of(asked: str | None, services: Services) -> str:
    """``off``, ``auto``, ``offline`` or the id of a model, out of what was asked for.

    Without a word about it a model is asked where the environment holds the key of a provider and what
    speaks to providers is installed.

    Raises:
        UsageError: It is none of these.
    """
    choice = asked.strip() if asked is not None else None
    if choice is None:
        found = _has_key(services.environ)
        return AUTO if found and all(find_spec(each) for each in _SDKS) else OFF
    if choice in (OFF, AUTO, OFFLINE):
        return choice
    provider, slash, name = choice.partition("/")
    if not slash or not provider or not name:
        raise UsageError(
            f"{choice!r} is no model",
            hint="give off, auto, offline, or a model as provider/name; `aqe router models` lists them",
            slug="bad-argument",
        )
    return choice


def _has_key(environ: Mapping[str, str]) -> bool:
    """Whether the environment holds a key of some provider."""
    named = [name for name, each in DEFAULT_VARIABLES.items() if environ.get(each, "").strip()]
    if not named:
        return False
    # Imported here: who has no key does not pay for what reads keys.
    from aqe.router.keys.environment import EnvironmentKeys

    keys = EnvironmentKeys(environ, DEFAULT_VARIABLES)
    for each in named:
        try:
            if keys.key(each) is not None:
                return True
        except RouterError:
            continue  # told when it is to be used
    return False
