"""Every public exception of `aqe`, in one tree split by who can act on it.

    AqeError
    ├── UsageError        the request cannot be carried out as asked: change the arguments
    ├── SettingsError     a configuration or policy file is wrong: edit it
    ├── SourceError       the code under test cannot be read, parsed or imported
    ├── ExecutionError    a process that runs code under test could not be started or kept
    ├── EvidenceError     a measurement could not be taken or read
    ├── RouterError       no model could be chosen or reached
    ├── BoosterError      a template, pattern or schema cannot be carried out
    ├── TransportError    a peer could not be reached
    ├── ForgeError        a code host refused or could not be reached
    ├── StoreError        the state of the project cannot be read or written
    ├── PluginError       a plug-in misbehaved
    └── InternalError     a bug of ours

Findings about the subject are values, never exceptions. `docs/messages.md` has an entry per slug.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AqeError",
    "BoosterError",
    "EvidenceError",
    "ExecutionError",
    "ForgeError",
    "InternalError",
    "PluginError",
    "RouterError",
    "SettingsError",
    "SourceError",
    "StoreError",
    "TransportError",
    "UsageError",
]


class AqeError(Exception):
    """Something `aqe` could not do; the message says what, the hint says what to do next."""

    slug: ClassVar[str] = "aqe-error"

    def __init__(self, message: str, *, hint: str | None = None, slug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if slug is not None:
            self.slug = slug  # type: ignore[misc]  # an instance may name a finer entry than its class


class UsageError(AqeError):
    """The request cannot be carried out as asked."""

    slug = "usage"


class SettingsError(AqeError):
    """A configuration or policy file cannot be used."""

    slug = "settings"


class SourceError(AqeError):
    """The code under test cannot be read, parsed or imported."""

    slug = "source"


class ExecutionError(AqeError):
    """A process that runs code under test could not be started or kept."""

    slug = "execution"


class EvidenceError(AqeError):
    """A measurement could not be taken or read."""

    slug = "evidence"


class _OutsideError(AqeError):
    """A failure of something outside; `retryable` says whether trying again can help."""

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        slug: str | None = None,
        retryable: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, slug=slug)
        self.retryable = retryable


class RouterError(_OutsideError):
    """No model could be chosen or reached."""

    slug = "router"

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        slug: str | None = None,
        retryable: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, slug=slug, retryable=retryable)
        self.retry_after_s = retry_after_s
        """How long the other side asked to wait."""


class BoosterError(AqeError):
    """A template, a pattern or a schema cannot be carried out."""

    slug = "booster"


class TransportError(_OutsideError):
    """A peer could not be reached."""

    slug = "transport"


class ForgeError(_OutsideError):
    """A code host refused or could not be reached."""

    slug = "forge"


class StoreError(_OutsideError):
    """The state of the project cannot be read or written."""

    slug = "store"


class PluginError(AqeError):
    """A plug-in misbehaved."""

    slug = "plugin"


class InternalError(AqeError):
    """A bug of ours."""

    slug = "internal"
