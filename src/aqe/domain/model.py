"""Language models as a catalogue knows them: what they cost, what they can, how good they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "NO_TOKENS",
    "Ability",
    "Model",
    "Price",
    "Quality",
    "QualityBasis",
    "Tier",
    "TokenUsage",
]

_MILLION = Decimal(1_000_000)


class Tier(StrEnum):
    """Classes of models, computed from price and quality."""

    FLAGSHIP = "flagship"
    COST_EFFECTIVE = "cost-effective"
    BUDGET = "budget"
    ULTRA_BUDGET = "ultra-budget"
    LOCAL = "local"
    """Runs on this machine; nothing leaves it."""


class Ability(StrEnum):
    """What a model can do beyond answering text with text."""

    TOOLS = "tools"
    VISION = "vision"
    REASONING = "reasoning"
    STRUCTURED_OUTPUT = "structured-output"


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens of one call, as the provider counted them."""

    input: int = 0
    """All tokens of the prompt, those from a cache included."""
    output: int = 0
    """All tokens of the answer, those of its reasoning included."""
    cached_input: int = 0
    """Of `input`, those that the provider had in its cache."""

    def __post_init__(self) -> None:
        if min(self.input, self.output, self.cached_input) < 0 or self.cached_input > self.input:
            raise ValueError(f"no such usage: {self!r}")

    def __add__(self, other: TokenUsage) -> TokenUsage:
        return TokenUsage(
            self.input + other.input,
            self.output + other.output,
            self.cached_input + other.cached_input,
        )


NO_TOKENS = TokenUsage()


@dataclass(frozen=True, slots=True)
class Price:
    """What tokens cost, in US dollars for a million."""

    input_usd: Decimal
    output_usd: Decimal
    cached_input_usd: Decimal | None = None
    """None: cached tokens cost what others cost."""
    source: str = ""
    """Where the price was read."""
    as_of: date | None = None
    """When it was read there."""
    until_input_tokens: int | None = None
    """Longer prompts cost more, and this price does not say how much; None: it holds for all."""

    def cost_usd(self, usage: TokenUsage) -> Decimal:
        """The cost of a call, exact."""
        cached_usd = self.input_usd if self.cached_input_usd is None else self.cached_input_usd
        return (
            self.input_usd * (usage.input - usage.cached_input)
            + cached_usd * usage.cached_input
            + self.output_usd * usage.output
        ) / _MILLION


class QualityBasis(StrEnum):
    """Where a quality score comes from, weakest first."""

    ESTIMATED = "estimated"
    """Derived from models of the same family."""
    PUBLISHED = "published"
    """Read from a public benchmark, which the source names."""
    MEASURED = "measured"
    """The share of tests that were accepted here."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a model is at writing code, from 0 to 100."""

    score: float
    basis: QualityBasis
    source: str
    samples: int | None = None
    """Calls that a measured score rests on."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model at one provider."""

    id: str
    """``provider/name``: ``openrouter/anthropic/claude-sonnet-5``."""
    provider: str
    name: str
    """As the provider calls it."""
    title: str
    price: Price | None
    """None where nobody tells it; such a model is never chosen by price."""
    tier: Tier | None
    """None where there is no price, or one of a flagship without the quality of one."""
    context_tokens: int | None = None
    output_tokens: int | None = None
    """Most tokens of one answer."""
    abilities: frozenset[Ability] = frozenset()
    quality: Quality | None = None
    """None where nothing is known."""
    is_deprecated: bool = False

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.tier is Tier.LOCAL
