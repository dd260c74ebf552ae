"""How long judging the tests of models may take.

With a budget in seconds, the search of a hybrid run gets 90% of it. Judging may use what is left of the
budget when the suite is verified, and a tenth of the budget beyond it, so that answers that are good for
nothing cost a tenth at most. Once a test earned its place there is half a budget more, to verify it. The
time in which models answer does not count. Where executions are counted there is no cap on time; then tests
that hang end the answer that holds them (see `bench`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["EXTRA_SHARE", "GOOD_SHARE", "SEARCH_SHARE", "Allowance"]

SEARCH_SHARE = 0.9
"""Of a budget in seconds, for the search where a model may be asked."""
EXTRA_SHARE = 0.1
"""Of it, that judging may go beyond."""
GOOD_SHARE = 0.5
"""Of it, that comes on top once an answer was good for something."""


@dataclass(slots=True)
class Allowance:
    """Seconds for judging, which run only while something is judged."""

    total_s: float | None
    """None without a cap."""
    used_s: Callable[[], float]
    """Seconds that judging took so far."""
    more_s: float = 0.0
    """What is added once an answer was good for something."""

    @classmethod
    def of(cls, budget_s: float | None, spent_s: float, used_s: Callable[[], float]) -> Allowance:
        """The allowance of a budget of which a part is spent; None for a budget without a cap."""
        if budget_s is None:
            return cls(None, used_s)
        left_s = max(0.0, budget_s - spent_s) + EXTRA_SHARE * budget_s
        return cls(left_s, used_s, GOOD_SHARE * budget_s)

    def extend(self) -> None:
        """An answer was good for something; more than once this changes nothing."""
        if self.total_s is not None:
            self.total_s += self.more_s
            self.more_s = 0.0

    def left_s(self) -> float | None:
        """Seconds that are left; None without a cap."""
        return None if self.total_s is None else self.total_s - self.used_s()
