"""Calls of what nothing is declared about: a function that was handed out, and keywords of any name."""

from __future__ import annotations

from aqe.domain.recipe import Literal
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    Parameter,
    ParameterKind,
)
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.scenario import Argument

__all__ = ["any_keywords", "handed_out"]

_WHOLE = frozenset({"items", "keys", "values"})
"""Methods that go through all of a dictionary."""


def any_keywords(parameter: Parameter) -> tuple[Argument, ...]:
    """Arguments for whoever goes through all keywords; none where they are known or handed on."""
    usage = parameter.usage
    if parameter.kind is not ParameterKind.VAR_KEYWORD or usage.keys:
        return ()
    if not usage.iterated and not _WHOLE & set(usage.methods):
        return ()
    values = (("first", Literal(1)), ("second", Literal("abc")))
    return tuple(Argument(parameter, recipe, keyword=name) for name, recipe in values)


def handed_out(subject: CallableSubject) -> CallableSubject:
    """A function that a callable returned and that is not written in the module: it may take one value."""
    parameter = Parameter(
        "value",
        ParameterKind.POSITIONAL_ONLY,
        evidence=(TypeEvidence(TypeRef("any"), EvidenceSource.NAME, 0.1),),
    )
    return CallableSubject(
        qualname=subject.qualname,
        name=subject.name,
        kind=CallableKind.NESTED,
        owner=None,
        parameters=(parameter,),
    )
