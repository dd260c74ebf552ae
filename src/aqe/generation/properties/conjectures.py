"""Laws that callables may obey, from their names, their inputs and what they were seen to return.

Most conjectures are wrong; trying them is cheap. What may not be conjectured is a law that could not
tell a fault: about a callable that returns its argument, or always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from aqe.domain.candidate import Statement
from aqe.domain.law import (
    BytesInputs,
    CollectionInputs,
    Inputs,
    IntegerInputs,
    Law,
    LawKind,
    LawVariable,
    MappingInputs,
    NumberInputs,
    TextInputs,
)
from aqe.domain.recipe import Call, Operation, Recipe, Symbol, Variable
from aqe.generation.inputs.pairs import is_undone_by
from aqe.generation.properties.profiles import Profile

__all__ = ["conjectures"]

_MOST_VARIABLES = 3
_MOST_UNNAMED = 40
"""Pairs of callables of which no name says that they belong together."""
_SIZED = ("builtins:str", "builtins:bytes", "builtins:list", "builtins:tuple")
_TYPES = (
    *_SIZED,
    *("builtins:bool", "builtins:int", "builtins:float", "builtins:dict", "builtins:set"),
)
_ORDERED = ("builtins:list", "builtins:tuple")
_LEAST_SHARED = 3


def conjectures(profiles: Sequence[Profile], partners: Sequence[Profile] = ()) -> list[Law]:
    """Laws worth a trial, most telling sorts first.

    Args:
        profiles: Callables with inputs that they take.
        partners: Callables that may undo another though nothing is known of what they take.
    """
    found: dict[tuple[object, ...], Law] = {}
    pairs = (*_named_pairs(profiles, partners), *_pairs(profiles))
    for each in (*pairs, *(law for one in profiles for law in _alone(one))):
        found.setdefault((each.body, each.claim, each.variables), each)
    order = list(LawKind)
    return sorted(found.values(), key=lambda each: order.index(each.kind))


# -- two callables -------------------------------------------------------------------------------


def _named_pairs(profiles: Sequence[Profile], partners: Sequence[Profile]) -> Iterator[Law]:
    for one in profiles:
        for other in partners:
            if other.subject.qualname == one.subject.qualname or not _can_meet(one, other):
                continue
            is_named = is_undone_by(one.subject.name, other.subject.name)
            if is_named or is_undone_by(other.subject.name, one.subject.name):
                law = _round_trip(one, other, is_named)
                if law is not None:
                    yield law


def _pairs(profiles: Sequence[Profile]) -> Iterator[Law]:
    unnamed = 0
    for one, other in permutations(profiles, 2):
        if one.subject.qualname == other.subject.qualname:
            continue
        if unnamed < _MOST_UNNAMED and _can_meet(one, other) and _may_undo(one, other):
            unnamed += 1
            law = _round_trip(one, other, is_named=False)
            if law is not None:
                yield law
    for one, other in combinations(profiles, 2):
        if one.subject.qualname != other.subject.qualname and _may_agree(one, other):
            yield from _agreements(one, other)


def _can_meet(one: Profile, other: Profile) -> bool:
    """Whether methods, if both are, belong to one object."""
    return None in (one.receiver, other.receiver) or one.subject.owner == other.subject.owner


def _may_undo(one: Profile, other: Profile) -> bool:
    """Whether one takes what the other returns, and the other way round."""
    return (
        len(one.arguments) == len(other.arguments) == 1
        and not (one.is_identity or other.is_identity or one.is_constant or other.is_constant)
        and one.result_type == _type_of(other.arguments[0].inputs) != ""
        and other.result_type == _type_of(one.arguments[0].inputs) != ""
    )


def _round_trip(one: Profile, other: Profile, is_named: bool) -> Law | None:
    """``other(one(value)) == value``; further arguments are shared by name."""
    known = {each.name: each for each in one.variables}
    extra = [each for each in other.arguments[1:] if each.name not in known]
    if other.is_received and other.variables[0].name not in known:
        extra.insert(0, other.variables[0])
    variables = (*one.variables, *extra)
    if len(variables) > _MOST_VARIABLES:
        return None
    value = Variable((one.arguments or one.variables)[0].name)
    inner = one.call(*_arguments(one))
    outer = other.call(inner, *(Variable(each.name) for each in other.arguments[1:]))
    return Law(
        LawKind.ROUND_TRIP,
        (one.subject.qualname, other.subject.qualname),
        variables,
        Operation("eq", (outer, value)),
        f"{_words(other)} undoes {_words(one)}",
        _bodies(one, other),
        is_named=is_named,
    ).unless(Operation("eq", (inner, value)))


def _may_agree(one: Profile, other: Profile) -> bool:
    """Whether two callables take one sort of inputs and returned the same wherever both were tried."""
    if one.receiver != other.receiver or one.is_identity or one.is_constant:
        return False
    calls = {one.subject.name: other.subject.calls, other.subject.name: one.subject.calls}
    if any(name in _last_words(called) for name, called in calls.items()):
        return False  # one of them is the other under another name
    if list(map(_sort, one.variables)) != list(map(_sort, other.variables)):
        return False
    ones = {each.row: each.result for each in one.examples if each.result is not None}
    others = {each.row: each.result for each in other.examples if each.result is not None}
    shared = ones.keys() & others.keys()
    return len(shared) >= _LEAST_SHARED and all(ones[row] == others[row] for row in shared)


def _sort(variable: LawVariable) -> tuple[str, str]:
    return type(variable.inputs).__name__, _type_of(variable.inputs)


def _last_words(names: Sequence[str]) -> set[str]:
    return {each.rpartition(".")[2] for each in names}


def _agreements(one: Profile, other: Profile) -> Iterator[Law]:
    """``one(value) == other(value)``, for what either of them takes."""
    arguments = _arguments(one)
    law = Law(
        LawKind.AGREEMENT,
        (one.subject.qualname, other.subject.qualname),
        one.variables,
        Operation("eq", (one.call(*arguments), other.call(*arguments))),
        f"{_words(one)} agrees with {_words(other)}",
        one.body,
    )
    yield law
    yield law.with_inputs(tuple(each.inputs for each in other.variables))


# -- one callable --------------------------------------------------------------------------------


def _alone(profile: Profile) -> Iterator[Law]:
    if not profile.is_identity and not profile.is_constant:
        yield from _twice(profile)
        yield from _commuting(profile)
        yield from _like_builtin(profile)
        yield from _in_order(profile)
        yield from _as_long(profile)
    yield from _of_one_type(profile)


def _twice(profile: Profile) -> Iterator[Law]:
    """Idempotence, and its opposite: doing it twice leads back."""
    if not profile.arguments or profile.result_type != _type_of(profile.arguments[0].inputs):
        return
    if profile.arguments[0].inputs in [each.inputs for each in profile.arguments[1:]]:
        return  # an operation on two values of one sort, not a conversion of one
    first, *rest = _arguments(profile)
    once = profile.call(first, *rest)
    twice = profile.call(once, *rest)
    unchanged = Operation("eq", (once, first))
    words = _words(profile)
    name = profile.subject.qualname
    yield Law(
        LawKind.ROUND_TRIP,
        (name,),
        profile.variables,
        Operation("eq", (twice, first)),
        f"{words} undoes itself",
        profile.body,
    ).unless(unchanged)
    yield Law(
        LawKind.IDEMPOTENCE,
        (name,),
        profile.variables,
        Operation("eq", (twice, once)),
        f"{words} is idempotent",
        profile.body,
    ).unless(unchanged)


def _commuting(profile: Profile) -> Iterator[Law]:
    if len(profile.arguments) < 2:
        return
    one, other = profile.arguments[:2]
    if one.inputs != other.inputs:
        return
    first, second, *others = _arguments(profile)
    yield Law(
        LawKind.COMMUTATIVITY,
        (profile.subject.qualname,),
        profile.variables,
        Operation(
            "eq", (profile.call(first, second, *others), profile.call(second, first, *others))
        ),
        f"{_words(profile)} is commutative",
        profile.body,
    )


_OF_COLLECTIONS = ("sorted", "sum", "min", "max", "len")


def _like_builtin(profile: Profile) -> Iterator[Law]:
    """Agreement with what the language has: ``total(numbers) == sum(numbers)``."""
    if len(profile.arguments) != 1:
        return
    argument = profile.arguments[0]
    (value,) = _arguments(profile)
    names: tuple[str, ...] = ()
    match argument.inputs:
        case CollectionInputs():
            names = _OF_COLLECTIONS
        case TextInputs() | BytesInputs():
            names = ("len",)
        case IntegerInputs() | NumberInputs():
            names = ("abs",)
    for name in names:
        reference = Call(Symbol("builtins", name), (value,))
        yield Law(
            LawKind.SORTEDNESS if name == "sorted" else LawKind.AGREEMENT,
            (profile.subject.qualname,),
            profile.variables,
            Operation("eq", (profile.call(value), reference)),
            f"{_words(profile)} agrees with {name}",
            profile.body,
        )


def _in_order(profile: Profile) -> Iterator[Law]:
    if profile.result_type != "builtins:list" or not profile.arguments:
        return
    if not isinstance(profile.arguments[0].inputs, CollectionInputs):
        return
    result = Variable(_result_name(profile))
    made = Statement(profile.call(*_arguments(profile)), result.name)
    yield Law(
        LawKind.SORTEDNESS,
        (profile.subject.qualname,),
        profile.variables,
        Operation("eq", (result, Call(Symbol("builtins", "sorted"), (result,)))),
        f"{_words(profile)} returns a sorted list",
        (*profile.body, made),
    )


def _as_long(profile: Profile) -> Iterator[Law]:
    if not profile.arguments or profile.result_type not in _SIZED:
        return
    argument = profile.arguments[0]
    own = _type_of(argument.inputs)
    if own != profile.result_type and not {own, profile.result_type} <= set(_ORDERED):
        return
    result = Call(Symbol("builtins", "len"), (profile.call(*_arguments(profile)),))
    yield Law(
        LawKind.LENGTH,
        (profile.subject.qualname,),
        profile.variables,
        Operation("eq", (result, Call(Symbol("builtins", "len"), (Variable(argument.name),)))),
        f"{_words(profile)} keeps the length",
        profile.body,
    ).unless(Operation("eq", (profile.call(*_arguments(profile)), Variable(argument.name))))


def _of_one_type(profile: Profile) -> Iterator[Law]:
    """That there is a result for everything; not where its type is only that of what was drawn."""
    is_drawn = profile.result_type in {
        each for variable in profile.arguments for each in _element_types(variable.inputs)
    }
    if profile.result_type not in _TYPES or is_drawn or profile.subject.is_generator:
        return
    if profile.is_constant or profile.is_narrowed:
        return
    module, _, name = profile.result_type.partition(":")
    result = profile.call(*_arguments(profile))
    yield Law(
        LawKind.TYPE,
        (profile.subject.qualname,),
        profile.variables,
        Call(Symbol("builtins", "isinstance"), (result, Symbol(module, name))),
        f"{_words(profile)} always returns {name}",
        profile.body,
    )


# -- small things --------------------------------------------------------------------------------


def _arguments(profile: Profile) -> tuple[Recipe, ...]:
    return tuple(Variable(each.name) for each in profile.arguments)


def _bodies(one: Profile, other: Profile) -> tuple[Statement, ...]:
    return tuple(dict.fromkeys((*one.body, *other.body)))


def _words(profile: Profile) -> str:
    return profile.subject.qualname.replace(".", " ")


def _result_name(profile: Profile) -> str:
    names = {each.name for each in profile.variables}
    return "result" if "result" not in names else "outcome"


def _element_types(inputs: Inputs) -> Iterator[str]:
    match inputs:
        case CollectionInputs(element=element):
            yield _type_of(element)
            yield from _element_types(element)
        case MappingInputs(key=key, value=value):
            yield from (_type_of(key), _type_of(value))


def _type_of(inputs: Inputs) -> str:
    """The type of the values, as ``module:qualname``; empty where there are several."""
    match inputs:
        case TextInputs():
            return "builtins:str"
        case BytesInputs():
            return "builtins:bytes"
        case IntegerInputs():
            return "builtins:int"
        case NumberInputs():
            return "builtins:float"
        case CollectionInputs(kind=kind):
            return f"builtins:{kind}"
    return ""
