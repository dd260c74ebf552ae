"""What tests prepare under a name speaks about parameters of that name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from aqe.analysis.fixtures import Fixtures
from aqe.domain.subject import CallableSubject, Parameter, ParameterKind, PreparedValue
from aqe.domain.types import EvidenceSource, TypeEvidence

__all__ = ["prepared_values", "with_prepared"]

_MOST = 60
_OF_ONE = 4
_WEIGHT = 0.55
"""Less than what call sites show: a name alone ties the value to the parameter."""
_DECLARED = frozenset({EvidenceSource.HINT, EvidenceSource.STUB})


def prepared_values(fixtures: Fixtures, files: Iterable[Path]) -> tuple[PreparedValue, ...]:
    """What fixtures and helpers of test files make, each once."""
    found: dict[PreparedValue, None] = {}
    for path in files:
        for each in fixtures.prepared(path):
            found.setdefault(each)
            if len(found) >= _MOST:
                return tuple(found)
    return tuple(found)


def with_prepared(
    callables: Iterable[CallableSubject], values: Sequence[PreparedValue]
) -> Iterator[CallableSubject]:
    """Callables whose parameters know the values that tests prepare under their names."""
    by_name: dict[str, list[PreparedValue]] = {}
    for each in values:
        by_name.setdefault(each.name, []).append(each)
    for subject in callables:
        if any(each.name in by_name for each in subject.parameters):
            parameters = tuple(
                _informed(each, by_name.get(each.name, ())) for each in subject.parameters
            )
            subject = replace(subject, parameters=parameters)
        yield subject


def _informed(parameter: Parameter, values: Sequence[PreparedValue]) -> Parameter:
    if not values or parameter.kind in (ParameterKind.VAR_KEYWORD, ParameterKind.VAR_POSITIONAL):
        return parameter
    sources = [each.source for each in values if each.source not in (None, "None")][:_OF_ONE]
    constants = dict.fromkeys([*(each for each in sources if each), *parameter.constants])
    evidence = list(parameter.evidence)
    if not any(each.source in _DECLARED for each in evidence):
        types = dict.fromkeys(each.type for each in values if each.type is not None)
        known = {each.type for each in evidence}
        evidence = [
            *(
                TypeEvidence(each, EvidenceSource.CALL_SITE, _WEIGHT)
                for each in list(types)[:_OF_ONE]
                if each not in known
            ),
            *evidence,
        ]
    return replace(parameter, constants=tuple(constants), evidence=tuple(evidence))
