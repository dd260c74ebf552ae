"""Calls that a class of the test answers itself: whatever they show, nothing of the subject does it.

Where a class leaves methods abstract, a test defines a subclass that fills them in. Its other methods can be
called through it, the filled-in ones cannot: what comes out is what the test wrote a few lines above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from aqe.domain.candidate import Definition
from aqe.domain.recipe import Symbol
from aqe.domain.subject import CallableKind
from aqe.generation.scenario import Scenario, Step

__all__ = ["answers_itself", "is_filled_in"]


def answers_itself(scenario: Scenario) -> bool:
    """Whether the act calls a method that a class defined in the test itself answers."""
    act = scenario.act
    if act.subject is None or act.receiver is None or not scenario.definitions:
        return False
    made = scenario.steps[act.receiver]
    return is_filled_in(made, act.subject.name, scenario.definitions)


def is_filled_in(made: Step, method: str, definitions: Iterable[Definition]) -> bool:
    """Whether an object is of a class that a test defines, and its method is defined there.

    Args:
        made: The step that makes the object.
        method: What is called of it.
        definitions: Classes and functions that stand before the test.
    """
    if made.subject is None or made.subject.kind is not CallableKind.CONSTRUCTOR:
        return False
    match made.expression:
        case Symbol(module="", name=name):
            defined = re.compile(rf"^    (?:async )?def {re.escape(method)}\(", re.MULTILINE)
            sources = (each.source for each in definitions if each.name == name)
            return any(defined.search(each) for each in sources)
    return False
