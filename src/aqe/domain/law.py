"""Laws: statements about callables that hold on every input tried, and the inputs that they are about.

Inputs say which values a variable of a law may take. A language front end prints them as the strategies
of its property-testing library; nothing here knows such a library.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from aqe.domain.candidate import Statement
from aqe.domain.recipe import Literal, Recipe, Symbol

__all__ = [
    "NOTHING",
    "Alphabet",
    "BooleanInputs",
    "BytesInputs",
    "ChoiceInputs",
    "CollectionInputs",
    "Inputs",
    "InstanceInputs",
    "IntegerInputs",
    "Law",
    "LawKind",
    "LawVariable",
    "MappingInputs",
    "NearMiss",
    "NumberInputs",
    "StandardInputs",
    "TextInputs",
    "TupleInputs",
    "UnionInputs",
]


class Alphabet(StrEnum):
    """Which characters a text may hold."""

    ANY = "any"
    ASCII = "ascii"
    PRINTABLE = "printable"
    """Printable ASCII: a space to a tilde."""
    ALPHANUMERIC = "alphanumeric"
    """ASCII letters and digits."""
    LETTERS = "letters"
    """ASCII letters."""
    LOWERCASE = "lowercase"
    """Lower-case ASCII letters."""
    DIGITS = "digits"
    """ASCII digits."""
    HEXADECIMAL = "hexadecimal"
    """ASCII digits and the letters from a to f in both cases."""


@dataclass(frozen=True, slots=True)
class TextInputs:
    """Texts over an alphabet."""

    alphabet: Alphabet = Alphabet.ANY
    min_size: int = 0
    max_size: int | None = None


@dataclass(frozen=True, slots=True)
class BytesInputs:
    """Byte strings."""

    min_size: int = 0
    max_size: int | None = None


@dataclass(frozen=True, slots=True)
class IntegerInputs:
    """Whole numbers, both bounds included; None for no bound."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class NumberInputs:
    """Finite floating-point numbers, both bounds included."""

    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class BooleanInputs:
    """True and False."""


@dataclass(frozen=True, slots=True)
class ChoiceInputs:
    """One of a few values."""

    choices: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True)
class CollectionInputs:
    """Lists, tuples of any length, sets or frozensets of equal elements."""

    kind: str
    """``list``, ``tuple``, ``set`` or ``frozenset``."""
    element: Inputs
    min_size: int = 0
    max_size: int | None = None


@dataclass(frozen=True, slots=True)
class TupleInputs:
    """Tuples of a fixed length."""

    parts: tuple[Inputs, ...]


@dataclass(frozen=True, slots=True)
class MappingInputs:
    """Dictionaries."""

    key: Inputs
    value: Inputs
    min_size: int = 0


@dataclass(frozen=True, slots=True)
class UnionInputs:
    """Values of any of several sorts."""

    parts: tuple[Inputs, ...]


@dataclass(frozen=True, slots=True)
class StandardInputs:
    """Values of a class of the standard library, as ``module:qualname``: dates, decimals and their like."""

    name: str


@dataclass(frozen=True, slots=True)
class InstanceInputs:
    """Instances that a class makes of drawn arguments."""

    symbol: Symbol
    arguments: tuple[tuple[str, Inputs], ...] = ()
    """(parameter, its values); passed by keyword."""


Inputs = (
    TextInputs
    | BytesInputs
    | IntegerInputs
    | NumberInputs
    | BooleanInputs
    | ChoiceInputs
    | CollectionInputs
    | TupleInputs
    | MappingInputs
    | UnionInputs
    | StandardInputs
    | InstanceInputs
)

NOTHING = ChoiceInputs((Literal(None),))
"""Only None."""


class LawKind(StrEnum):
    """The sorts of law, most telling first."""

    ROUND_TRIP = "round-trip"
    """What one callable does, another undoes."""
    INVERSE_METHODS = "inverse-methods"
    """A method of an object undoes another, or gives back what another stored."""
    AGREEMENT = "agreement"
    """Two callables give the same result."""
    SORTEDNESS = "sortedness"
    """The result is in order."""
    COMMUTATIVITY = "commutativity"
    """The order of two arguments does not matter."""
    IDEMPOTENCE = "idempotence"
    """Doing it twice is the same as doing it once."""
    LENGTH = "length"
    """The result is as long as the argument."""
    TYPE = "type"
    """There is a result for every argument, and it is of one type."""


@dataclass(frozen=True, slots=True)
class LawVariable:
    """A value that a law holds for, whatever it is."""

    name: str
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Law:
    """A statement about callables of a subject."""

    kind: LawKind
    callables: tuple[str, ...]
    """Qualified names of the callables that it is about, the first one above all."""
    variables: tuple[LawVariable, ...]
    claim: Recipe
    """An expression over the variables and what the body bound; true when the law holds."""
    title: str
    """The law in a few words: ``unescape undoes escape``."""
    body: tuple[Statement, ...] = ()
    """What happens before the claim is looked at."""
    is_named: bool = False
    """Whether the names of the callables promise it."""
    contrast: Law | None = None
    """A statement that makes this one empty where it holds, too: that doing it once changes nothing
    already, or that nothing needs to be undone."""

    def with_inputs(self, inputs: tuple[Inputs, ...]) -> Law:
        """The same law about other inputs, in the order of the variables."""
        variables = tuple(
            LawVariable(each.name, values)
            for each, values in zip(self.variables, inputs, strict=True)
        )
        contrast = self.contrast
        if contrast is not None:
            contrast = contrast.with_inputs(inputs)
        return replace(self, variables=variables, contrast=contrast)

    def unless(self, claim: Recipe, body: tuple[Statement, ...] | None = None) -> Law:
        """The same law with a contrast, about the same variables."""
        body = self.body if body is None else body
        return replace(self, contrast=replace(self, claim=claim, body=body, contrast=None))


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A law that names promise and that held on nearly all inputs: perhaps a fault of the subject."""

    law: Law
    counterexample: tuple[Recipe, ...]
    """Values of the variables for which it does not hold."""
    held: int
    """Inputs on which it held."""
    failed: int
    """Inputs on which it did not."""
