"""Makes a provider when it is first asked for, with its address from the environment and its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from aqe.domain.provider import ProviderDefinition, WireProtocol
from aqe.errors import RouterError
from aqe.router.keys.keys import missing_key
from aqe.router.ports import Keys, Provider
from aqe.router.providers.address import Address, address_of, require_safe_way
from aqe.router.providers.connection import Timeouts

__all__ = ["Providers", "Timeouts"]


class Providers:
    """All providers behind one door. Nothing is loaded or opened until one is asked for.

    Args:
        definitions: Providers by name.
        environ: Environment variables; addresses come from there only.
        keys: Where keys lie; called when a provider is first used.
        now: The time of day, for `Retry-After` dates.
        timeouts: Of every connection.
        others: Makers of providers that need no address, such as one that runs in this process.
    """

    def __init__(
        self,
        definitions: Mapping[str, ProviderDefinition],
        environ: Mapping[str, str],
        keys: Keys,
        *,
        now: Callable[[], datetime],
        timeouts: Timeouts | None = None,
        others: Mapping[str, Callable[[], Provider]] | None = None,
    ) -> None:
        self._definitions = definitions
        self._environ = environ
        self._keys = keys
        self._now = now
        self._timeouts = timeouts or Timeouts()
        self._others = others or {}
        self._made: dict[str, Provider] = {}

    def __call__(self, name: str) -> Provider:
        """The provider of this name.

        Raises:
            RouterError: There is none, or its address or key is missing or cannot be used.
        """
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def stays_here(self, name: str) -> bool:
        """Whether what is sent to this provider stays on this machine.

        Raises:
            RouterError: Its address cannot be used.
        """
        if name in self._others:
            return True
        definition = self._definitions.get(name)
        address = None if definition is None else address_of(definition, self._environ)
        return address is not None and address.is_loopback

    async def close(self) -> None:
        """Let go of all connections."""
        while self._made:
            _, provider = self._made.popitem()
            await provider.close()

    def _make(self, name: str) -> Provider:
        if name in self._others:
            return self._others[name]()
        if name not in self._definitions:
            known = ", ".join([*self._definitions, *self._others])
            raise RouterError(
                f"there is no provider {name!r}", hint=f"known: {known}", slug="unknown-provider"
            )
        definition = self._definitions[name]
        return self._connected(definition, self._address(definition))

    def _address(self, definition: ProviderDefinition) -> Address:
        address = address_of(definition, self._environ)
        if address is None:
            raise RouterError(
                f"{definition.name!r} has no address",
                hint=f"set {definition.url_variable}, for example to http://127.0.0.1:8000/v1",
                slug="bad-provider-address",
            )
        return address

    def _connected(self, definition: ProviderDefinition, address: Address) -> Provider:
        key = self._keys.key(definition.name)
        if key is None and definition.needs_key:
            raise missing_key(definition.name)
        require_safe_way(definition, address, key)
        if definition.protocol is WireProtocol.ANTHROPIC_MESSAGES:
            from aqe.router.providers.anthropic_messages import AnthropicMessages

            return AnthropicMessages(
                definition, address, key, timeouts=self._timeouts, now=self._now
            )
        from aqe.router.providers.openai_chat import OpenAIChat

        return OpenAIChat(definition, address, key, timeouts=self._timeouts, now=self._now)
