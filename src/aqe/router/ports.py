"""What the router needs from outside and hands to its parts: providers, keys, ledger, clock, chance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NoReturn, Protocol

from aqe.domain.conversation import (
    Asker,
    Call,
    CallOutcome,
    FinishReason,
    ModelReply,
    ModelRequest,
)
from aqe.domain.model import NO_TOKENS, Model, TokenUsage
from aqe.domain.routing import Task

__all__ = [
    "CallLedger",
    "Chance",
    "Finished",
    "Key",
    "Keys",
    "Models",
    "Piece",
    "Provider",
    "Settlement",
    "Step",
    "Ticker",
    "Watch",
]

Ticker = Callable[[], float]
"""Monotonic seconds."""
Chance = Callable[[], float]
"""The next number from 0 to 1 of a seeded generator."""


@dataclass(frozen=True, slots=True)
class Key:
    """A provider's key; never shown, and never carried out of the process."""

    value: str = field(repr=False)
    source: str
    """``environment``, ``keyring`` or ``vault``, with the name under which it lies there."""
    created_at: datetime | None = None
    """None where its age is not known."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key stays in the process that read it: it cannot be pickled or copied")


class Keys(Protocol):
    """Where keys of providers lie."""

    def key(self, provider: str) -> Key | None:
        """The key of a provider; None where there is none.

        Raises:
            RouterError: A store of keys is set up, and cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an answer that streams in."""

    text: str
    """May be empty where only a count came."""
    usage: TokenUsage | None = None
    """What the provider has told of the tokens by now; it counts where the answer breaks off."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of an answer. A stream that ends without it was cut."""

    finish: FinishReason
    usage: TokenUsage | None
    """None: the provider told none, or one that cannot be."""
    stated_cost_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What a question waits for from now on: the answer of a model, or the next attempt at one."""

    model: str
    """Id of the model that is asked, or will be."""
    attempt: int
    """From 1."""
    attempts: int
    """At most, at this model."""
    next_model: str = ""
    """Id of the one that is asked where this one fails for good; empty: there is none."""
    wait_s: float = 0.0
    """Until the attempt; 0: it is under way."""
    failure: str = ""
    """Why what was tried before it failed, as a sentence; empty: nothing did."""


Watch = Callable[[Step], None]
"""Is told each step of a question as it begins."""


class Provider(Protocol):
    """One service that answers, over its own protocol. Streams always: it shows life and can be cut."""

    name: str

    def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        """Pieces of the answer, then `Finished`.

        Closing the iterator ends the request on the wire.

        Raises:
            RouterError: It failed: slug ``model-rate-limited`` (429), ``model-overloaded`` (5xx),
                ``model-refused`` (4xx), ``provider-key-refused`` (401, 402), ``model-unreachable``,
                ``model-cut`` (ended half-way), ``model-malformed`` (no answer of this protocol);
                `retryable` says whether asking the same model again can help, `retry_after_s` what it
                asked for.
        """
        ...

    async def check(self) -> None:
        """Ask for a sign of life that costs nothing.

        Raises:
            RouterError: There is none.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a call ended and what it cost."""

    outcome: CallOutcome
    usage: TokenUsage = NO_TOKENS
    is_usage_counted: bool = True
    cost_usd: Decimal | None = None
    stated_cost_usd: Decimal | None = None
    duration_s: float | None = None
    error: str = ""


class CallLedger(Protocol):
    """Where every call and every cent is written down; shared by all processes of a project."""

    def begin_call(
        self,
        model: Model,
        asker: Asker,
        reserve_usd: Decimal | None,
        *,
        daily_limit_usd: Decimal | None,
        run_limit_usd: Decimal | None,
    ) -> str:
        """Set money aside and write the call down as open; gives its id.

        One transaction: two processes cannot both take the last cent.

        Raises:
            RouterError: With it the day (UTC) or the run would pass its limit (slug ``budget-spent``);
                nothing was written.
        """
        ...

    def settle_call(self, id: str, settlement: Settlement) -> None:
        """Write down how a call ended; a call that is settled already stays as it is."""
        ...

    def note_tests(self, id: str, *, proposed: int, accepted: int) -> None:
        """Write down what became of the tests in an answer."""
        ...

    def calls(self, since: datetime | None = None) -> tuple[Call, ...]:
        """Calls, oldest first."""
        ...

    def spent_usd(self, *, day: datetime | None = None, run: str | None = None) -> Decimal:
        """Spent and set aside on a day (UTC) or by a run."""
        ...


class Models(Protocol):
    """All models behind one door, for whoever has a question."""

    def ask(
        self,
        task: Task,
        request: ModelRequest,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
        on_step: Watch | None = None,
    ) -> ModelReply:
        """Choose a route for the task and ask along it until some model answers.

        Args:
            task: What is asked, and how much it may cost.
            request: The question; it is scrubbed before it leaves this machine.
            asker: On whose behalf.
            on_text: Told of every piece of the answer; of an empty one where the answer begins again, and
                what came before is void.
            on_step: Told what is waited for, whenever that changes.

        Raises:
            RouterError: No model may be asked, or none answered; ``budget-spent`` where the money is gone.
        """
        ...

    def note_tests(self, call: str, *, proposed: int, accepted: int) -> None:
        """Write down what became of the tests in an answer."""
        ...
