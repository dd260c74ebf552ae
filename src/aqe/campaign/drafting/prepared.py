"""Values that tests prepare, as scenarios: what works is then known to the whole search."""

from __future__ import annotations

from aqe.domain.recipe import Attribute, Call, Operation
from aqe.domain.subject import Subject
from aqe.generation.exploring.candidates import variable_word
from aqe.generation.scenario import Scenario, Step

__all__ = ["prepared_scenarios"]


def prepared_scenarios(subject: Subject) -> list[Scenario]:
    """One scenario for each object that a fixture or helper function of the tests makes."""
    return [
        Scenario(
            (Step(None, expression=each.recipe, name=variable_word(each.name)),), origin="mined"
        )
        for each in subject.prepared
        if isinstance(each.recipe, Call | Attribute | Operation)
    ]
