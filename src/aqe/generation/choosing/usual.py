"""Values that objects are made with in most tests of a suite.

When one test makes its box with ``"abc"`` and the next one with ``""``, though neither result has anything
to do with it, a reader looks for the reason, and a table gets a column that says nothing. So what makes an
object is given what it is given mostly, wherever a test does as well with that. What an object is filled with
is left alone: an odd item is there for what it leads to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from aqe.domain.recipe import Recipe, Variable
from aqe.generation.scenario import Argument, Scenario, size, walk

__all__ = ["Usual"]

_OFTEN = 2
"""Scenarios in which a value has to be met."""
_Place = tuple[str, str]


class Usual:
    """Which value the parameters of what makes objects have in most scenarios.

    Args:
        scenarios: those of the suite; values that refer to other steps are none of theirs.
    """

    def __init__(self, scenarios: Iterable[Scenario]) -> None:
        counts: dict[_Place, Counter[Recipe]] = {}
        for scenario in scenarios:
            for _, _, key, argument in _prepared(scenario):
                counts.setdefault(key, Counter())[argument.recipe] += 1
        self._values = {
            key: best
            for key, found in counts.items()
            if found[best := max(found, key=lambda each: (found[each], -size(each)))] >= _OFTEN
        }

    def unusual(self, scenario: Scenario) -> int:
        """How many values of what makes objects are others than mostly."""
        return sum(
            self._values.get(key, argument.recipe) != argument.recipe
            for _, _, key, argument in _prepared(scenario)
        )

    def copies(self, scenario: Scenario) -> Iterator[Scenario]:
        """The scenario with all of the usual values, and with each alone."""
        places = [
            (place, index, self._values[key])
            for place, index, key, argument in _prepared(scenario)
            if self._values.get(key, argument.recipe) != argument.recipe
        ]
        whole = scenario
        for place, index, recipe in places:
            whole = whole.with_step(place, whole.steps[place].with_argument(index, recipe))
        if len(places) > 1:
            yield whole
        for place, index, recipe in places:
            step = scenario.steps[place].with_argument(index, recipe)
            yield scenario.with_step(place, step)


def _prepared(scenario: Scenario) -> Iterator[tuple[int, int, _Place, Argument]]:
    """Required arguments of what makes objects: places of step and argument, and whose it is."""
    for place, step in enumerate(scenario.steps[:-1]):
        if step.subject is None or step.receiver is not None:
            continue
        for index, each in enumerate(step.arguments):
            refers = any(isinstance(part, Variable) for _, part in walk(each.recipe))
            if each.is_required and not refers:
                yield place, index, (step.subject.qualname, each.parameter.name), each
