"""A circuit breaker: asks nobody who has just failed again and again.

As in Michael Nygard, "Release It!" (2nd edition, 2018, chapter 5): *closed* lets questions through and
counts outcomes; too many failures *open* it, and nobody is asked for a while; then it is *half-open*
and lets one question through as a trial, whose outcome closes or opens it again, for twice as long.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum

from aqe.router.resilience.policy import ResiliencePolicy

__all__ = ["Breaker", "BreakerState"]


class BreakerState(StrEnum):
    """Whether a model, or a provider, is asked."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Breaker:
    """The breaker of one model or of one provider. Times are seconds of one monotonic clock."""

    def __init__(self, policy: ResiliencePolicy) -> None:
        self._policy = policy
        self._outcomes: deque[bool] = deque(maxlen=policy.outcomes)
        self._in_a_row = 0
        self._opened_until_s: float | None = None
        self._pause_s = policy.pause_s
        self._is_tried = False
        self._asked_to_wait_until_s = 0.0

    def state(self, now_s: float) -> BreakerState:
        """Its state at a time."""
        if self._opened_until_s is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if now_s < self._opened_until_s else BreakerState.HALF_OPEN

    def paused_s(self, now_s: float) -> float:
        """Seconds until a question may be let through; 0 where it may now."""
        wait = max(0.0, self._asked_to_wait_until_s - now_s)
        if self._opened_until_s is not None:
            wait = max(wait, self._opened_until_s - now_s)
            if wait <= 0 and self._is_tried:
                return self._policy.pause_s
        return max(0.0, wait)

    def admit(self, now_s: float) -> None:
        """Note that a question is let through; a half-open breaker lets no second one through with it."""
        if self.state(now_s) is BreakerState.HALF_OPEN:
            self._is_tried = True

    def withdraw(self) -> None:
        """The question that was let through was not asked, or nobody waited for its outcome."""
        self._is_tried = False

    def succeed(self) -> None:
        """The question was answered."""
        if self._opened_until_s is not None:
            self._outcomes.clear()
        self._outcomes.append(True)
        self._in_a_row = 0
        self._opened_until_s = None
        self._pause_s = self._policy.pause_s
        self._is_tried = False

    def fail(self, now_s: float, *, at_once: bool = False) -> None:
        """The question failed in a way that speaks against whoever was asked.

        Args:
            now_s: When.
            at_once: No further failure is waited for, since it would be the same.
        """
        self._outcomes.append(False)
        self._in_a_row += 1
        if self._opened_until_s is not None:
            if now_s >= self._opened_until_s:
                self._pause_s = min(self._pause_s * 2, self._policy.pause_most_s)
                self._opened_until_s = now_s + self._pause_s
            self._is_tried = False
        elif at_once or self._is_too_much():
            self._opened_until_s = now_s + self._pause_s

    def wait_until(self, moment_s: float) -> None:
        """Let nothing through before a moment, since the other side asked for it."""
        self._asked_to_wait_until_s = max(self._asked_to_wait_until_s, moment_s)

    def revive(self, now_s: float) -> None:
        """A sign of life was seen: an open breaker need not wait to try."""
        if self._opened_until_s is not None:
            self._opened_until_s = min(self._opened_until_s, now_s)

    def _is_too_much(self) -> bool:
        if self._in_a_row >= self._policy.failures_in_a_row:
            return True
        outcomes = self._outcomes
        is_full = len(outcomes) == self._policy.outcomes
        return is_full and outcomes.count(False) >= self._policy.failure_share * len(outcomes)
