"""What a test of an observed scenario would demand, wherever in it the call under test stands."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.recipe import Recipe, Variable
from aqe.domain.run import CandidateRun
from aqe.domain.suite import RESULT, OracleBasis, TestCase
from aqe.generation.choosing.idle_steps import Demands
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.exploring.search import Search
from aqe.generation.observing.oracles import Oracles
from aqe.generation.scenario import Scenario
from aqe.syntax.recipe_trees import transform

__all__ = ["demands_of"]


def demands_of(search: Search) -> Demands:
    """Tells what tests of a subject demand, in a form that is the same for the same demands."""
    module = search.subject.module
    names = frozenset(each.name for each in search.archive.loaded.members)
    oracles = Oracles(module, names)

    def demands(scenario: Scenario, run: CandidateRun) -> str:
        candidate = candidate_of(scenario, module, 0)
        # How a mapping prints may tell what a step does, though its test will not look there.
        case = TestCase(candidate, run, OracleBasis.RECORDED, frozenset(), is_by_form=True)
        known: dict[str, Recipe] = {RESULT.name: RESULT}

        def renamed(recipe: Recipe) -> Recipe | None:
            if not isinstance(recipe, Variable):
                return None
            # Where a step is missing, the variables of later ones have other names.
            return known.setdefault(recipe.name, Variable(f"<{len(known)}>"))

        found = [
            replace(each, statement=0, place=each.place and transform(each.place, renamed))
            for each in oracles.assertions(case)
        ]
        return repr(found)

    return demands
