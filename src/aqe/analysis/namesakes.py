"""What parameters of one name declare in a module speaks about those of that name that declare nothing.

``def compile(format, extra_types: dict | None = None)`` says of the ``extra_types`` of a helper beside it,
which only looks something up there, that it is a mapping and no text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aqe.domain.subject import CallableSubject, Parameter, ParameterKind
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef

__all__ = ["with_namesakes"]

_WEIGHT = 0.5
"""Less than what is said of the parameter itself."""
_SAID = frozenset({EvidenceSource.HINT, EvidenceSource.STUB, EvidenceSource.DOCSTRING})
_TELLING = _SAID | {EvidenceSource.DEFAULT, EvidenceSource.CALL_SITE}
"""Where the parameter itself tells what is handed to it."""
_SINGLE = (
    ParameterKind.POSITIONAL_ONLY,
    ParameterKind.POSITIONAL_OR_KEYWORD,
    ParameterKind.KEYWORD_ONLY,
)
_OPEN = frozenset({"any", "object", "duck", "none"})


def with_namesakes(callables: Iterable[CallableSubject]) -> list[CallableSubject]:
    """The callables, with what namesakes of their parameters declare.

    Nothing is told where two namesakes declare different types: the word means several things then.
    """
    every = list(callables)
    declared = _declared(every)
    return [
        replace(each, parameters=tuple(_informed(one, declared) for one in each.parameters))
        if any(_lacks(one) and one.name in declared for one in each.parameters)
        else each
        for each in every
    ]


def _declared(callables: Sequence[CallableSubject]) -> dict[str, TypeRef]:
    """Names -> the type that all declarations of parameters of the name agree on."""
    found: dict[str, set[TypeRef]] = {}
    for each in callables:
        for parameter in each.parameters:
            if parameter.kind in _SINGLE:
                said = [one.type for one in parameter.evidence if one.source in _SAID]
                found.setdefault(parameter.name, set()).update(said[:1])
    return {
        name: next(iter(types))
        for name, types in found.items()
        if len(types) == 1 and not types & {TypeRef(each) for each in _OPEN}
    }


def _lacks(parameter: Parameter) -> bool:
    return parameter.kind in _SINGLE and not any(
        each.source in _TELLING for each in parameter.evidence
    )


def _informed(parameter: Parameter, declared: dict[str, TypeRef]) -> Parameter:
    type_ = declared.get(parameter.name)
    if type_ is None or not _lacks(parameter):
        return parameter
    told = TypeEvidence(type_, EvidenceSource.NAMESAKE, _WEIGHT)
    names = [each for each in parameter.evidence if each.source is EvidenceSource.NAME]
    others = [each for each in parameter.evidence if each.source is not EvidenceSource.NAME]
    return replace(parameter, evidence=(*others, told, *names))
