"""What the server is asked, what it answers by its script, and what it keeps of both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aqe.domain.model import NO_TOKENS, TokenUsage

__all__ = ["Answer", "Asked", "Exchange", "Script", "ServedModel", "count_tokens"]

_TOKEN = re.compile(r"\w{1,4}|[^\w\s]|\s+")


def count_tokens(text: str) -> int:
    """Tokens of a text, as this server counts them."""
    return sum(1 for _ in _TOKEN.finditer(text))


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model that the server answers for."""

    name: str
    """As the provider calls it."""
    input_usd: Decimal = Decimal("1")
    """For a million tokens."""
    output_usd: Decimal = Decimal("4")
    cached_input_usd: Decimal = Decimal("0.1")
    context_tokens: int = 128_000
    output_tokens: int = 16_384
    is_reasoning: bool = False
    """Refuses what OpenAI's reasoning models refuse."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, the same for every protocol."""

    dialect: str
    """Whose server it plays: ``openai``, ``openrouter``, ``anthropic``, ``ollama``, ``compatible``."""
    model: str
    system: str
    prompt: str
    """What was said besides the system prompt, joined by line ends."""
    body: Mapping[str, Any]
    """As it came."""
    nth: int = 1
    """How often this model was asked this prompt, this time included."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer by the script."""

    text: str
    reasoning: str = ""
    """What the model thinks; counted as output, and sent where the protocol has a place for it."""


Script = Callable[[Asked], str | Answer]
"""What is answered to a question."""


@dataclass(slots=True)
class Exchange:
    """One request and what became of it."""

    id: str
    """Told to the client in the header ``x-request-id``."""
    path: str
    raw: bytes
    """Every byte of the request: line, headers and body."""
    headers: Mapping[str, str]
    """Their names in lower case."""
    body: Any
    """Parsed; None where it is no JSON."""
    asked: Asked | None = None
    """None where it was no question, or refused before it was one."""
    fault: str = ""
    status: int | None = None
    """None: no status was sent."""
    used: TokenUsage = NO_TOKENS
    """What was read and produced."""
    sent: TokenUsage | None = None
    """The usage that was sent to its end, and was right; None: there was none."""
    cost_usd: Decimal | None = None
    """What was told that it cost."""
    is_whole: bool = False
    """Whether the text was sent to its end."""
    is_aborted: bool = False
    """Whether the client closed the connection before."""
