"""What a module states at its top level and what runs with its import: constants, tables, enumerations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Declaration", "DeclarationKind"]


class DeclarationKind(StrEnum):
    """What is declared."""

    CONSTANT = "constant"
    """A name that a statement of the module binds."""
    ATTRIBUTE = "attribute"
    """A name that the body of a class binds; the qualified name tells which class."""
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One public name that a module declares, whose value is the same on every machine."""

    qualname: str
    kind: DeclarationKind
    first_line: int
    last_line: int
    keys: tuple[str, ...] = ()
    """Sources of the literal keys, where it is written as a dictionary."""
    items: tuple[str, ...] = ()
    """Sources of the literal items, where it is written as a list, tuple or set."""

    def holds(self, line: int) -> bool:
        """Whether a line is part of it."""
        return self.first_line <= line <= self.last_line
