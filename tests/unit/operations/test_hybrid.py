"""How long models are waited for: by the budget, unless they are of this machine or somebody says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aqe.operations.hybrid import model_wait_s
from aqe.settings import Settings

SETTINGS = Settings()
TOLD = replace(SETTINGS, generate=replace(SETTINGS.generate, model_wait_s=7.0))


@pytest.mark.parametrize(
    ("choice", "budget_s", "wait_s"),
    [
        ("auto", 10.0, 60.0),
        ("auto", 2.0, 30.0),
        ("openrouter/openai/gpt-5-mini", 100.0, 600.0),
        ("auto", None, 180.0),
        ("offline", 2.0, 180.0),
        ("local/phi-4-mini", 2.0, 180.0),
        ("ollama/llama3", 2.0, 180.0),
    ],
)
def test_how_long_models_are_waited_for(choice: str, budget_s: float | None, wait_s: float) -> None:
    assert model_wait_s(choice, budget_s, SETTINGS) == wait_s
    assert model_wait_s(choice, budget_s, TOLD) == 7.0
