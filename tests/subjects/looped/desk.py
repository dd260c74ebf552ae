"""Callbacks and futures that want a running event loop, made by plain functions."""

import asyncio
from collections import deque


class Desk:
    """Visitors wait for their turn."""

    def __init__(self, places: int = 1) -> None:
        self.places = places
        self.waiting: deque = deque()

    def enter(self, name: str) -> asyncio.Future:
        """A future that is done as soon as there is a place."""
        turn = asyncio.Future()
        if self.places > 0:
            self.places -= 1
            turn.set_result(name)
        else:
            self.waiting.append(turn)
        return turn

    def leave(self, name: str) -> bool:
        """Whether somebody else got the place."""
        if self.waiting:
            self.waiting.popleft().set_result(name)
            return True
        self.places += 1
        return False


def queue_length(desk: Desk) -> str:
    """How long one waits."""
    if not desk.waiting:
        return "nobody waits"
    if len(desk.waiting) > 1:
        return "many wait"
    return "one waits"
