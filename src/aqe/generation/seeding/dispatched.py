"""Types of what a registered implementation of a generic function is called with."""

from __future__ import annotations

from aqe.domain.subject import CallableSubject, Parameter
from aqe.domain.types import EvidenceSource, TypeEvidence

__all__ = ["dispatched"]


def dispatched(subject: CallableSubject, parameter: Parameter) -> tuple[TypeEvidence, ...]:
    """The evidence for its first parameter: what the registration says is certain."""
    types = (TypeEvidence(each, EvidenceSource.HINT, 1.0) for each in subject.dispatch_types)
    return (*types, *parameter.evidence)
