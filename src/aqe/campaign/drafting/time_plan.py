"""When each phase of a subject's campaign has to end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Schedule"]

_ENDING = 0.97


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each phase has to end; without a cap on time never."""

    started: float
    budget_s: float
    is_capped: bool
    clock: Callable[[], float]

    def deadline(self, share: float, at_least: float = 0.0) -> float | None:
        """The time at which a share of the budget is used, but not sooner than another share from now."""
        if not self.is_capped:
            return None
        due = self.started + self.budget_s * share
        return max(due, self.clock() + self.budget_s * at_least) if at_least else due

    def until(self, share: float, *, at_least: float, at_most: float) -> float:
        """The share of the budget at which a phase ends that begins now.

        Args:
            share: when it is to end.
            at_least: share that it gets even where that time is near or past.
            at_most: share at which it ends in any case: what comes behind it needs time, too.
        """
        used = (self.clock() - self.started) / self.budget_s
        return min(max(share, used + at_least), at_most)

    def left_s(self) -> float | None:
        """Seconds until the budget is as good as used, or None without a cap on time.

        Processes that are still at work by then have to be ended, and that takes a moment.
        """
        deadline = self.deadline(_ENDING)
        return None if deadline is None else deadline - self.clock()

    def is_over(self, share: float) -> bool:
        """Whether that time has come."""
        deadline = self.deadline(share)
        return deadline is not None and self.clock() >= deadline
