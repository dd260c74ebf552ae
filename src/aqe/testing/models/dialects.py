"""All protocols that the server speaks."""

from __future__ import annotations

from aqe.testing.models.chat import Compatible, Ollama, OpenAI, OpenRouter
from aqe.testing.models.dialect import Dialect
from aqe.testing.models.messages import Anthropic

__all__ = ["DIALECTS"]

DIALECTS: tuple[Dialect, ...] = (OpenAI(), OpenRouter(), Anthropic(), Ollama(), Compatible())
"""One for each provider."""
