"""How to build a value, as an expression that can be printed in the subject's language.

Recipes are trees of frozen values. A language front end prints them; nothing here knows a syntax.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Attribute",
    "Await",
    "Call",
    "Collection",
    "Literal",
    "Mapping",
    "Operation",
    "Recipe",
    "Symbol",
    "Variable",
    "Verbatim",
]


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """None, a bool, an int, a float, a complex, a string or bytes.

    Two literals are equal when they print alike: ``1``, ``1.0`` and ``True`` are three values here.
    """

    value: bool | int | float | complex | str | bytes | None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Literal) or type(self.value) is not type(other.value):
            return False
        if isinstance(self.value, float | complex):
            return repr(self.value) == repr(other.value)
        return self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value).__name__, self.value))


@dataclass(frozen=True, slots=True)
class Collection:
    """A list, tuple, set or frozenset display."""

    kind: str
    """``list``, ``tuple``, ``set`` or ``frozenset``."""
    items: tuple[Recipe, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dictionary display."""

    pairs: tuple[tuple[Recipe, Recipe], ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something importable.

    `module` is ``builtins`` for built-in names and empty for a definition of the candidate itself.
    A dotted `name` is reached through its first part: ``Outer.Inner`` imports ``Outer``.
    """

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that an earlier statement (or a fixture such as ``tmp_path``) bound."""

    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a value."""

    owner: Recipe
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call with positional and keyword arguments."""

    callee: Recipe
    arguments: tuple[Recipe, ...] = ()
    keywords: tuple[tuple[str, Recipe], ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or protocol applied to operands.

    Names: binary ``add sub mul truediv floordiv mod pow matmul and or xor lshift rshift``; comparisons
    ``eq ne lt le gt ge is contains`` (``contains``: container, item); unary ``neg pos invert not``;
    ``getitem`` (owner, key), ``slice`` (owner, start, stop).
    """

    name: str
    operands: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True)
class Await:
    """The result of an awaitable."""

    operand: Recipe


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Source kept as somebody wrote it (a doctest, a call site, a lambda)."""

    source: str
    symbols: tuple[Symbol, ...] = ()
    """What has to be imported for it."""


Recipe = (
    Literal
    | Collection
    | Mapping
    | Symbol
    | Variable
    | Attribute
    | Call
    | Operation
    | Await
    | Verbatim
)
