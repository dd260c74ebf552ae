"""Services that answer for models: which protocol they speak, where, and in which dialect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ProviderDefinition", "WireProtocol"]


class WireProtocol(StrEnum):
    """How a provider is spoken to."""

    OPENAI_CHAT = "openai-chat"
    """Chat completions, as OpenAI defined them and many others speak them."""
    ANTHROPIC_MESSAGES = "anthropic-messages"


@dataclass(frozen=True, slots=True)
class ProviderDefinition:
    """One provider, as data. Nothing here comes from the files of a project."""

    name: str
    """First part of the ids of its models: ``openrouter``."""
    title: str
    protocol: WireProtocol
    url_variable: str
    """Environment variable that names another address."""
    url: str | None = None
    """Its own address; None: there is only the one that the variable names."""
    url_suffix: str = ""
    """Follows an address that the variable names without it: ``/v1``."""
    default_port: int | None = None
    """Of an address that the variable names without one; None: that of its scheme."""
    key_variable: str | None = None
    """Environment variable that holds its key; None: it asks for none."""
    needs_key: bool = True
    """Whether it refuses to answer without a key."""
    allows_plain_http: bool = False
    """Whether an address beyond this machine may do without encryption, since the user named it."""
    output_field: str = "max_tokens"
    """What it calls the limit of the answer."""
    takes_temperature: bool = True
    stop_limit: int = 4
    """Stop texts of one request at most; what is beyond is cut here."""
    reasoning_refuses: frozenset[str] = frozenset()
    """Fields that its reasoning models refuse: ``temperature``, ``stop``."""
    tells_cost: bool = False
    """Whether its usage says what an answer cost in US dollars."""
    check_path: str = "/models"
    """What is asked for a sign of life; costs nothing."""
    headers: frozenset[str] = frozenset()
    """Headers of its library that are sent beside those that every provider needs."""
