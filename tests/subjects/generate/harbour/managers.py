"""Context managers: what they do when the code inside them fails."""

from contextlib import asynccontextmanager, contextmanager


class Storm(Exception):
    """Nobody sails."""


class Logbook:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.is_open = False

    def __enter__(self) -> "Logbook":
        self.is_open = True
        return self

    def __exit__(self, kind, error, trace) -> bool:
        self.is_open = False
        if kind is None:
            self.lines.append("calm")
            return False
        if issubclass(kind, Storm):
            self.lines.append("weathered")
            return True
        self.lines.append("lost")
        return False


@contextmanager
def voyage(log: list):
    log.append("out")
    try:
        yield log
    except LookupError:
        log.append("astray")
    finally:
        log.append("home")


@asynccontextmanager
async def pilot(log: list):
    try:
        yield len(log)
    except Storm:
        log.append("waited")
        raise RuntimeError("no pilot")
