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
    ALIAS = "alias"
    """A name for a function or class that something else defines."""
    TOOL = "tool"
    """A callable that is made of others, such as ``partial(round, ndigits=1)`` or ``", ".join``."""


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
    """Sources of the literal items, where it is written as a list, tuple or set; for a tool: of what it is
    made of."""
    maker: str = ""
    """For a tool: what makes it, as ``module:name``, where that is known."""

    def holds(self, line: int) -> bool:
        """Whether a line is part of it."""
        return self.first_line <= line <= self.last_line
