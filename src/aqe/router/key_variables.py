"""Names of the variables that hold keys; apart from what reads keys, since most runs need none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["DEFAULT_VARIABLES"]

DEFAULT_VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "openai": "OPENAI_API_KEY",
        "anthropic": "ANTHROPIC_API_KEY",
        "openrouter": "OPENROUTER_API_KEY",
        "compatible": "OPENAI_COMPATIBLE_KEY",
    }
)
"""The variable of each provider that wants a key."""
