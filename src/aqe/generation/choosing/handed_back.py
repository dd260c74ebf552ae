"""Functions that only come out again: one with a name can be demanded itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aqe.domain.recipe import Symbol, Verbatim
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.choosing.telling import NOTHING, telling
from aqe.generation.scenario import Scenario

__all__ = ["with_named_functions"]

_NAMED = Symbol("builtins", "str")
_FUNCTION = "builtins:function"


def with_named_functions(shown: Mapping[Scenario, CandidateRun]) -> Iterator[Scenario]:
    """Copies with a function of the language for a lambda, where nothing but a function comes out.

    Args:
        shown: scenarios with what each showed.
    """
    for scenario, run in shown.items():
        if not _gives_a_function(run):
            continue
        for place, step in enumerate(scenario.steps):
            for index, argument in enumerate(step.arguments):
                match argument.recipe:
                    case Verbatim(source=source) if source.startswith("lambda"):
                        yield scenario.with_step(place, step.with_argument(index, _NAMED))


def _gives_a_function(run: CandidateRun) -> bool:
    last = run.observations[-1].value if run.observations else None
    is_ended = run.outcome is CandidateOutcome.COMPLETED and telling(run) == NOTHING
    return is_ended and last is not None and last.type == _FUNCTION
