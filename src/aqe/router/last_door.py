"""The last door before a question leaves this machine: whatever is secret or personal is taken out of it.

Sources that are known to be sensitive never come here; this is for what nobody noticed before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from aqe.domain.conversation import ModelRequest
from aqe.domain.model import Model
from aqe.router.ports import Finished, Piece, Provider
from aqe.router.sensitivity import scrub

__all__ = ["LastDoor", "scrubbed", "through_last_door"]


class LastDoor:
    """A provider to which nothing secret or personal is sent."""

    def __init__(self, provider: Provider) -> None:
        self.name = provider.name
        self._provider = provider

    def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        """As the provider answers, to the scrubbed question."""
        return self._provider.answer(scrubbed(request), model)

    async def check(self) -> None:
        """As the provider."""
        await self._provider.check()

    async def close(self) -> None:
        """As the provider."""
        await self._provider.close()


def scrubbed(request: ModelRequest) -> ModelRequest:
    """The question without anything secret or personal."""
    return replace(
        request,
        messages=tuple(replace(each, text=scrub(each.text)[0]) for each in request.messages),
        stop=tuple(scrub(each)[0] for each in request.stop),
    )


def through_last_door(
    find: Callable[[str], Provider], stays_here: Callable[[str], bool]
) -> Callable[[str], Provider]:
    """A way to providers on which all that are elsewhere are behind the last door."""
    doors: dict[str, tuple[Provider, LastDoor]] = {}

    def found(name: str) -> Provider:
        provider = find(name)
        if stays_here(name):
            return provider
        known = doors.get(name)
        if known is None or known[0] is not provider:
            known = doors[name] = (provider, LastDoor(provider))
        return known[1]

    return found
