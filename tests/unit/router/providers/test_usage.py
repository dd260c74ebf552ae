"""Only counts that can be are taken for counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from asking import model

from aqe.domain.model import TokenUsage
from aqe.router.providers.usage import anthropic_usage, openai_usage, stated_cost

MODEL = model(context=1000)


def told(prompt: Any, completion: Any, cached: Any = 0) -> dict[str, Any]:
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (told(10, 5, 4), TokenUsage(10, 5, 4)),
        (told(10, 0), TokenUsage(10, 0)),
        (told(1000, 1000, 1000), TokenUsage(1000, 1000, 1000)),
        (told(10, 5, None), TokenUsage(10, 5)),
        ({"prompt_tokens": 10, "completion_tokens": 5}, TokenUsage(10, 5)),
        (
            {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": None},
            TokenUsage(10, 5),
        ),
        (told(0, 5), None),
        (told(1001, 5), None),
        (told(10, 1001), None),
        (told(10, 5, 11), None),
        (told(10, 5, -1), None),
        (told(-10, 5), None),
        (told(10, -5), None),
        (told("10", 5), None),
        (told(10, "5"), None),
        (told(10, 5, "1"), None),
        (told(10.0, 5), None),
        (told(True, 5), None),
        (told(10, None), None),
        ({"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": [1]}, None),
        ({}, None),
        (None, None),
        ([10, 5], None),
        ("10", None),
    ],
)
def test_chat_completions(usage: object, expected: TokenUsage | None) -> None:
    assert openai_usage(usage, MODEL) == expected


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (
            {
                "input_tokens": 10,
                "cache_read_input_tokens": 4,
                "cache_creation_input_tokens": 6,
                "output_tokens": 5,
            },
            TokenUsage(20, 5, 4),
        ),
        ({"input_tokens": 10, "output_tokens": 5}, TokenUsage(10, 5)),
        (
            {"input_tokens": 0, "cache_read_input_tokens": 9, "output_tokens": 5},
            TokenUsage(9, 5, 9),
        ),
        ({"input_tokens": 10}, None),
        ({"output_tokens": 10}, None),
        ({"input_tokens": 10, "output_tokens": -1}, None),
        ({"input_tokens": -1, "cache_read_input_tokens": 9, "output_tokens": 1}, None),
        ({"input_tokens": "10", "output_tokens": 1}, None),
        ({"input_tokens": 10, "cache_read_input_tokens": "1", "output_tokens": 1}, None),
        ({"input_tokens": 900, "cache_creation_input_tokens": 200, "output_tokens": 1}, None),
        ({}, None),
    ],
)
def test_messages(usage: dict[str, Any], expected: TokenUsage | None) -> None:
    assert anthropic_usage(usage, MODEL) == expected


def test_without_a_known_context_there_is_still_a_bound() -> None:
    unknown = model(context=None)
    assert openai_usage(told(2_000_000, 5), unknown) == TokenUsage(2_000_000, 5)
    assert openai_usage(told(10**12, 5), unknown) is None


@pytest.mark.parametrize(
    ("value", "cost"),
    [
        (0.95, Decimal("0.95")),
        (0, Decimal(0)),
        ("0.00014", Decimal("0.00014")),
        (1e-7, Decimal("1E-7")),
        (-0.1, None),
        (float("nan"), None),
        (float("inf"), None),
        (1e9, None),
        (True, None),
        ("much", None),
        (None, None),
        ([1], None),
    ],
)
def test_stated_costs(value: object, cost: Decimal | None) -> None:
    assert stated_cost({"cost": value}) == cost
    assert stated_cost({}) is None
    assert stated_cost("cost") is None
