"""How the router is, as values that can be shown."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.router.resilience.breaker import BreakerState

__all__ = ["KeyStatus", "ModelStatus", "RouterStatus"]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """How a model was, as far as it was asked."""

    id: str
    provider: str
    breaker: BreakerState
    paused_s: float
    """Until it may be asked again; 0: now."""
    answered: int
    """Of its last attempts."""
    failed: int
    last_error: str
    """Slug of its last failure; empty: none is known."""
    median_s: float | None
    """Of its last answers; None: there were none."""


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """How a provider and its key are."""

    provider: str
    breaker: BreakerState
    paused_s: float
    running: int
    """Questions at this moment."""
    concurrency: int
    is_alive: bool | None
    """What the last active check saw; None: there was none."""


@dataclass(frozen=True, slots=True)
class RouterStatus:
    """How the router is."""

    is_rolled_back: bool
    """Whether only the simple router is at work."""
    simple_for_s: float
    """Until it chooses again; 0 where it does."""
    asks: int
    """Last questions that were counted."""
    own_failures: int
    """Of them, those that failed for reasons of the router's own."""
    models: tuple[ModelStatus, ...]
    """Those that were asked, by id."""
    keys: tuple[KeyStatus, ...]
    """Providers that were asked, by name."""
