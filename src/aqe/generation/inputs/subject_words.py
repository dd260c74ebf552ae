"""Literals that a subject's source holds: what its conditions and look-ups may be about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.run import LoadedSubject
from aqe.domain.subject import ClassKind, Subject
from aqe.domain.types import TypeRef
from aqe.generation.inputs.values import Values
from aqe.generation.ports import ParseLiteral, SymbolFinder

__all__ = ["listed_in", "named_in", "typed_values", "words_of"]

_WORDS = 250
_ABSTRACT = {
    "Mapping": "dict",
    "MutableMapping": "dict",
    "Sequence": "list",
    "MutableSequence": "list",
    "Set": "set",
    "MutableSet": "set",
    "Iterable": "list",
    "Collection": "list",
    "Iterator": "iterator",
    "Generator": "iterator",
    "Callable": "callable",
    "Number": "float",
    "Integral": "int",
    "Real": "float",
    "Hashable": "str",
    "Sized": "str",
}
"""A kind of value for each abstract class of the standard library that type tests name."""
_NAMES = 60


def words_of(subject: Subject, parse: ParseLiteral) -> list[Recipe]:
    """Constants in its callables, what it lists, and words of the modules that it works with."""
    found: dict[Recipe, None] = {}
    for each in subject.callables:
        for source in each.constants:
            recipe = parse(source)
            if recipe is not None:
                found.setdefault(recipe)
    for listed in listed_in(subject, parse):
        found.setdefault(listed)
    for word in subject.borrowed_words:
        found.setdefault(Literal(word))
    return list(found)[:_WORDS]


def listed_in(subject: Subject, parse: ParseLiteral) -> Iterator[Recipe]:
    """Names of enum members, and what tables at module level list: what look-ups expect."""
    for known in (*subject.classes, *subject.known_classes):
        if known.kind is ClassKind.ENUM:
            for name in known.members[:12]:
                yield from (Literal(name), Literal(name.lower()))
    for _, source in subject.constants:
        match parse(source):
            case Mapping(pairs=pairs):
                yield from (key for key, _ in pairs[:12])
            case Collection(items=items):
                yield from items[:12]
            case Literal() as literal:
                yield literal


def named_in(loaded: LoadedSubject, symbols: SymbolFinder) -> list[Recipe]:
    """What conditions mention by name: constants of other modules, enum members, classes."""
    found: dict[Recipe, None] = {}
    for condition in loaded.conditions:
        for each in symbols(condition.text):
            found.setdefault(each)
    return list(found)[:_NAMES]


def typed_values(text: str, *, symbols: SymbolFinder, values: Values) -> list[Recipe]:
    """Values of the types that a type test mentions."""
    found: list[Recipe] = []
    for symbol in symbols(text):
        if isinstance(symbol, Symbol):
            found += values.of_type(TypeRef(f"{symbol.module}:{symbol.name}"))[:3]
    for name in ("str", "int", "float", "bytes", "list", "dict", "tuple", "set", "bool"):
        if re.search(rf"\b{name}\b", text):
            found += values.of_type(TypeRef(name))[:3]
    for abstract, name in _ABSTRACT.items():
        if re.search(rf"\b{abstract}\b", text):
            found += values.of_type(TypeRef(name))[:3]
    return found
