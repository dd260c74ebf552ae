"""What was executed: of each callable some scenarios, unlike one another in what they were given.

The archive keeps what reaches a goal first, best or in a way of its own; hundreds of other inputs take the
same ways, and among them may be the only one of its partition. A bounded number of them is remembered here,
so that they can become tests without being looked for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.inputs.vocabulary import kind_of
from aqe.generation.scenario import Scenario

__all__ = ["Executed"]

_KEPT = 100
"""Scenarios of one callable."""
_ALIKE = 6
"""Of these such as do the same calls with values of the same kinds."""
_STEPS = 4
"""A longer scenario is hard to read."""


@dataclass(slots=True)
class Executed:
    """Scenarios by the callable that they end with, in the order in which they were executed."""

    _by_subject: dict[str, dict[Scenario, None]] = field(default_factory=dict)
    _refused: dict[str, dict[Scenario, None]] = field(default_factory=dict)
    _alike: Counter[object] = field(default_factory=Counter)

    def note(self, scenario: Scenario, run: CandidateRun) -> None:
        """Remember a scenario whose act came to an end."""
        if run.outcome is CandidateOutcome.COMPLETED and not run.refused:
            self._keep(self._by_subject, scenario, _shape(scenario))

    def note_refusal(self, scenario: Scenario, run: CandidateRun) -> None:
        """Remember a scenario whose act was refused, by an exception that somebody meant.

        Args:
            scenario: that ends with what raised.
            run: what it showed.
        """
        failure = run.failure
        if failure is not None and not failure.is_incidental:
            self._keep(self._refused, scenario, (_shape(scenario), failure.type, failure.line))

    def _keep(
        self, place: dict[str, dict[Scenario, None]], scenario: Scenario, shape: object
    ) -> None:
        if scenario.setup or len(scenario.steps) > _STEPS:
            return
        known = place.setdefault(scenario.subject, {})
        if scenario in known or len(known) >= _KEPT or self._alike[shape] >= _ALIKE:
            return
        self._alike[shape] += 1
        known[scenario] = None

    def of(self, subject: str) -> Sequence[Scenario]:
        """The scenarios of a callable that came to an end."""
        return list(self._by_subject.get(subject, ()))

    def refused(self, subject: str) -> Sequence[Scenario]:
        """The scenarios of a callable that it refused."""
        return list(self._refused.get(subject, ()))


def _shape(scenario: Scenario) -> object:
    return tuple(
        (
            step.subject.qualname if step.subject is not None else None,
            step.use,
            tuple((each.parameter.name, kind_of(each.recipe)) for each in step.arguments),
        )
        for step in scenario.steps
    )
