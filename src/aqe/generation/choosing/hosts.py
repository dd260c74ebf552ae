"""Other calls of a callable, with an option that makes no difference where it is given.

An option may ask for another one: at which stage texts are replaced matters where replacements are given. A
call that was met elsewhere, with the option added, shows what the option does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aqe.domain.recipe import Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.scenario import Argument, Scenario, Step, result_of, walk

__all__ = ["Hosts"]

_KEPT = 12
"""Calls of one callable that are remembered, each with other options."""


class Hosts:
    """Calls of each callable that came to an end.

    Args:
        met: scenarios with what they showed, the best first.
    """

    def __init__(self, met: Iterable[tuple[Scenario, CandidateRun]]) -> None:
        self._found: dict[str, dict[frozenset[tuple[str, Recipe]], Scenario]] = {}
        for scenario, run in met:
            known = self._found.setdefault(scenario.subject, {})
            is_usable = run.outcome is CandidateOutcome.COMPLETED and scenario.documented is None
            if is_usable and scenario.act.subject is not None and len(known) < _KEPT:
                known.setdefault(frozenset(_options(scenario.act)), scenario)

    def of(self, scenario: Scenario, argument: Argument) -> Iterator[tuple[Scenario, Scenario]]:
        """Calls of what a scenario calls that do not give an option, with it and without it.

        Those that give what the scenario gives beside the option, and more, come first.

        Args:
            scenario: what gives it.
            argument: the option with its value.
        """
        if any(result_of(part) is not None for _, part in walk(argument.recipe)):
            return
        beside = {pair for pair in _options(scenario.act) if pair[0] != argument.parameter.name}
        known = self._found.get(scenario.subject, {})
        for _, each in sorted(known.items(), key=lambda pair: (not beside < pair[0], len(pair[0]))):
            act = each.act
            if act.subject != scenario.act.subject or act.use is not scenario.act.use:
                continue
            if all(given.parameter != argument.parameter for given in act.arguments):
                last = len(each.steps) - 1
                yield each.with_step(last, act.with_option(argument)), each


def _options(step: Step) -> list[tuple[str, Recipe]]:
    """The arguments that a call could do without."""
    return [(each.parameter.name, each.recipe) for each in step.arguments if not each.is_required]
