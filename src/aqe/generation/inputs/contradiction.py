"""Whether a value is of a type that its parameter declares.

A value that contradicts a declaration may reach code, but a test of it says little: what the subject does
with it, nobody promised. Nor does anybody of one that cannot be called, where it calls it.
Only plain contradictions are told; whatever may fit, fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.subject import Parameter, ParameterKind
from aqe.domain.types import EvidenceSource, TypeRef
from aqe.generation.inputs.vocabulary import kind_of

__all__ = ["contradicts", "contradicts_within", "is_stand_in", "is_unlikely"]

_DECLARED = (EvidenceSource.HINT, EvidenceSource.STUB)
_SAID = frozenset({*_DECLARED, EvidenceSource.DOCSTRING, EvidenceSource.NAMESAKE})
"""Where the author says what a parameter takes, or one of the same name."""
_ACCEPTED: dict[str, frozenset[str]] = {
    "NoneType": frozenset({"none"}),
    "bool": frozenset({"bool", "int", "float", "complex"}),
    "int": frozenset({"int", "float", "complex"}),
    "float": frozenset({"float", "complex"}),
    "complex": frozenset({"complex"}),
    "str": frozenset({"str", "list", "iterator"}),
    "bytes": frozenset({"bytes", "list", "iterator"}),
    "list": frozenset({"list", "iterator", "tuple"}),
    "tuple": frozenset({"tuple", "list", "iterator"}),
    "set": frozenset({"set", "frozenset", "list", "iterator"}),
    "frozenset": frozenset({"frozenset", "set", "list", "iterator"}),
    "dict": frozenset({"dict", "list", "iterator"}),
}
"""The neutral types that a plain value may be handed to; ``list`` may stand for any iterable."""
_OF_ALL = frozenset({EvidenceSource.USAGE, EvidenceSource.COMPARISON})
"""What is told by what happens to a parameter as a whole."""
_TEXT = TypeRef("str")
_OPEN = frozenset({"any", "...", "duck", "literal", "record", "object"})
_STANDARD = ("typing:", "collections.abc:", "numbers:", "os:", "pathlib:", "builtins:")
"""Modules whose classes plain values may be instances of."""


def contradicts(recipe: Recipe, parameter: Parameter) -> bool:
    """Whether a value is certainly of none of the types declared for a parameter, or cannot be called."""
    declared = [each.type for each in parameter.evidence if each.source in _DECLARED]
    if not declared:
        return _cannot_be_called(recipe, parameter)
    return not any(_may_fit(recipe, each) for type_ in declared for each in _members(type_))


def contradicts_within(recipe: Recipe, parameter: Parameter) -> bool:
    """Whether a value, or something in it, is of none of the types that are declared for a parameter."""
    declared = [each.type for each in parameter.evidence if each.source in _DECLARED]
    if not declared:
        return _cannot_be_called(recipe, parameter)
    return not any(_fits_within(recipe, each) for each in declared)


def _cannot_be_called(recipe: Recipe, parameter: Parameter) -> bool:
    """Whether a plain value is given to what the subject calls: no text, number or container can be called.

    Where the code asks whether it can be called, or anything but the name suggests another type, it may be
    called only where it can be.
    """
    if parameter.usage.called is None or "callable" in parameter.usage.operators:
        return False
    if _kind(recipe) is None or recipe == Literal(None):
        return False
    if isinstance(recipe, Literal) and repr(recipe.value) == parameter.default:
        return False
    told = [each.type for each in parameter.evidence if each.source is not EvidenceSource.NAME]
    return not any(_may_fit(recipe, each) for type_ in told for each in _members(type_))


def _fits_within(recipe: Recipe, type_: TypeRef) -> bool:
    return any(
        _may_fit(recipe, each) and _items_fit(recipe, each.arguments) for each in _members(type_)
    )


def _items_fit(recipe: Recipe, types: tuple[TypeRef, ...]) -> bool:
    """Whether the items of a container may be of the types of its items."""
    match recipe, types:
        case Collection(items=items), (item,) | (item, TypeRef(name="...")):
            return all(_fits_within(each, item) for each in items)
        case Collection(kind="tuple", items=items), _ if types:
            pairs = zip(items, types, strict=False)
            return len(items) == len(types) and all(_fits_within(*pair) for pair in pairs)
        case Literal(value=str() as text), (item,) if text:
            return _fits_within(Literal(text[0]), item)
        case Mapping(pairs=pairs), (key, value):
            return all(
                _fits_within(one, key) and _fits_within(other, value) for one, other in pairs
            )
    return True


def is_unlikely(recipe: Recipe, parameter: Parameter) -> bool:
    """Whether a value, or something in it, is of none of the types that anything suggests for a parameter.

    What its author says in a hint or in words counts alone; where there is no such, its default, its uses and
    its name count. What suggests nothing, allows everything.
    """
    if not parameter.evidence:
        return False
    if isinstance(recipe, Literal) and repr(recipe.value) == parameter.default:
        return False
    said = [each.type for each in parameter.evidence if each.source in _SAID]
    if said and _is_text_for_texts(recipe, said):
        return True
    suggested = said or list(_suggested(parameter))
    return bool(suggested) and not any(_fits_within(recipe, each) for each in suggested)


def _suggested(parameter: Parameter) -> Iterator[TypeRef]:
    """The types that anything suggests for one argument.

    What happens to a parameter for all further arguments says what they are together, and of a single one
    as much as what it says of their items.
    """
    is_rest = parameter.kind is ParameterKind.VAR_POSITIONAL
    for each in parameter.evidence:
        if not is_rest or each.source not in _OF_ALL:
            yield each.type
        elif each.type.arguments:
            yield each.type.arguments[0]


def _is_text_for_texts(recipe: Recipe, said: Iterable[TypeRef]) -> bool:
    """Whether a text is given where only several are asked for: its characters would be taken for them."""
    if _kind(recipe) != "str":
        return False
    fitting = [each for type_ in said for each in _members(type_) if _may_fit(recipe, each)]
    return bool(fitting) and all(_TEXT in each.arguments[:1] for each in fitting)


def _members(type_: TypeRef) -> Iterator[TypeRef]:
    if type_.name == "union":
        for each in type_.arguments:
            yield from _members(each)
    else:
        yield type_


def _may_fit(recipe: Recipe, type_: TypeRef) -> bool:
    if type_.name in _OPEN:
        return True
    kind = _kind(recipe)
    if kind is None:
        return not (is_stand_in(recipe) and type_.is_class)
    if type_.is_class:
        return type_.name.startswith(_STANDARD)
    return type_.name in _ACCEPTED[kind]


def _kind(recipe: Recipe) -> str | None:
    """The plain type of a value, or None where it is no plain value."""
    match recipe:
        case Literal() | Collection() | Mapping():
            return kind_of(recipe)
    return None


def is_stand_in(recipe: Recipe) -> bool:
    """Whether a value stands for an object of which only attributes that are asked for are known."""
    return isinstance(recipe, Call) and recipe.callee == Symbol("types", "SimpleNamespace")
