"""Coroutines that wait: for ever, until they are cancelled, or for one another."""

import asyncio


class Pier:
    def __init__(self) -> None:
        self.ships: asyncio.Queue = asyncio.Queue()
        self.log: list = []

    async def berth(self) -> str:
        ship = await self.ships.get()
        self.log.append(ship)
        if ship == "abc":
            return "known"
        return "stranger"

    async def arrive(self, ship: str) -> int:
        await self.ships.put(ship)
        return self.ships.qsize()

    async def guard(self) -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.log.append("relieved")
            return "off duty"
        return "on duty"  # cannot be reached

    async def anchor(self, depth: int) -> None:
        if depth > 50:
            self.log.append("too deep")
        await asyncio.Event().wait()


async def unload(hold: asyncio.Queue, crates: int = 1) -> list:
    found = []
    for _ in range(crates):
        found.append(await hold.get())
    return found


async def load(hold: asyncio.Queue, crate: str) -> None:
    await hold.put(crate)


async def watch(seconds: float) -> str:
    try:
        await asyncio.wait_for(asyncio.Event().wait(), timeout=seconds / 100)
    except asyncio.TimeoutError:
        return "nobody came"
    return "somebody came"  # cannot be reached
