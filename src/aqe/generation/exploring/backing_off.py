"""When a failure is worth a repair: at first, and ever more seldom while repairs gain nothing.

Failures of one kind (the same callable, exception and line) mostly have the same cause, and what repairs the
first two leaves little for the rest. Of those that follow, the 8th, the 16th, the 64th, the 128th and so on
are repaired (exponential back-off). A repair that reaches something new begins the count again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from aqe.generation.scenario import Scenario, Step

__all__ = ["BackingOff"]

_AT_ONCE = 2
_GROWTH = 8


@dataclass(slots=True)
class BackingOff:
    """Counts failures by their kind, and knows which repairs are under way."""

    _failures: dict[Hashable, int] = field(default_factory=dict)
    _under_way: dict[tuple[Step, ...], Hashable] = field(default_factory=dict)

    def is_due(self, kind: Hashable, *, has_goals: bool) -> bool:
        """Count a failure; True when it is one to repair.

        Args:
            kind: what failures that have one cause have in common.
            has_goals: whether anything is left to reach where it failed. If not, it is repaired once, for
                what may lie elsewhere behind it.
        """
        count = self._failures.get(kind, 0) + 1
        self._failures[kind] = count
        return _is_turn(count) if has_goals else count == 1

    def propose(self, kind: Hashable, scenarios: Iterable[Scenario]) -> None:
        """Note scenarios that shall repair a failure."""
        for each in scenarios:
            self._under_way[each.steps] = kind

    def note(self, scenario: Scenario, *, is_new: bool) -> None:
        """Note what came of a scenario, whether it was a repair or not."""
        kind = self._under_way.pop(scenario.steps, None)
        if kind is not None and is_new:
            self._failures[kind] = 0


def _is_turn(count: int) -> bool:
    while count > _AT_ONCE and count % _GROWTH == 0:
        count //= _GROWTH
    return count == 1 or count == _AT_ONCE
