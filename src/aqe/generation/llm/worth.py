"""Whether asking a model is worth its price.

What a call is expected to gain is the number of goals that are left times the share of asked goals that
calls have reached before; a surviving mutant counts as a quarter of a goal. Before there is any experience
the share is a third, and each further call moves it by what it brought (the mean of a Beta(1, 2) prior, as in
Gelman et al., "Bayesian Data Analysis", chapter 2). A call may cost that gain times what a goal is worth, in
dollars. Nothing is asked where fewer goals than a floor are left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["FLOOR", "GOAL_USD", "MUTANT_SHARE", "Experience", "Worth", "goals_worth", "worth_of"]

GOAL_USD = Decimal("0.02")
"""What a line, or one side of a branch, that nothing else reaches is worth."""
MUTANT_SHARE = 0.25
"""Of a goal, for a mutant that lives."""
FLOOR = 2.0
"""Goals' worth below which nothing is asked."""
_MOST_USD = Decimal("1")
"""No single call may cost more, whatever is left."""
_STRIKES = 2
"""Answers of a model that were given up, since what they hold hangs or ends the process, until it is asked no
more."""
_PRIOR_REACHED, _PRIOR_ASKED = 1.0, 3.0


@dataclass(slots=True)
class Experience:
    """What calls have brought so far in this run."""

    asked: float = 0.0
    """Goals' worth that calls were about."""
    gained: float = 0.0
    """Of it, what their tests brought."""

    barren: int = 0
    """Answers, the last ones without a break, that brought nothing."""
    strikes: dict[str, int] = field(default_factory=dict)
    """Answers of each model that were given up."""

    def strike(self, model: str) -> None:
        """An answer of that model was given up."""
        self.strikes[model] = self.strikes.get(model, 0) + 1

    @property
    def struck(self) -> tuple[str, ...]:
        """Models that are not worth another question in this run."""
        return tuple(model for model, count in self.strikes.items() if count >= _STRIKES)

    @property
    def acceptance(self) -> float:
        """The share of what is asked for that a call is expected to bring."""
        return (_PRIOR_REACHED + self.gained) / (_PRIOR_ASKED + self.asked)

    def note(self, asked: float, gained: float) -> None:
        """Take in what a call brought; it cannot have brought more than it was asked for."""
        self.barren = self.barren + 1 if gained <= 0 else 0
        asked = max(0.0, asked)
        self.asked += asked
        self.gained += min(max(0.0, gained), asked)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a call may cost, and why."""

    goals: float
    """Goals' worth that is left."""
    gain: float
    """Of it, what a call is expected to bring."""
    most_usd: Decimal
    """What the call may cost."""
    reason: str = ""
    """Why nothing is asked; empty where something is."""


def goals_worth(goals: int, mutants: int) -> float:
    """Goals and mutants in one figure."""
    return goals + MUTANT_SHARE * mutants


def worth_of(
    goals: int,
    mutants: int,
    acceptance: float,
    *,
    is_target_reached: bool = False,
    floor: float = FLOOR,
) -> Worth:
    """What the next call may cost.

    Args:
        goals: Lines and sides of branches that are left and that a test may reach.
        mutants: Mutants that live and that a test may notice.
        acceptance: Share of what is asked for that calls bring, from 0 to 1.
        is_target_reached: Whether the coverage that was asked for is reached.
        floor: Goals' worth below which nothing is asked.
    """
    left = goals_worth(goals, mutants)
    gain = left * min(max(acceptance, 0.0), 1.0)
    if is_target_reached:
        return Worth(left, 0.0, Decimal(0), "the coverage that was asked for is reached")
    if left < floor:
        return Worth(left, 0.0, Decimal(0), "too little is left that a test could reach")
    most = min(_MOST_USD, (Decimal(repr(gain)) * GOAL_USD).quantize(Decimal("0.000001")))
    if most <= 0:
        return Worth(left, gain, Decimal(0), "earlier answers brought nothing")
    return Worth(left, gain, most)
