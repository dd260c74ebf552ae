"""Objects that hold something: arguments constructed in place, with options of their constructors given.

``pay(Account("abc"), 1)`` is refused for want of money, however often its amount changes; what lacks is
``Account("abc", balance=1)``. The condition stands in the class of the argument, often in another module,
where no comparison tells how far off a call was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aqe.domain.recipe import Call, Recipe, Symbol
from aqe.domain.subject import CallableSubject, ParameterKind
from aqe.domain.turns import in_turn
from aqe.generation.scenario import Scenario, replace_part, walk
from aqe.generation.seeding.seeds import Seeder

__all__ = ["furnished"]

_VALUES = 6
"""Values of one option that are tried."""
_VARIABLE = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


def furnished(scenario: Scenario, seeder: Seeder) -> Iterator[Scenario]:
    """Copies of a scenario with an option more in one of the objects that it constructs.

    Args:
        scenario: a call that failed.
        seeder: knows constructors and the values of their parameters.
    """
    ways = []
    for place, step in enumerate(scenario.steps):
        for index, argument in enumerate(step.arguments):
            for path, part in walk(argument.recipe):
                if not isinstance(part, Call) or not isinstance(part.callee, Symbol):
                    continue
                constructor = seeder.constructor_called(part.callee)
                if constructor is None:
                    continue
                ways.append(
                    [
                        scenario.with_step(
                            place,
                            step.with_argument(index, replace_part(argument.recipe, path, changed)),
                        )
                        for changed in _with_options(part, constructor, seeder)
                    ]
                )
    for each in in_turn(ways):
        yield replace(each, origin="search")


def _with_options(made: Call, constructor: CallableSubject, seeder: Seeder) -> Iterator[Recipe]:
    given = {name for name, _ in made.keywords}
    for parameter in constructor.parameters[len(made.arguments) :]:
        is_option = parameter.default is not None and parameter.kind not in _VARIABLE
        if not is_option or parameter.name in given:
            continue
        for choice in seeder.choices(constructor, parameter)[:_VALUES]:
            keywords = (*made.keywords, (parameter.name, choice.recipe))
            yield Call(made.callee, made.arguments, keywords)
