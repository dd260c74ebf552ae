"""Long argument lists by name: nobody can read fifteen values in a row."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.recipe import Call, Recipe, Symbol
from aqe.domain.subject import CallableKind, Parameter, ParameterKind, Subject
from aqe.syntax.python.drafts import Draft
from aqe.syntax.recipe_trees import transform

__all__ = ["SpokenArguments"]

_MOST_UNNAMED = 4
"""Up to so many arguments a call is clear without names."""
_LEADING = 1
"""Arguments of a longer call that stay without a name."""


class SpokenArguments:
    """Names the arguments in calls of the subject's plain functions."""

    def __init__(self, subject: Subject) -> None:
        # Behind a decorator another signature may stand, so that names could be refused.
        self._parameters = {
            (subject.module, each.qualname): each.parameters
            for each in subject.callables
            if each.kind is CallableKind.FUNCTION and not each.decorators
        }

    def named(self, draft: Draft) -> Draft:
        """The draft with names in its long calls."""
        statements = tuple(
            replace(each, expression=transform(each.expression, self._changed))
            for each in draft.statements
        )
        return replace(draft, statements=statements)

    def _changed(self, part: Recipe) -> Recipe | None:
        if not isinstance(part, Call) or len(part.arguments) <= _MOST_UNNAMED:
            return None
        if not isinstance(part.callee, Symbol):
            return None
        parameters = self._parameters.get((part.callee.module, part.callee.name), ())
        count = max(_LEADING, _unnamable(parameters))
        if len(parameters) < len(part.arguments) or count >= len(part.arguments):
            return None
        wanted = parameters[: len(part.arguments)]
        if any(each.kind is not ParameterKind.POSITIONAL_OR_KEYWORD for each in wanted[count:]):
            return None
        arguments = [transform(each, self._changed) for each in part.arguments]
        keywords = [(name, transform(value, self._changed)) for name, value in part.keywords]
        spoken = [
            (each.name, value)
            for each, value in zip(wanted[count:], arguments[count:], strict=True)
        ]
        return Call(part.callee, tuple(arguments[:count]), (*spoken, *keywords))


def _unnamable(parameters: tuple[Parameter, ...]) -> int:
    """How many parameters at the front take no name."""
    return sum(each.kind is ParameterKind.POSITIONAL_ONLY for each in parameters)
