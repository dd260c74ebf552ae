"""Arguments that somebody wrote in a call, and the parameters that they are for."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.recipe import Recipe
from aqe.domain.subject import CallableSubject, ParameterKind
from aqe.generation.scenario import Argument

__all__ = ["bound"]

_NAMED = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)


def bound(
    subject: CallableSubject,
    positional: Sequence[Recipe],
    keywords: Sequence[tuple[str, Recipe]],
) -> tuple[Argument, ...] | None:
    """Arguments as somebody wrote them, each with its parameter; None where they do not fit."""
    by_name = {each.name: each for each in subject.parameters if each.kind in _NAMED}
    places = [
        each
        for each in subject.parameters
        if each.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
    ]
    rest = [each for each in subject.parameters if each.kind is ParameterKind.VAR_POSITIONAL]
    options = [each for each in subject.parameters if each.kind is ParameterKind.VAR_KEYWORD]
    made: list[Argument] = []
    for index, recipe in enumerate(positional):
        if index < len(places):
            made.append(Argument(places[index], recipe))
        elif rest:
            made.append(Argument(rest[0], recipe))
        else:
            return None
    for name, recipe in keywords:
        parameter = by_name.get(name)
        if parameter is not None:
            if any(each.parameter is parameter for each in made):
                return None
            made.append(Argument(parameter, recipe))
        elif options:
            made.append(Argument(options[0], recipe, keyword=name))
        else:
            return None
    return tuple(made)
