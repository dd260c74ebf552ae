"""A shelf whose calls are told apart by what they leave alone as much as by what they do."""


class Shelf:
    """Holds so many things, and returns itself where something is put on it."""

    def __init__(self, room: int = 3) -> None:
        self.room = room
        self.things: list[str] = []

    def put(self, thing: str) -> "Shelf":
        """Put a thing on it."""
        if len(self.things) >= self.room:
            raise OverflowError("full")
        self.things.append(thing)
        return self

    def last(self) -> "str | None":
        """What was put last."""
        if not self.things:
            return None
        return self.things[-1]

    def clear(self) -> None:
        """Take everything away."""
        if self.things:
            self.things.clear()

    def count(self) -> int:
        """How many things there are."""
        return len(self.things)
