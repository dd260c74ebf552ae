"""Goes back to the simple router while the enhanced one does more harm than good.

A provider that fails is no reason: the next model is asked. Reasons of the router's own are that it
chose a model which refused the question (unknown there, too small, not for this key), that it let
nobody be asked although somebody could have been, and faults in its own code.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from aqe.router.ports import Ticker
from aqe.router.resilience.policy import ResiliencePolicy

__all__ = ["Rollback"]


class Rollback:
    """Counts questions that failed for reasons of the router's own, and switches."""

    def __init__(
        self, policy: ResiliencePolicy, ticker: Ticker, notice: Callable[[str], None]
    ) -> None:
        self._policy = policy
        self._ticker = ticker
        self._notice = notice
        self._asks: deque[bool] = deque(maxlen=policy.asks)
        self._until_s: float | None = None

    @property
    def is_active(self) -> bool:
        """Whether only the simple router is at work."""
        if self._until_s is not None and self._ticker() >= self._until_s:
            self._until_s = None
            self._asks.clear()
            self._notice("the router chooses among models again")
        return self._until_s is not None

    @property
    def left_s(self) -> float:
        """Seconds until the enhanced router is at work again; 0 where it is."""
        return max(0.0, self._until_s - self._ticker()) if self.is_active and self._until_s else 0.0

    @property
    def asks(self) -> int:
        """Questions that were counted."""
        return len(self._asks)

    @property
    def own_failures(self) -> int:
        """Of them, those that failed for reasons of the router's own."""
        return self._asks.count(True)

    def note(self, *, is_own_failure: bool) -> None:
        """Count a question that the enhanced router handled."""
        if self.is_active:
            return
        self._asks.append(is_own_failure)
        count, failures = self.asks, self.own_failures
        if count >= self._policy.asks_least and failures > self._policy.own_failures * count:
            self._until_s = self._ticker() + self._policy.simple_for_s
            minutes = self._policy.simple_for_s / 60
            self._notice(
                f"the router goes back to the simple one for {minutes:g} minutes: {failures} of the last"
                f" {count} questions failed for reasons of its own; `aqe router status` shows them"
            )
