"""How long judging the tests of models may take.

With a budget in seconds, a tenth of it is set aside for judging in a hybrid run, at least two seconds and at
most half: a process has to start for it, and the search takes all that it gets. As long as no answer was good
for anything, judging may take 8% of the budget on top: so much worthless answers cost at most, and each of
them halves what is left of it. Where that is not enough to start one process and run a few tests, it is as
long as that takes here, until two answers in a row brought nothing. Tests that pass do not use it up. Once a
test adds something, judging may use what is left of the budget, and half a budget more to verify it. The time
in which models answer does not count. Where executions are counted there is no cap on time; then tests that
hang, or a file that is never collected, end the answer that holds them (see `bench`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["EXTRA_SHARE", "GOOD_SHARE", "Allowance", "search_budget_s"]

_JUDGING_SHARE = 0.1
"""Of a budget in seconds, that is set aside where a model may be asked."""
_LEAST_JUDGING_S = 2.0
_MOST_JUDGING_SHARE = 0.5
EXTRA_SHARE = 0.08
"""Of it, that judging may take on top of what search alone would."""
GOOD_SHARE = 0.52
"""Of it, that comes on top once an answer was good for something."""
_STARTS = 1.5
"""Starts of a process that a first answer gets in any case: a first look comes before it."""
_LESS = 0.5
"""Of what is left, that is left after an answer that was good for nothing."""


def search_budget_s(budget_s: float) -> float:
    """What the search gets of a budget in seconds where a model may be asked."""
    aside_s = max(_JUDGING_SHARE * budget_s, _LEAST_JUDGING_S)
    return budget_s - min(aside_s, _MOST_JUDGING_SHARE * budget_s)


@dataclass(slots=True)
class Allowance:
    """Seconds for judging, which run only while something is judged."""

    total_s: float | None
    """None without a cap."""
    used_s: Callable[[], float]
    """Seconds that judging took so far."""
    more_s: float = 0.0
    """What is added once an answer was good for something."""
    is_extended: bool = False
    """Whether it was added."""

    @classmethod
    def of(
        cls, budget_s: float | None, spent_s: float, start_s: float, used_s: Callable[[], float]
    ) -> Allowance:
        """The allowance of a budget of which a part is spent.

        Args:
            budget_s: None for a budget without a cap on time.
            spent_s: What the search took.
            start_s: What starting a process takes here.
            used_s: Seconds that judging took so far.
        """
        if budget_s is None:
            return cls(None, used_s)
        # A machine on which the search overruns would have let it overrun without a model, too: what was
        # set aside is not used up by that.
        aside_s = budget_s - search_budget_s(budget_s)
        left_s = max(aside_s, budget_s - spent_s)
        was_cut = spent_s >= search_budget_s(budget_s)
        patience_s = max(EXTRA_SHARE * budget_s, _STARTS * start_s) + (aside_s if was_cut else 0.0)
        whole_s = max(patience_s, left_s + EXTRA_SHARE * budget_s) + GOOD_SHARE * budget_s
        return cls(patience_s, used_s, whole_s - patience_s)

    def extend(self) -> None:
        """An answer was good for something; more than once this changes nothing."""
        if self.total_s is not None:
            self.total_s += self.more_s
            self.more_s, self.is_extended = 0.0, True

    def lose(self) -> None:
        """An answer was good for nothing: the next one is waited for half as long.

        What is lost comes back with the first good answer; after that nothing is lost any more.
        """
        left_s = self.left_s()
        if self.total_s is not None and left_s is not None and left_s > 0 and not self.is_extended:
            lost_s = (1 - _LESS) * left_s
            self.total_s -= lost_s
            self.more_s += lost_s

    def left_s(self) -> float | None:
        """Seconds that are left; None without a cap."""
        return None if self.total_s is None else self.total_s - self.used_s()
