"""Refusals that quote what was refused, with a text for it: only of a text it shows whether in quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.run import CandidateRun
from aqe.domain.subject import Parameter
from aqe.domain.types import EvidenceSource
from aqe.generation.inputs.contradiction import contradicts_within, is_unlikely
from aqe.generation.scenario import Scenario

__all__ = ["quoting"]

_TEXT = Literal("abc")


def quoting(scenario: Scenario, run: CandidateRun) -> Iterator[Scenario]:
    """Copies with a text for each value, none itself, that the message of a failure quotes.

    Args:
        scenario: what was done.
        run: what it showed.
    """
    failure, act = run.failure, scenario.act
    if failure is None or failure.is_incidental:
        return
    for index, argument in enumerate(act.arguments):
        quoted = _source(argument.recipe)
        if quoted is None or quoted not in failure.message:
            continue
        if _may_be_text(argument.parameter):
            yield scenario.with_step(len(scenario.steps) - 1, act.with_argument(index, _TEXT))


def _may_be_text(parameter: Parameter) -> bool:
    """Whether a text is no odd value: calls show but some of the types, whatever else speaks says more."""
    told = tuple(each for each in parameter.evidence if each.source is not EvidenceSource.CALL_SITE)
    return not contradicts_within(_TEXT, parameter) and not is_unlikely(
        _TEXT, replace(parameter, evidence=told)
    )


def _source(recipe: Recipe) -> str | None:
    """How a message shows a value that is no text."""
    match recipe:
        case Literal(value=str() | bytes()):
            return None
        case Literal(value=value):
            return repr(value)
        case Collection(kind="list", items=items):
            parts = [_source(each) for each in items]
            return None if None in parts else f"[{', '.join(map(str, parts))}]"
    return None
