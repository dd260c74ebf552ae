"""Every threshold of the router's resilience in one value, each with what it is for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ResiliencePolicy"]


@dataclass(frozen=True, slots=True)
class ResiliencePolicy:
    """When to try again, to pause a model, to go back to the simple router."""

    tries: int = 3
    """Attempts at one model before the next one of the route is asked."""
    rounds: int = 8
    """How often a route is walked along, where models on it were paused."""
    backoff_base_s: float = 0.5
    backoff_most_s: float = 20.0
    """A wait between two attempts is drawn between 0 and base * 2 ** attempt, at most this."""
    patience_s: float = 30.0
    """Where a provider asks for a longer wait than this, the next model is asked instead."""
    silence_share: float = 0.5
    """Of the time that is left, in which a model has to begin its answer where another can be asked."""

    failures_in_a_row: int = 5
    """Open a breaker."""
    outcomes: int = 20
    """Of a model, or of a provider, that its failure rate is computed from."""
    failure_share: float = 0.6
    """Of as many outcomes opens a breaker, too."""
    pause_s: float = 30.0
    """How long an open breaker stays open at first; doubled each time that its trial fails."""
    pause_most_s: float = 300.0
    """Where all models of a route are paused, the shortest pause up to this is waited for, too."""

    check_every_s: float = 300.0
    """Seconds between active checks, where somebody started them."""

    asks: int = 200
    """Last questions that decide whether the router goes back to the simple one."""
    asks_least: int = 40
    """Questions that have to be asked before it may."""
    own_failures: float = 0.05
    """Share of them that failed for reasons of the router's own; more than this takes it back."""
    simple_for_s: float = 600.0
    """How long it stays simple before it chooses again."""
