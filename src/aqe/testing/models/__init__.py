"""Parts of the local server that speaks the protocols of model providers."""

from __future__ import annotations

from aqe.testing.models.faults import Fault, FaultPlan, no_faults, seeded_faults
from aqe.testing.models.talk import Answer, Asked, Exchange, Script, ServedModel, count_tokens

__all__ = [
    "Answer",
    "Asked",
    "Exchange",
    "Fault",
    "FaultPlan",
    "Script",
    "ServedModel",
    "count_tokens",
    "no_faults",
    "seeded_faults",
]
