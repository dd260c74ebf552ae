"""Tells customers what happened to their orders, through carriers that may fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Protocol


class Carrier(Protocol):
    """Whatever can deliver a message."""

    name: str

    async def deliver(self, address: str, text: str) -> bool:
        """Try once; tell whether it arrived."""
        ...


@dataclass
class Mailbox:
    """A carrier that keeps its messages, and refuses those to other domains."""

    name: str = "mail"
    domain: str = "example.org"

    def __post_init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    async def deliver(self, address: str, text: str) -> bool:
        """Keep a message for an address of this domain."""
        if "@" not in address:
            raise ValueError(f"not an address: {address!r}")
        if not address.endswith("@" + self.domain):
            return False
        self.messages.append((address, text))
        return True


def render(kind: str, number: int, **details: str) -> str:
    """The text of a message.

    >>> render("shipped", 1001, carrier="DHL")
    'Order 1001 is on its way with DHL.'
    """
    if kind == "placed":
        return f"Thank you for order {number}."
    if kind == "shipped":
        return f"Order {number} is on its way with {details.get('carrier', 'the post')}."
    if kind == "cancelled":
        refund = details.get("refund")
        return f"Order {number} was cancelled." + (f" You get {refund} back." if refund else "")
    raise LookupError(f"no text for {kind}")


async def send(
    carriers: Iterable[Carrier], address: str, text: str, attempts: int = 2
) -> str | None:
    """Try the carriers in turn, each several times; the name of the one that delivered."""
    if attempts < 1:
        raise ValueError("at least one attempt is needed")
    for carrier in carriers:
        for _ in range(attempts):
            try:
                if await carrier.deliver(address, text):
                    return carrier.name
            except ConnectionError:
                await asyncio.sleep(0)
    return None


async def broadcast(carrier: Carrier, addresses: Iterable[str], text: str) -> dict[str, bool]:
    """Send one text to many addresses at once; say for each whether it arrived."""
    unique = list(dict.fromkeys(addresses))
    results = await asyncio.gather(
        *(carrier.deliver(address, text) for address in unique), return_exceptions=True
    )
    return {address: result is True for address, result in zip(unique, results)}


async def digest(lines: AsyncIterator[str], limit: int = 3) -> AsyncIterator[str]:
    """Bundle lines into messages of at most `limit` lines."""
    bundle: list[str] = []
    async for line in lines:
        if not line.strip():
            continue
        bundle.append(line)
        if len(bundle) == limit:
            yield "\n".join(bundle)
            bundle = []
    if bundle:
        yield "\n".join(bundle)
