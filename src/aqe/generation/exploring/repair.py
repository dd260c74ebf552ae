"""The repair loop: what an exception says about the shape that an argument should have had.

Interpreters name the type they met and what they wanted of it (``'int' object has no attribute
'items'``). Every argument part of the named type is a suspect; it is replaced by values that have what
was wanted. This reads messages of CPython 3.9 to 3.14; an unknown message repairs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.run import CandidateRun
from aqe.domain.subject import ParameterKind
from aqe.domain.types import TypeRef
from aqe.generation.inputs import synthesis
from aqe.generation.inputs.callables import answered_kind, plain_source, with_answer
from aqe.generation.inputs.contradiction import contradicts, is_stand_in
from aqe.generation.inputs.values import Values
from aqe.generation.inputs.vocabulary import builtin_types_with, kind_of
from aqe.generation.ports import ParseLiteral
from aqe.generation.scenario import (
    Argument,
    Path,
    Scenario,
    Step,
    mapping_of,
    replace_part,
    walk,
)

__all__ = ["repaired"]

_LIMIT = 14
_BEFORE = 5
"""Places among those that are left for what was handed in before."""
_LOOKUPS = 10
_ANSWERS = 4
"""Answers that one function gives in turn."""
_OPTIONS = 3
"""Values of an option that was left out."""


@dataclass(frozen=True, slots=True)
class _Complaint:
    """The type that was met and the values that would do."""

    met: str
    wanted: tuple[Recipe, ...]
    attribute: str | None = None
    is_iterator: bool = False
    """Whether it is the items that were wanted, one at a time."""


_NO_ATTRIBUTE = re.compile(r"'([\w.]+)' object has no attribute '(\w+)'")
_NOT_ITERABLE = re.compile(
    r"(?:cannot unpack non-iterable ([\w.]+) object|'([\w.]+)' object is not iterable"
    r"|argument of type '([\w.]+)' is not (?:iterable|a container)"
    r"|'([\w.]+)' object is not (?:an iterator|reversible))"
)
_NOT_CALLABLE = re.compile(r"'([\w.]+)' object is not callable")
_NOT_SUBSCRIPTABLE = re.compile(
    r"'([\w.]+)' object (?:is not subscriptable|does not support item assignment)"
)
_OPERANDS = re.compile(
    r"unsupported operand type\(s\) for \S+: '([\w.]+)' and '([\w.]+)'"
    r"|'\S+' not supported between instances of '([\w.]+)' and '([\w.]+)'"
)
_MUST_BE = re.compile(
    r"(?:must be|expected|should be|requires?|needs?|must have)(?: of type| an instance of| type)?"
    r" (?:an? )?'?([A-Za-z_][\w.]*)'?(?:,? (?:or|instance|object)[^,]*)?"
    r"(?:.*?(?:not|got|found|given|was) (?:an? |type )?'?<?(?:class ')?([A-Za-z_][\w.]*)'?)?",
    re.IGNORECASE,
)
_CONCATENATE = re.compile(
    r"can only concatenate (\w+) \(not \"(\w+)\"\) to|can't concat (\w+) to (\w+)"
)
_HAS_NO_LEN = re.compile(r"object of type '([\w.]+)' has no len\(\)")
_INTERPRETED = re.compile(r"'([\w.]+)' object cannot be interpreted as an integer")
_UNHASHABLE = re.compile(r"unhashable type: '([\w.]+)'")
_TOO_FEW = re.compile(r"not enough values to unpack \(expected (?:at least )?(\d+)")
_TOO_MANY = re.compile(r"too many values to unpack \(expected (\d+)")
_MANAGER = re.compile(r"'([\w.]+)' object does not support the (asynchronous )?context manager")
_ASYNC_FOR = re.compile(r"'async for' requires an object with __aiter__ method, got ([\w.]+)")
_AWAIT = re.compile(r"object ([\w.]+) can't be used in 'await' expression")
_SEQUENCE_ITEM = re.compile(r"sequence item \d+: expected str instance, ([\w.]+) found")
_WRONG_CALL = re.compile(r"^(<lambda>|\w+)\(\) (?:takes|missing|got an unexpected)")
_SURPLUS = re.compile(r"got (?:an unexpected|multiple values for) (?:keyword )?argument '(\w+)'")

_TYPE_WORDS = {
    "str": "str",
    "string": "str",
    "int": "int",
    "integer": "int",
    "float": "float",
    "number": "float",
    "bytes": "bytes",
    "list": "list",
    "dict": "dict",
    "dictionary": "dict",
    "mapping": "dict",
    "tuple": "tuple",
    "set": "set",
    "bool": "bool",
    "boolean": "bool",
    "callable": "callable",
    "function": "callable",
    "iterable": "list",
    "sequence": "list",
    "class": "type",
    "type": "type",
    "real": "float",
    "datetime": "datetime:datetime",
    "date": "datetime:date",
    "timedelta": "datetime:timedelta",
    "decimal": "decimal:Decimal",
    "path": "pathlib:Path",
    "dataclass": "@dataclass",
    "enum": "enum:Enum",
}


def _of(values: Values, *names: str) -> tuple[Recipe, ...]:
    found: list[Recipe] = []
    for name in names:
        if name == "@dataclass":
            found += [*synthesis.dataclass_values()[:2], *synthesis.dataclass_types()[:1]]
        else:
            found += values.of_type(TypeRef(name))[:4]
    return tuple(found)


def _first(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _complaints(message: str, values: Values) -> Iterator[_Complaint]:
    if match := _NO_ATTRIBUTE.search(message):
        met, attribute = match.groups()
        names = [each for each in builtin_types_with([attribute]) if each != met]
        made = synthesis.named_tuples() if attribute in ("_fields", "_asdict") else ()
        yield _Complaint(met, (*made, *_of(values, *names[:4])), attribute)
    if match := _NOT_ITERABLE.search(message):
        met = _first(match)
        pairs = Collection("list", (Collection("tuple", (Literal("a"), Literal(1))),))
        is_iterator = "not an iterator" in message
        yield _Complaint(met, (*_of(values, "list", "str", "dict"), pairs), is_iterator=is_iterator)
    if match := _NOT_CALLABLE.search(message):
        yield _Complaint(match[1], _of(values, "callable"))
    if match := _NOT_SUBSCRIPTABLE.search(message):
        yield _Complaint(match[1], _of(values, "dict", "list", "str"))
    if match := _OPERANDS.search(message):
        one, other = [group for group in match.groups() if group]
        yield _Complaint(one, _of(values, _TYPE_WORDS.get(other, "int"), "int", "str"))
        yield _Complaint(other, _of(values, _TYPE_WORDS.get(one, "int"), "int", "str"))
    if match := _CONCATENATE.search(message):
        groups = [group for group in match.groups() if group]
        yield _Complaint(groups[1], _of(values, _TYPE_WORDS.get(groups[0], "str")))
        yield _Complaint(groups[0], _of(values, _TYPE_WORDS.get(groups[1], "str")))
    if match := _HAS_NO_LEN.search(message):
        yield _Complaint(match[1], _of(values, "list", "str", "dict"))
    if match := _INTERPRETED.search(message):
        yield _Complaint(match[1], _of(values, "int"))
    if match := _UNHASHABLE.search(message):
        yield _Complaint(match[1], _of(values, "str", "int", "tuple"))
    if match := _SEQUENCE_ITEM.search(message):
        yield _Complaint(match[1], _of(values, "str"))
    if match := _MANAGER.search(message):
        yield _Complaint(
            match[1], tuple(values.of_type(TypeRef("contextlib:AbstractContextManager")))
        )
    if match := _ASYNC_FOR.search(message):
        yield _Complaint(match[1], synthesis.async_iterators())
    if match := _AWAIT.search(message):
        yield _Complaint(match[1], (*synthesis.awaitables(), *synthesis.coroutine_functions()))
    if match := _MUST_BE.search(message):
        name = _TYPE_WORDS.get(match[1].rsplit(".", 1)[-1].lower())
        if name is not None:
            yield _Complaint(match[2] or "?", _of(values, name))


def _suspects(step: Step, met: str) -> Iterator[tuple[int, Path, Recipe]]:
    met = met.rpartition(".")[2]  # some classes of the standard library are named with their module
    for index, argument in enumerate(step.arguments):
        for path, part in walk(argument.recipe):
            kind = kind_of(part)
            is_callee = isinstance(part, Symbol) and bool(path)
            if not is_callee and (kind == met or met == "?"):
                yield index, path, part


def _swapped(scenario: Scenario, place: int, complaint: _Complaint) -> Iterator[Scenario]:
    step = scenario.steps[place]
    for index, path, part in _suspects(step, complaint.met):
        wanted = list(complaint.wanted)
        if complaint.attribute and not wanted:
            wanted = [_with_attribute(part, complaint.attribute)]
        recipe = step.arguments[index].recipe
        for new in wanted[:5]:
            if new != part:
                changed = step.with_argument(index, replace_part(recipe, path, new))
                yield scenario.with_step(place, changed)


def _answering(scenario: Scenario, place: int, complaint: _Complaint) -> Iterator[Scenario]:
    """Functions that answer with what was wanted, where one that was handed in answered with what was met."""
    step = scenario.steps[place]
    for index, argument in enumerate(step.arguments):
        for path, part in walk(argument.recipe):
            if not isinstance(part, Verbatim) or answered_kind(part) != complaint.met:
                continue
            answers = [each for each in map(plain_source, complaint.wanted) if each is not None]
            if complaint.is_iterator:
                answers.insert(0, "iter([1, 2])")
            for answer in answers[:_ANSWERS]:
                new = with_answer(part, answer)
                recipe = replace_part(argument.recipe, path, new)
                yield scenario.with_step(place, step.with_argument(index, recipe))


def _taking_anything(scenario: Scenario, place: int, name: str) -> Iterator[Scenario]:
    """Functions that take whatever they are called with, where one that was handed in did not.

    Args:
        scenario: what was executed.
        place: of a step.
        name: of the function, as the interpreter calls it.
    """
    step = scenario.steps[place]
    for index, argument in enumerate(step.arguments):
        parents = dict(walk(argument.recipe))
        for path, part in parents.items():
            is_lambda = isinstance(part, Verbatim) and part.source.startswith("lambda")
            is_builtin = isinstance(part, Symbol) and part == Symbol("builtins", name)
            is_callee = bool(path) and path[-1] == 0 and isinstance(parents.get(path[:-1]), Call)
            if (is_lambda and name == "<lambda>") or (is_builtin and not is_callee):
                for body in ("True", "args"):
                    new = Verbatim(f"lambda *args, **kwargs: {body}")
                    recipe = replace_part(argument.recipe, path, new)
                    yield scenario.with_step(place, step.with_argument(index, recipe))


def _no_longer_left_out(
    scenario: Scenario, place: int, complaint: _Complaint, values: Values
) -> Iterator[Scenario]:
    """Options given that are None by default, where it was None that would not do."""
    step = scenario.steps[place]
    if complaint.met != "NoneType":
        return
    for parameter in step.left_out:
        if parameter.default == "None":
            usual = [each.recipe for each in values.of_parameter(parameter)]
            for recipe in [each for each in usual if each != Literal(None)][:_OPTIONS]:
                yield scenario.with_step(place, step.with_option(Argument(parameter, recipe)))


def _with_attribute(part: Recipe, attribute: str) -> Recipe:
    """An object that has one more attribute than the one that was found wanting."""
    keywords: dict[str, Recipe] = {}
    if isinstance(part, Call) and is_stand_in(part):
        keywords = dict(part.keywords)
    keywords.setdefault(attribute, Literal("abc"))
    return synthesis.namespace(keywords)


def _looked_up(
    scenario: Scenario, place: int, message: str, lookups: Sequence[Recipe]
) -> Iterator[Scenario]:
    """Where a name was looked up in vain, one that the subject lists."""
    step = scenario.steps[place]
    for index, argument in enumerate(step.arguments):
        for path, part in walk(argument.recipe):
            if not isinstance(part, Literal) or not isinstance(part.value, str):
                continue
            if part.value and part.value.lower() in message.lower():
                for new in lookups[:_LOOKUPS]:
                    recipe = replace_part(argument.recipe, path, new)
                    yield scenario.with_step(place, step.with_argument(index, recipe))


def _with_class(scenario: Scenario, place: int, met: str) -> Iterator[Scenario]:
    """The class of an object in its place: what makes objects is called, the object is not."""
    step = scenario.steps[place]
    for index, path, part in _suspects(step, met):
        if isinstance(part, Call) and isinstance(part.callee, Symbol):
            recipe = replace_part(step.arguments[index].recipe, path, part.callee)
            yield scenario.with_step(place, step.with_argument(index, recipe))


def _with_fields(scenario: Scenario, place: int) -> Iterator[Scenario]:
    """A mapping with all fields of the class that stands beside it, where one of them was missed."""
    step = scenario.steps[place]
    known = synthesis.field_mappings()
    beside = [
        known[part.name]
        for argument in step.arguments
        for _, part in walk(argument.recipe)
        if isinstance(part, Symbol) and not part.module and part.name in known
    ]
    for index, argument in enumerate(step.arguments):
        if isinstance(argument.recipe, Mapping):
            for mapping in beside[:1]:
                yield scenario.with_step(place, step.with_argument(index, mapping))


def _with_called_attributes(scenario: Scenario, place: int) -> Iterator[Scenario]:
    """Turn plain attributes of made-up objects into functions."""
    step = scenario.steps[place]
    for index, argument in enumerate(step.arguments):
        for path, part in walk(argument.recipe):
            if not (isinstance(part, Call) and is_stand_in(part)):
                continue
            for name, value in part.keywords:
                if isinstance(value, Literal):
                    for body in ("None", "'abc'", "True"):
                        new = dict(part.keywords)
                        new[name] = Verbatim(f"lambda *args, **kwargs: {body}")
                        recipe = replace_part(argument.recipe, path, synthesis.namespace(new))
                        yield scenario.with_step(place, step.with_argument(index, recipe))


def _with_key(scenario: Scenario, place: int, key: Recipe) -> Iterator[Scenario]:
    step = scenario.steps[place]
    for index, argument in enumerate(step.arguments):
        for path, part in walk(argument.recipe):
            if isinstance(part, Mapping) and isinstance(key, Literal) and key.value in (0, -1):
                for item in (Literal("a"), Literal(1)):
                    items = Collection("list", (item,))
                    recipe = replace_part(argument.recipe, path, items)
                    yield scenario.with_step(place, step.with_argument(index, recipe))
            if isinstance(part, Mapping):
                for value in (Literal("abc"), Literal(1), Mapping()):
                    new = mapping_of((*part.pairs, (key, value)))
                    recipe = replace_part(argument.recipe, path, new)
                    yield scenario.with_step(place, step.with_argument(index, recipe))
    yield from _with_keyword(scenario, place, key)


def _with_keyword(scenario: Scenario, place: int, key: Recipe) -> Iterator[Scenario]:
    """Give a var-keyword parameter the key that was missed."""
    step = scenario.steps[place]
    if not (isinstance(key, Literal) and isinstance(key.value, str) and step.subject):
        return
    for parameter in step.subject.parameters:
        if parameter.kind is ParameterKind.VAR_KEYWORD and key.value.isidentifier():
            for value in (Literal("abc"), Literal(1), Collection("list", (Literal("a"),))):
                argument = Argument(parameter, value, keyword=key.value)
                yield scenario.with_step(
                    place, replace(step, arguments=(*step.arguments, argument))
                )


def _without_keyword(scenario: Scenario, place: int, name: str) -> Iterator[Scenario]:
    """Leave out an argument that the callee does not take, or gets from somebody else already."""
    step = scenario.steps[place]
    for index, argument in enumerate(step.arguments):
        if name in (argument.keyword, argument.parameter.name):
            yield scenario.with_step(place, step.without_argument(index))


def _resized(scenario: Scenario, place: int, wanted: int | None) -> Iterator[Scenario]:
    step = scenario.steps[place]
    for index, argument in enumerate(step.arguments):
        for path, part in walk(argument.recipe):
            new: Recipe | None = None
            if isinstance(part, Collection) and part.kind in ("list", "tuple"):
                items = part.items or (Literal(1),)
                count = wanted if wanted is not None else len(part.items) + 2
                if count != len(part.items) and count <= 8:
                    new = Collection(part.kind, (items * 8)[:count])
            elif isinstance(part, Literal) and isinstance(part.value, str) and wanted is None:
                new = Literal(part.value + "abc")
            elif isinstance(part, Literal) and isinstance(part.value, str) and wanted:
                new = Literal("abcdefgh"[:wanted])
            if new is not None:
                recipe = replace_part(argument.recipe, path, new)
                yield scenario.with_step(place, step.with_argument(index, recipe))


def _keeps_promises(new: Scenario, old: Scenario) -> bool:
    """Whether nothing was put where a declaration forbids it: what is declared is not to blame."""
    return not any(
        contradicts(each.recipe, each.parameter)
        for step, before in zip(new.steps, old.steps, strict=True)
        if step is not before
        for each in step.arguments
        if each not in before.arguments and each.keyword is None
    )


def repaired(
    scenario: Scenario,
    run: CandidateRun,
    values: Values,
    parse: ParseLiteral,
    lookups: Sequence[Recipe] = (),
) -> list[Scenario]:
    """Scenarios in which the argument that the exception complained about is another.

    Args:
        scenario: what was executed.
        run: what it showed; without a failure there is nothing to repair.
        values: where replacements come from.
        parse: reads keys named in messages.
        lookups: what the tables and enumerations of the subject list.
    """
    failure = run.failure
    if failure is None:
        return []
    place = len(scenario.steps) - 1
    name = failure.type.rpartition(":")[2]
    found: list[Scenario] = []
    before: list[Scenario] = []
    if name in ("TypeError", "AttributeError", "ValueError", "AssertionError"):
        for complaint in _complaints(failure.message, values):
            found += _swapped(scenario, place, complaint)
            found += _answering(scenario, place, complaint)
            found += _no_longer_left_out(scenario, place, complaint, values)
            # What an object was made of, or a function that was handed out, is met only now.
            for earlier in range(place - 1, -1, -1) if not found else ():
                before += _swapped(scenario, earlier, complaint)
                before += _answering(scenario, earlier, complaint)
                before += _no_longer_left_out(scenario, earlier, complaint, values)
        if match := _NOT_CALLABLE.search(failure.message):
            found += _with_class(scenario, place, match[1])
            found += _with_called_attributes(scenario, place)
        if match := _WRONG_CALL.search(failure.message):
            for each in range(place, -1, -1):
                found += _taking_anything(scenario, each, match[1])
        if match := _SURPLUS.search(failure.message):
            found += _without_keyword(scenario, place, match[1])
        if match := _TOO_FEW.search(failure.message) or _TOO_MANY.search(failure.message):
            found += _resized(scenario, place, int(match[1]))
    if name in ("KeyError", "ValueError") and lookups:
        found += _looked_up(scenario, place, failure.message, lookups)
    if name == "KeyError":
        key = parse(failure.message)
        if key is not None:
            found += _with_fields(scenario, place)
            found += _with_key(scenario, place, key)
    elif name in ("IndexError", "StopIteration"):
        found += _resized(scenario, place, None)
    kept = [
        [each for each in dict.fromkeys(made) if _keeps_promises(each, scenario)]
        for made in (found, before)
    ]
    own = kept[0][: _LIMIT - min(len(kept[1]), _BEFORE)]
    chosen = [*own, *kept[1][: _LIMIT - len(own)]]
    return [replace(each, origin="search") for each in chosen]
