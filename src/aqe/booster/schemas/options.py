"""What callers choose, what limits hold, and how a schema is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aqe.errors import BoosterError

__all__ = ["SchemaOptions", "SchemaRefused"]


@dataclass(frozen=True, slots=True)
class SchemaOptions:
    """How data should look; the defaults give plausible everyday data."""

    locale: str = "en"
    """Language, with a country where it matters (`de-at`), of names, addresses and words."""
    edge_cases: bool = False
    """Boundaries, empty and longest values, Unicode hazards, leap days: still valid."""
    depth: int = 3
    """How often recursion goes down before it takes the shortest way to an end."""
    presence: float = 0.8
    """How often an optional property is there."""
    most_items: int = 4
    """Items, and further properties, that are added where the schema sets no bound."""
    checked_values: int = 64
    """Values kept where a part of the schema can only be met by drawing and checking."""
    draws: int = 4096
    """Draws for those values, at most."""
    realistic: bool = True
    """Whether names of properties (`email`, `price`) give meaning to their values."""
    even: bool = False
    """Whether listed values and referred rows come as often as each other, in place of few often."""
    until: str = "2026-01-01"
    """The day before which dates lie, most of them shortly before; no clock is read."""

    @property
    def is_even(self) -> bool:
        """Whether frequencies are left even, as among edge cases and where names mean nothing."""
        return self.even or self.edge_cases or not self.realistic

    def __post_init__(self) -> None:
        """Refuse what no data could be made with.

        Raises:
            ValueError: A number is out of its range, or `until` is no day from 0100-01-01 on.
        """
        ranges = {
            "depth": (self.depth, 0, 63),
            "presence": (self.presence, 0, 1),
            "most_items": (self.most_items, 0, 4096),
            "checked_values": (self.checked_values, 1, 65_536),
            "draws": (self.draws, 1, 1_000_000),
        }
        for name, (value, low, high) in ranges.items():
            if not low <= value <= high:
                raise ValueError(f"{name} is {value!r} and must be from {low} to {high}")
        if date.fromisoformat(self.until).year < 100:
            raise ValueError(f"until is {self.until!r} and must be a day from 0100-01-01 on")


class SchemaRefused(BoosterError):
    """A schema that cannot be turned into data; `keyword` and `pointer` say where."""

    slug = "schema-refused"

    def __init__(
        self,
        message: str,
        *,
        pointer: str,
        keyword: str | None = None,
        hint: str | None = None,
        slug: str | None = None,
    ) -> None:
        super().__init__(f"{message} (at {pointer or '/'!r})", hint=hint, slug=slug)
        self.reason = message
        """The message without the place."""
        self.pointer = pointer
        """JSON Pointer into the schema (RFC 6901)."""
        self.keyword = keyword
        """The keyword that is not supported, where one is the reason."""
