"""From evidence about parameters to the inputs of laws: what a hint says, or what was seen to work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from aqe.domain.law import (
    NOTHING,
    BooleanInputs,
    BytesInputs,
    ChoiceInputs,
    CollectionInputs,
    Inputs,
    InstanceInputs,
    IntegerInputs,
    MappingInputs,
    NumberInputs,
    StandardInputs,
    TextInputs,
    TupleInputs,
    UnionInputs,
)
from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.subject import ClassKind, ClassSubject, Parameter, ParameterKind, Subject
from aqe.domain.types import EvidenceSource, TypeRef
from aqe.generation.ports import ParseLiteral

__all__ = ["STANDARD", "InputReader", "required"]

STANDARD = (
    "datetime:date",
    "datetime:datetime",
    "datetime:time",
    "datetime:timedelta",
    "decimal:Decimal",
    "fractions:Fraction",
    "uuid:UUID",
)
"""Classes of the standard library for which there are strategies."""

_DECLARED = (EvidenceSource.HINT, EvidenceSource.STUB)
_LEAST_WEIGHT = 0.4
"""Evidence below is a guess from a name."""
_DEPTH = 3
_MOST_ARGUMENTS = 5
_MOST_CHOICES = 12
_MOST_SORTS = 3
_PLAIN: dict[str, Inputs] = {
    "none": NOTHING,
    "bool": BooleanInputs(),
    "int": IntegerInputs(),
    "float": NumberInputs(),
    "str": TextInputs(),
    "bytes": BytesInputs(),
}
_COLLECTIONS = ("list", "set", "frozenset")
_MADE = (ClassKind.PLAIN, ClassKind.DATACLASS, ClassKind.NAMEDTUPLE)
_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


def required(parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """The parameters that a call cannot do without."""
    return tuple(each for each in parameters if each.default is None and each.kind not in _VARIADIC)


class InputReader:
    """Reads inputs from what is known about one subject."""

    def __init__(self, subject: Subject, parse: ParseLiteral) -> None:
        self._parse = parse
        self._classes = {
            f"{each.module}:{each.qualname}": each
            for each in (*subject.known_classes, *subject.classes)
        }

    # -- by type ---------------------------------------------------------------------------------

    def of_type(self, type_ref: TypeRef, depth: int = 0) -> Inputs | None:
        """Values of a type, or None where they cannot be drawn."""
        name = type_ref.name
        if name in _PLAIN:
            return _PLAIN[name]
        if depth >= _DEPTH:
            return None
        if name in _COLLECTIONS:
            return self._collection(name, type_ref.arguments, depth)
        if name == "tuple":
            return self._tuple(type_ref.arguments, depth)
        if name == "dict":
            return self._mapping(type_ref.arguments, depth)
        if name == "literal":
            return _choice(self._parse(each) for each in type_ref.literals)
        if name == "union":
            return self._union(type_ref.arguments, depth)
        if name in STANDARD:
            return StandardInputs(name)
        return self.of_class(name, depth) if type_ref.is_class else None

    def of_class(self, name: str, depth: int = 0) -> Inputs | None:
        """Instances of a class of the subject, given as ``module:qualname``."""
        known = self._classes.get(name)
        if known is None or not known.is_public or depth >= _DEPTH:
            return None
        symbol = Symbol(known.module, known.qualname)
        if known.kind is ClassKind.ENUM:
            members = known.members[:_MOST_CHOICES]
            return _choice(Symbol(known.module, f"{known.qualname}.{each}") for each in members)
        if known.kind not in _MADE or known.abstract_methods:
            return None
        arguments = self._arguments(known, depth)
        return None if arguments is None else InstanceInputs(symbol, arguments)

    def _arguments(self, known: ClassSubject, depth: int) -> tuple[tuple[str, Inputs], ...] | None:
        """What the constructor cannot do without; for a record all of it, so that fields differ."""
        parameters = required(known.constructor)
        if known.kind is not ClassKind.PLAIN:
            parameters = tuple(each for each in known.constructor if each.kind not in _VARIADIC)
        if len(parameters) > _MOST_ARGUMENTS:
            parameters = required(known.constructor)
        if any(each.kind is ParameterKind.POSITIONAL_ONLY for each in parameters):
            return None
        found: list[tuple[str, Inputs]] = []
        for each in parameters[: _MOST_ARGUMENTS + 1]:
            inputs = self._declared(each, depth + 1)
            if inputs is not None:
                found.append((each.name, inputs))
            elif each.default is None:
                return None
        return tuple(found) if len(found) <= _MOST_ARGUMENTS else None

    def _collection(
        self, kind: str, arguments: Sequence[TypeRef], depth: int
    ) -> CollectionInputs | None:
        element: Inputs | None = IntegerInputs()
        if arguments and arguments[0].name != "any":
            element = self.of_type(arguments[0], depth + 1)
        return None if element is None else CollectionInputs(kind, element)

    def _tuple(self, arguments: Sequence[TypeRef], depth: int) -> Inputs | None:
        if not arguments or arguments[-1].name == "...":
            return self._collection("tuple", arguments[:1], depth)
        parts = [self.of_type(each, depth + 1) for each in arguments]
        known = tuple(each for each in parts if each is not None)
        return TupleInputs(known) if len(known) == len(parts) else None

    def _mapping(self, arguments: Sequence[TypeRef], depth: int) -> MappingInputs | None:
        key, value = (*arguments[:2], *[TypeRef("any")] * 2)[:2]
        keys = TextInputs() if key.name == "any" else self.of_type(key, depth + 1)
        values = IntegerInputs() if value.name == "any" else self.of_type(value, depth + 1)
        return None if keys is None or values is None else MappingInputs(keys, values)

    def _union(self, members: Sequence[TypeRef], depth: int) -> Inputs | None:
        parts = [self.of_type(each, depth) for each in members]
        known = tuple(dict.fromkeys(each for each in parts if each is not None))
        if len(known) < len(parts) or not known:
            return None
        return known[0] if len(known) == 1 else UnionInputs(known)

    # -- by parameter ----------------------------------------------------------------------------

    def of_parameter(self, parameter: Parameter, seen: Sequence[Recipe]) -> list[Inputs]:
        """Sorts of values for a parameter, likeliest first; empty where none is known.

        What is declared counts alone. Else what worked comes first, in the order of the evidence, for a
        body often takes more than it is meant for: what sorts lists of numbers sorts texts, too.

        Args:
            parameter: With its evidence.
            seen: Values with which a call came to a good end.
        """
        declared = self._declared(parameter, 0, only=_DECLARED)
        if declared is not None:
            return [declared]
        found = [self.of_type(each.type) for each in parameter.evidence]
        believed = [each for each in found if each is not None and each != NOTHING]
        order = {_sort(each): place for place, each in reversed(list(enumerate(believed)))}
        # Sorting is stable: sorts without evidence stay in the order of how often they were seen.
        worked = sorted(generalised(seen), key=lambda each: order.get(_sort(each), len(believed)))
        sorts: dict[str, Inputs] = {}
        for each in (*worked, *believed):
            sorts.setdefault(_sort(each), each)
        return list(sorts.values())[:_MOST_SORTS]

    def _declared(
        self, parameter: Parameter, depth: int, only: Sequence[EvidenceSource] = ()
    ) -> Inputs | None:
        for each in parameter.evidence:
            if each.weight < _LEAST_WEIGHT or (only and each.source not in only):
                continue
            inputs = self.of_type(each.type, depth)
            if inputs is not None and inputs != NOTHING:
                return inputs
        return None


def _choice(values: Iterable[Recipe | None]) -> ChoiceInputs | None:
    known = tuple(dict.fromkeys(each for each in values if each is not None))
    return ChoiceInputs(known) if known else None


# -- by example ----------------------------------------------------------------------------------


def generalised(seen: Sequence[Recipe]) -> list[Inputs]:
    """The sorts of values to which these belong, most frequent first."""
    found = [each for each in map(_described, seen) if each is not None and each != NOTHING]
    sorts = Counter(_sort(each) for each in found)
    order = sorted(sorts, key=lambda each: (-sorts[each], each))
    return [_joined([each for each in found if _sort(each) == name]) for name in order]


def _likeliest(seen: Sequence[Recipe], default: Inputs) -> Inputs:
    return next(iter(generalised(seen)), default)


def _described(recipe: Recipe) -> Inputs | None:
    match recipe:
        case Literal(value=None):
            return NOTHING
        case Literal(value=bool()):
            return BooleanInputs()
        case Literal(value=value):
            return _PLAIN.get(type(value).__name__)
        case Collection(kind=kind, items=items):
            return CollectionInputs(kind, _likeliest(items, IntegerInputs()))
        case Mapping(pairs=pairs):
            keys = _likeliest([key for key, _ in pairs], TextInputs())
            return MappingInputs(keys, _likeliest([each for _, each in pairs], IntegerInputs()))
    return None


def _sort(inputs: Inputs) -> str:
    kind = inputs.kind if isinstance(inputs, CollectionInputs) else ""
    return f"{type(inputs).__name__} {kind}"


def _joined(found: Sequence[Inputs]) -> Inputs:
    """Inputs of one sort as one: the elements that most of them have."""
    elements = [each.element for each in found if isinstance(each, CollectionInputs)]
    if elements and isinstance(found[0], CollectionInputs):
        return CollectionInputs(found[0].kind, _most_common(elements))
    if isinstance(found[0], MappingInputs):
        keys = [each.key for each in found if isinstance(each, MappingInputs)]
        values = [each.value for each in found if isinstance(each, MappingInputs)]
        return MappingInputs(_most_common(keys), _most_common(values))
    return found[0]


def _most_common(found: Sequence[Inputs]) -> Inputs:
    return Counter(found).most_common(1)[0][0]
