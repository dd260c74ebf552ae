"""Models, askers and calls for tests of the ledger and of what is told about costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from aqe.domain.conversation import Asker, Call, CallOutcome
from aqe.domain.model import NO_TOKENS, Model, Price, Tier, TokenUsage
from aqe.domain.routing import TaskKind


@dataclass(frozen=True)
class Settling:
    """How a call ended, with the fields of a settlement of the router."""

    outcome: CallOutcome = CallOutcome.ANSWERED
    usage: TokenUsage = NO_TOKENS
    is_usage_counted: bool = True
    cost_usd: Decimal | None = None
    stated_cost_usd: Decimal | None = None
    duration_s: float | None = None
    error: str = ""


def make_model(
    name: str = "anthropic/fable", price: tuple[str, str, str | None] | None = None
) -> Model:
    """A model; its price is that of a million tokens: input, output, cached input."""
    found = None
    if price is not None:
        given, taken, cached = price
        found = Price(Decimal(given), Decimal(taken), None if cached is None else Decimal(cached))
    provider, _, own = name.partition("/")
    return Model(name, provider, own, own, found, Tier.BUDGET if found else None)


PRICED = make_model("openrouter/fable", ("3", "15", "0.3"))
UNPRICED = make_model("compatible/saga")
FREE = make_model("local/phi", ("0", "0", None))


def make_call(
    cost: str | None = "0.01",
    *,
    outcome: CallOutcome = CallOutcome.ANSWERED,
    model: str = "openrouter/fable",
    price: tuple[str, str, str | None] | None = ("3", "15", "0.3"),
    tokens: tuple[int, int, int] = (1000, 100, 0),
    run: str = "run-1",
    agent: str = "qe-test-generator",
    subject: str = "shop.cart",
    day: int = 1,
    accepted: int | None = None,
    proposed: int | None = None,
    counted: bool = True,
) -> Call:
    """A call as the ledger gives it."""
    given, taken, cached = (None, None, None) if price is None else price
    return Call(
        id=f"{model}-{day}-{cost}",
        model=model,
        provider=model.partition("/")[0],
        asker=Asker(run, agent, subject, TaskKind.TARGETED_TESTS),
        started_at=datetime(2030, 1, day, 12, tzinfo=UTC),
        outcome=outcome,
        usage=TokenUsage(tokens[0], tokens[1], tokens[2]),
        is_usage_counted=counted,
        price_input_usd=None if given is None else Decimal(given),
        price_output_usd=None if taken is None else Decimal(taken),
        price_cached_usd=None if cached is None else Decimal(cached),
        cost_usd=None if cost is None else Decimal(cost),
        proposed_tests=proposed if proposed is not None else accepted,
        accepted_tests=accepted,
    )
