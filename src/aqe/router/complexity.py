"""How hard a task is, from what can be counted in the source. The same facts give the same answer.

The limits are in `LIMITS`, the reasoning is in ``docs/explanation/routing.md``, and
``tests/subjects/complexity/labels.toml`` holds programs with the class that people gave them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aqe.domain.routing import Complexity, SourceFacts

__all__ = ["LIMITS", "Judged", "Limit", "judge_complexity"]


@dataclass(frozen=True, slots=True)
class Limit:
    """From where on a fact makes a task harder."""

    fact: str
    medium: float
    complex: float
    sentence: str
    """What is said about it; ``{}`` is the value."""


LIMITS = (
    Limit("largest_callable", 4, 12, "its hardest function takes {} decisions"),
    Limit("branches", 6, 40, "it takes {} decisions"),
    Limit("lines", 40, 400, "it has {} lines of code"),
    Limit("dependencies", 4, 10, "it depends on {} other modules"),
)
"""A value that reaches a limit counts. Ten decisions in a function are what McCabe allowed ("A Complexity
Measure", IEEE Transactions on Software Engineering SE-2, 1976, section V), up to fifteen in practice (Watson
and McCabe, NIST Special Publication 500-235, 1996, section 2.5)."""
FAILED_SHARES = (0.2, 0.5)
"""Share of goals that search gave up on, from which a task is medium and complex."""
_FEWEST_GOALS = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """How hard a task is, and why."""

    complexity: Complexity
    reasons: tuple[str, ...]
    """Sentences; those that made the difference. Empty only for a simple task."""


def judge_complexity(facts: SourceFacts) -> Judged:
    """The class of a source.

    Critical is what matters to security. Else the strongest single fact decides: easy code does not make
    up for one hard function.
    """
    if facts.security:
        return Judged(Complexity.CRITICAL, tuple(f"it {each}" for each in facts.security))
    found = list(_classes(facts))
    hardest = max((complexity for complexity, _ in found), default=Complexity.SIMPLE)
    return Judged(hardest, tuple(reason for complexity, reason in found if complexity is hardest))


def _classes(facts: SourceFacts) -> Iterator[tuple[Complexity, str]]:
    """What each fact alone makes of the task, where it is more than simple."""
    for limit in LIMITS:
        value = getattr(facts, limit.fact)
        if value >= limit.medium:
            is_complex = value >= limit.complex
            reason = limit.sentence.format(value)
            yield Complexity.COMPLEX if is_complex else Complexity.MEDIUM, reason
    share = facts.failed_goals / facts.total_goals if facts.total_goals else 0.0
    if facts.total_goals >= _FEWEST_GOALS and share >= FAILED_SHARES[0]:
        is_complex = share >= FAILED_SHARES[1]
        reason = f"search gave up on {facts.failed_goals} of {facts.total_goals} goals"
        yield Complexity.COMPLEX if is_complex else Complexity.MEDIUM, reason
