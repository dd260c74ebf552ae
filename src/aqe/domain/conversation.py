"""What is said to a model, what it answers, and what is written down of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from aqe.domain.model import NO_TOKENS, TokenUsage
from aqe.domain.routing import TaskKind

__all__ = [
    "LARGEST_STATED_USD",
    "Asker",
    "Call",
    "CallOutcome",
    "FinishReason",
    "Message",
    "ModelReply",
    "ModelRequest",
    "Role",
    "charged_usd",
]

LARGEST_STATED_USD = Decimal(10_000)
"""No call costs more; a provider that says so is not believed."""


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One question, the same for every provider."""

    messages: tuple[Message, ...]
    max_output_tokens: int
    temperature: float = 0.0
    stop: tuple[str, ...] = ()


class FinishReason(StrEnum):
    """Why an answer ended."""

    STOP = "stop"
    LENGTH = "length"
    """The limit of tokens cut it."""
    FILTERED = "filtered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ModelReply:
    """One whole answer."""

    text: str
    model: str
    """Id in the catalogue."""
    usage: TokenUsage
    finish: FinishReason
    cost_usd: Decimal | None
    """What it counts as: the larger of what its tokens cost at our price and what was stated; None where
    neither is known."""
    is_usage_counted: bool = True
    """False: the provider told no usable count, and `usage` is our estimate."""
    stated_cost_usd: Decimal | None = None
    """What the provider itself says that it cost."""
    duration_s: float = 0.0
    call: str = ""
    """Id of the call in the ledger; empty where the reply came from the cache."""


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf a model is asked."""

    run: str
    """Id of the run, whose limit counts."""
    agent: str = ""
    subject: str = ""
    """Import name of the module under test."""
    kind: TaskKind = TaskKind.SCENARIOS


class CallOutcome(StrEnum):
    """How one attempt at one model ended."""

    OPEN = "open"
    """Begun; money is set aside for it."""
    ANSWERED = "answered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    """The process that asked died before it knew; counted with what was set aside."""


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt at one model, as the ledger keeps it."""

    id: str
    model: str
    provider: str
    asker: Asker
    started_at: datetime
    outcome: CallOutcome
    usage: TokenUsage = NO_TOKENS
    is_usage_counted: bool = True
    price_input_usd: Decimal | None = None
    """The price that was used, for a million tokens."""
    price_output_usd: Decimal | None = None
    price_cached_usd: Decimal | None = None
    cost_usd: Decimal | None = None
    """What it counts as; None where that is not known, and before the outcome is, what is set aside."""
    stated_cost_usd: Decimal | None = None
    duration_s: float | None = None
    error: str = ""
    """Slug of what went wrong."""
    proposed_tests: int | None = None
    """Tests that the answer offered; None while nobody has looked."""
    accepted_tests: int | None = None
    """Tests of the answer that became part of a verified suite."""


def charged_usd(computed: Decimal | None, stated: Decimal | None) -> Decimal | None:
    """What a call counts as: the larger of what we computed and what the provider states.

    What cannot be what a call costs is not taken from a provider.
    """
    if stated is None or not stated.is_finite() or not 0 <= stated <= LARGEST_STATED_USD:
        return computed
    return stated if computed is None else max(computed, stated)
