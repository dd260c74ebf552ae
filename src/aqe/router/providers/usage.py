"""Whether the counts that a provider tells can be: whole, not negative, consistent, within the context."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from aqe.domain.conversation import LARGEST_STATED_USD
from aqe.domain.model import Model, TokenUsage

__all__ = ["anthropic_usage", "openai_usage", "stated_cost"]

_MOST_TOKENS = 20_000_000
"""Of one call, where nobody knows the model's context."""


def openai_usage(told: object, model: Model) -> TokenUsage | None:
    """Usage of chat completions; None where there is none, or one that cannot be."""
    if not isinstance(told, Mapping):
        return None
    details = told.get("prompt_tokens_details") or {}
    if not isinstance(details, Mapping):
        return None
    cached = _count(details.get("cached_tokens") if details.get("cached_tokens") is not None else 0)
    return _usage(
        _count(told.get("prompt_tokens")), _count(told.get("completion_tokens")), cached, model
    )


def anthropic_usage(told: Mapping[str, Any], model: Model) -> TokenUsage | None:
    """Usage of messages: input is told without what was read from the cache or written to it."""
    read = _count(told.get("cache_read_input_tokens") or 0)
    written = _count(told.get("cache_creation_input_tokens") or 0)
    fresh = _count(told.get("input_tokens"))
    if fresh is None or read is None or written is None:
        return None
    return _usage(fresh + read + written, _count(told.get("output_tokens")), read, model)


def stated_cost(told: object) -> Decimal | None:
    """What a provider says that an answer cost; None where it says nothing that can be."""
    value = told.get("cost") if isinstance(told, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        cost = Decimal(str(value))
    except InvalidOperation:
        return None
    return cost if cost.is_finite() and 0 <= cost <= LARGEST_STATED_USD else None


def _usage(
    input: int | None, output: int | None, cached: int | None, model: Model
) -> TokenUsage | None:
    if input is None or output is None or cached is None:
        return None
    # No question is empty, and no answer is longer than the window that holds both.
    most = model.context_tokens or _MOST_TOKENS
    if input == 0 or cached > input or input > most or output > most:
        return None
    return TokenUsage(input, output, cached)


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value
