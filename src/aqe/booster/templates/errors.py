"""What can be wrong with a template and with the data it is given, always with the place."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.errors import BoosterError

__all__ = ["DataRefused", "ExpansionFailed", "Position", "TemplateRefused"]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text; both numbers start at 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class TemplateRefused(BoosterError):
    """A template is malformed, or a hole stands where no value can be written safely."""

    slug = "template-refused"

    def __init__(
        self, template: str, position: Position, message: str, *, hint: str | None = None
    ) -> None:
        super().__init__(f"{template}, {position}: {message}", hint=hint)
        self.position = position


class DataRefused(BoosterError):
    """Data for templates cannot be read or is not of JSON's kinds."""

    slug = "template-data"


class ExpansionFailed(BoosterError):
    """A record does not fit its template."""

    slug = "expansion-failed"

    def __init__(
        self,
        template: str,
        position: Position | None,
        message: str,
        *,
        record: int,
        hint: str | None = None,
    ) -> None:
        place = template if position is None else f"{template}, {position}"
        super().__init__(f"{place}, record {record}: {message}", hint=hint)
        self.position = position
        self.record = record
        """Which one, counted from 1."""
