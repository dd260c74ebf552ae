"""What is known about the code under test before it runs: callables, classes, types, examples."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from aqe.domain.boundary import Boundary
from aqe.domain.interruption import Interruption
from aqe.domain.reading import Reading
from aqe.domain.recipe import Recipe
from aqe.domain.types import TypeEvidence, TypeRef

__all__ = [
    "MATCHING_METHODS",
    "CallableKind",
    "CallableSubject",
    "ClassKind",
    "ClassSubject",
    "Example",
    "Field",
    "Held",
    "MinedCall",
    "Parameter",
    "ParameterKind",
    "PreparedValue",
    "Subject",
    "Usage",
]

MATCHING_METHODS = frozenset(
    {"match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split"}
)
"""Methods of a regular expression, and functions of `re`, that are given a text."""


class ParameterKind(StrEnum):
    """How an argument reaches a parameter."""

    POSITIONAL_ONLY = "positional-only"
    POSITIONAL_OR_KEYWORD = "positional-or-keyword"
    VAR_POSITIONAL = "var-positional"
    KEYWORD_ONLY = "keyword-only"
    VAR_KEYWORD = "var-keyword"


_MOST_BASES = 24
"""Classes of one line of ancestors that are looked at."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a body does with one parameter (or with the elements of it).

    Everything is read from source; nothing is guessed from names.
    """

    attributes: tuple[str, ...] = ()
    """Attributes read, without those called."""
    methods: tuple[str, ...] = ()
    """Methods called on it."""
    method_arguments: tuple[tuple[str, str], ...] = ()
    """(method, literal argument as source): ``("startswith", "'http'")``."""
    keys: tuple[str, ...] = ()
    """Literal subscripts, as source: ``"'name'"``, ``"0"``."""
    compared: tuple[str, ...] = ()
    """Literals it is compared with or looked up in, as source."""
    patterns: tuple[str, ...] = ()
    """Regular expressions that it is matched against."""
    isinstance_types: tuple[TypeRef, ...] = ()
    operators: tuple[str, ...] = ()
    """Operators applied to it (``add``, ``mod``, ``getitem``, ``contains``, ``lt``, ``not`` ...)."""
    passed_to: tuple[tuple[str, int | str], ...] = ()
    """(dotted callee, position or keyword) it is handed on to."""
    iterated: bool = False
    unpacked: int | None = None
    """Number of names that it is unpacked into, or None."""
    element_unpacked: int | None = None
    """Number of names that its elements are unpacked into in a loop."""
    called: int | None = None
    """Number of arguments it is called with, or None when it is not called."""
    awaited: bool = False
    entered: bool = False
    """Used as a context manager."""
    truth_tested: bool = False
    none_tested: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """An attribute of a value whose elements a body goes through."""

    attribute: str
    elements: tuple[TypeRef, ...]
    """Types that the body asks for, each in a branch of its own."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a callable with all that speaks about its values."""

    name: str
    kind: ParameterKind
    default: str | None = None
    """Source of the default, or None when the parameter is required."""
    evidence: tuple[TypeEvidence, ...] = ()
    """Strongest first."""
    usage: Usage = Usage()
    elements: Usage = Usage()
    """What the body does with the elements, when it iterates."""
    documented: str | None = None
    """The docstring's sentence about it."""
    constants: tuple[str, ...] = ()
    """Values worth trying, as source: from comparisons, patterns, defaults, docstring."""
    shapes: tuple[str, ...] = ()
    """Those of them that the source does not show: texts of the shape that the body takes apart."""
    usual_values: tuple[str, ...] = ()
    """What values under its name usually are, as source, commonest first."""
    held: tuple[Held, ...] = ()
    """What its body looks for in the lists that values of it hold."""
    companions: tuple[str, ...] = ()
    """Other parameters of the callable that are put in order with it, added or subtracted: their values are
    of one kind."""

    def __hash__(self) -> int:
        # Searches hash values that hold parameters by the ten thousand; all fields would be slow.
        return hash((self.name, self.kind, self.default))


class CallableKind(StrEnum):
    """What sort of callable it is and therefore how it is reached."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS_METHOD = "class-method"
    STATIC_METHOD = "static-method"
    PROPERTY = "property"
    SETTER = "setter"
    CONSTRUCTOR = "constructor"
    NESTED = "nested"
    """Defined inside another callable: reached through what encloses it."""


@dataclass(frozen=True, slots=True)
class CallableSubject:
    """One function, method, property or constructor of the subject."""

    qualname: str
    """Dotted name inside the module; nested functions as ``outer.<locals>.inner``."""
    name: str
    kind: CallableKind
    owner: str | None
    """Qualified name of the class it belongs to."""
    parameters: tuple[Parameter, ...]
    """Without the receiver (``self``, ``cls``)."""
    returns: tuple[TypeEvidence, ...] = ()
    first_line: int = 0
    """Of the definition, decorators included."""
    body_line: int = 0
    """First line of the body behind the docstring; 0 for a generated constructor."""
    last_line: int = 0
    complexity: int = 1
    """Cyclomatic complexity (McCabe 1976): decision points + 1."""
    is_async: bool = False
    is_generator: bool = False
    is_context_manager: bool = False
    is_abstract: bool = False
    is_public: bool = True
    """No part of the qualified name starts with an underscore, dunders aside."""
    is_dunder: bool = False
    dispatch_of: str | None = None
    """Generic function whose single-dispatch registration this is."""
    dispatch_types: tuple[TypeRef, ...] = ()
    decorators: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    """Exception names in its ``raise`` statements."""
    documented_raises: tuple[str, ...] = ()
    attribute_reads: tuple[str, ...] = ()
    """Attributes of the receiver that it reads."""
    attribute_writes: tuple[str, ...] = ()
    """Attributes of the receiver that it binds, or changes in place."""
    calls: tuple[str, ...] = ()
    """Dotted names it calls, as written."""
    constants: tuple[str, ...] = ()
    """Literals in its body that are not documentation, as source."""
    docstring: str | None = None

    @property
    def attribute(self) -> str:
        """What it is called from outside of its class: private names of classes are mangled there."""
        if self.owner is None or not self.name.startswith("__") or self.name.endswith("__"):
            return self.name
        owner = self.owner.rpartition(".")[2].lstrip("_")
        return f"_{owner}{self.name}" if owner else self.name

    @property
    def path(self) -> str:
        """Where it is found from the module on: `qualname` as code outside of the class writes it."""
        outer, dot, _ = self.qualname.rpartition(".")
        return f"{outer}{dot}{self.attribute}"

    def __hash__(self) -> int:
        # As for parameters: enough to tell callables of one subject apart.
        return hash((self.qualname, self.kind, self.first_line))


class ClassKind(StrEnum):
    """How instances of a class come about."""

    PLAIN = "plain"
    DATACLASS = "dataclass"
    NAMEDTUPLE = "namedtuple"
    ENUM = "enum"
    ABSTRACT = "abstract"
    PROTOCOL = "protocol"
    TYPED_DICT = "typed-dict"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Field:
    """A declared field of a class, or an attribute that its constructor sets."""

    name: str
    evidence: tuple[TypeEvidence, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True)
class ClassSubject:
    """A class of the subject or of its package."""

    module: str
    qualname: str
    kind: ClassKind
    bases: tuple[str, ...] = ()
    """``module:qualname`` where resolvable, else as written."""
    fields: tuple[Field, ...] = ()
    members: tuple[str, ...] = ()
    """Enum members."""
    abstract_methods: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    constructor: tuple[Parameter, ...] = ()
    is_public: bool = True
    docstring: str | None = None
    held: tuple[Held, ...] = ()
    """What its methods look for in the lists of its instances."""


@dataclass(frozen=True, slots=True)
class Table:
    """A container of texts, or a compiled pattern, under a name of the module or of one of its classes."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    """The texts of each row, those of a key first."""
    is_pattern: bool = False
    """Whether it is one regular expression, the text of its only row."""


@dataclass(frozen=True, slots=True)
class MinedCall:
    """A call of the subject's code found elsewhere: in its package, tests or documentation."""

    callee: str
    """Qualified name in the subject."""
    expression: Recipe
    arguments: tuple[Recipe, ...]
    keywords: tuple[tuple[str, Recipe], ...]
    origin: str
    """``path:line``."""


@dataclass(frozen=True, slots=True)
class PreparedValue:
    """A value that tests prepare under a name."""

    name: str
    """Of the fixture, or of what a helper function makes: ``make_user`` makes a ``user``."""
    recipe: Recipe
    type: TypeRef | None
    """Where the source tells."""
    source: str | None
    """Of a literal."""


@dataclass(frozen=True, slots=True)
class Example:
    """A documented example: statements and, where given, the documented result of the last."""

    owner: str
    """Qualified name whose documentation holds it; empty for the module."""
    statements: tuple[str, ...]
    """Source of each statement; the last one is the documented expression."""
    expected: str | None
    """What the documentation says that the last expression shows (its ``repr``), or None."""
    raises: str | None
    """Exception name where the documentation shows a traceback."""
    line: int


@dataclass(frozen=True, slots=True)
class DataSchema:
    """What documents of a class have to look like."""

    name: str
    """``module:qualname`` of the class."""
    schema: str
    """JSON Schema (2020-12) as text."""
    is_checking: bool
    """Whether the class itself refuses values that do not meet it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A module under test."""

    module: str
    """Dotted import name."""
    path: Path
    import_root: Path
    """The folder that has to be on the import path."""
    source: str
    language: str
    callables: tuple[CallableSubject, ...]
    classes: tuple[ClassSubject, ...]
    """Classes defined in the module."""
    known_classes: tuple[ClassSubject, ...] = ()
    """Classes of the same package that the module's signatures and bodies refer to."""
    arrangers: tuple[CallableSubject, ...] = ()
    """Public methods of the known classes that change their objects: what brings about a state."""
    names: tuple[tuple[str, str], ...] = ()
    """(name in the module, ``module:qualname`` it stands for) of its imports."""
    constants: tuple[tuple[str, str], ...] = ()
    """(module-level name, source of its literal value)."""
    tables: tuple[Table, ...] = ()
    borrowed_words: tuple[str, ...] = ()
    """Short texts that code of other modules compares with, where this module calls it."""
    exports: tuple[str, ...] | None = None
    """``__all__`` where the module has one."""
    mined: tuple[MinedCall, ...] = ()
    prepared: tuple[PreparedValue, ...] = ()
    """What fixtures and helper functions of tests make."""
    examples: tuple[Example, ...] = ()
    keyed_values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(text key, sources of values that examples and dictionaries of the source have under it)."""
    boundaries: tuple[Boundary, ...] = ()
    """What its bodies look up in the outside world: network, clock, chance, other programs."""
    interruptions: tuple[Interruption, ...] = ()
    """Callables that react to being broken off."""
    data_schemas: tuple[DataSchema, ...] = ()
    """Of classes that are made from documents."""
    readings: tuple[Reading, ...] = ()
    """Callables that read the environment, the standard input or files at fixed places."""

    def callable(self, qualname: str) -> CallableSubject | None:
        """The callable of that qualified name, if there is one."""
        return next((each for each in self.callables if each.qualname == qualname), None)

    def lineage(self, class_name: str) -> list[str]:
        """A class of the module and those of the module that it extends, near ones first."""
        bases = {each.qualname: each.bases for each in self.classes}
        found = [class_name]
        for each in found:  # grows while it is gone through
            for base in bases.get(each, ()):
                module, _, name = base.rpartition(":")
                if module in ("", self.module) and name not in found and len(found) < _MOST_BASES:
                    found.append(name)
        return found
