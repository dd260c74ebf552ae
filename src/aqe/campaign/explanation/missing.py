"""Parameters for which no value is known."""

from __future__ import annotations

from collections.abc import Iterator

from aqe.campaign.explanation.findings import Findings
from aqe.domain.subject import CallableSubject, ParameterKind
from aqe.domain.types import EvidenceSource, TypeRef

__all__ = ["unbuildable", "unhinted"]


def unbuildable(findings: Findings, subject: CallableSubject | None) -> Iterator[tuple[str, str]]:
    """(parameter, type) of required parameters for whose type no value is known."""
    for each in subject.parameters if subject is not None else ():
        if each.default is not None or each.kind in (
            ParameterKind.VAR_POSITIONAL,
            ParameterKind.VAR_KEYWORD,
        ):
            continue
        types = [evidence.type for evidence in each.evidence]
        classes = [found for type_ref in types for found in _classes(type_ref)]
        if classes and not any(findings.can_value(type_ref) for type_ref in types):
            yield each.name, classes[0].replace(":", ".").removeprefix("builtins.")


def unhinted(subject: CallableSubject | None) -> Iterator[str]:
    """Parameters without a type hint."""
    for each in subject.parameters if subject is not None else ():
        sources = {evidence.source for evidence in each.evidence}
        if not sources & {EvidenceSource.HINT, EvidenceSource.STUB}:
            yield each.name


def _classes(type_ref: TypeRef) -> Iterator[str]:
    if type_ref.is_class:
        yield type_ref.name
    for each in type_ref.arguments:
        yield from _classes(each)
