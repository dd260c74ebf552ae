"""What a test hands in and what it demands, as values: what names of tests are made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
)
from aqe.domain.suite import RESULT, AssertionKind
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.recipe_trees import is_literal

__all__ = ["UNKNOWN", "Given", "given_in", "is_comparing", "result_of", "value_of"]

_COMPARED = frozenset({AssertionKind.EQUAL, AssertionKind.IDENTICAL, AssertionKind.APPROXIMATE})


class _Unknown:
    """Stands for a value that no literal states."""


UNKNOWN = _Unknown()


@dataclass(frozen=True, slots=True)
class Given:
    """A literal that a test hands in."""

    word: str
    """The parameter that it is handed to."""
    value: object
    is_own: bool = True
    """Whether the call under test gets it itself, and not what prepares that call."""
    keyword: str = ""
    """Its name in the call, where it is handed in by name."""
    is_named: bool = True
    """Whether its word is the name of a parameter, and not only what sort of value it is."""


def value_of(recipe: Recipe | None) -> object:
    """The value that a literal states, or `UNKNOWN`."""
    match recipe:
        case Literal(value=value):
            return value
        case Collection(kind=kind, items=items):
            values = [value_of(each) for each in items]
            if UNKNOWN in values:
                return UNKNOWN
            return _collected(kind, values)
        case Mapping(pairs=pairs):
            keys = [value_of(key) for key, _ in pairs]
            values = [value_of(value) for _, value in pairs]
            if UNKNOWN in keys or UNKNOWN in values:
                return UNKNOWN
            try:
                return dict(zip(keys, values, strict=True))
            except TypeError:
                return UNKNOWN
    return UNKNOWN


def _collected(kind: str, values: list[object]) -> object:
    if kind == "list":
        return values
    if kind == "tuple":
        return tuple(values)
    try:
        return frozenset(values) if kind == "frozenset" else set(values)
    except TypeError:
        return UNKNOWN


def given_in(draft: Draft, words: Words) -> list[Given]:
    """The literals of the calls of a draft: those of the call under test first, in its order."""
    bound = {
        each.target: each.expression
        for each in draft.statements
        if each.target and is_literal(each.expression)
    }
    found: list[Given] = []
    order = [draft.act, *(place for place in range(len(draft.statements)) if place != draft.act)]
    for place in order:
        statement = draft.statements[place]
        is_own = place == draft.act
        if statement.form is StatementForm.ASSIGN and statement.place is not None:
            found += _assigned(statement.place, statement.expression, is_own, bound)
            continue
        if statement.form is StatementForm.DELETE:
            found += _assigned(statement.place or statement.expression, None, is_own, bound)
            continue
        expression = statement.expression
        if is_own and (compared := _compared(draft)) is not None:
            expression = compared[0]
        found += _handed(expression, words, is_own, bound)
    return found


def _assigned(
    place: Recipe, value: Recipe | None, is_own: bool, bound: dict[str, Recipe]
) -> list[Given]:
    """What an assignment hands in: a key, a value; a deletion has no value."""
    handed: list[tuple[str, Recipe, str]] = []
    match place:
        case Operation(name="getitem", operands=(_, key)):
            handed.append(("key", key, ""))
    if value is not None:
        handed.append((place.name if isinstance(place, Attribute) else "content", value, ""))
    return _known(handed, is_own, bound)


def _handed(recipe: Recipe, words: Words, is_own: bool, bound: dict[str, Recipe]) -> list[Given]:
    match recipe:
        case Await(operand=operand):
            return _handed(operand, words, is_own, bound)
        case Call(callee=Symbol(module="builtins"), arguments=(Call() | Await() as inner, *_)):
            return _handed(inner, words, is_own, bound)
        case Call(callee=callee, arguments=arguments, keywords=keywords):
            names, leading = words.of_call(recipe), words.leading_of(recipe)
            handed = [
                (name, value, "")
                for name, value in zip(names[: len(arguments)], arguments, strict=True)
            ]
            handed += [
                (name, value, keyword if keyword != leading else "")
                for name, (keyword, value) in zip(names[len(arguments) :], keywords, strict=True)
            ]
            found = _known(handed, is_own, bound, words)
            for part in (callee, *arguments):
                owner = part.owner if isinstance(part, Attribute) else part
                if isinstance(owner, Call):
                    found += _handed(owner, words, False, bound)
            return found
        case Operation(name="contains", operands=(_, item)):
            return _known([("item", item, "")], is_own, bound)
        case Operation(name="getitem", operands=(_, key)):
            return _known([("key", key, "")], is_own, bound)
        case Operation(operands=operands):
            others = [("other", each, "") for each in operands]
            return _known(others, is_own, bound)
    return []


def _known(
    handed: Sequence[tuple[str, Recipe, str]],
    is_own: bool,
    bound: dict[str, Recipe],
    words: Words | None = None,
) -> list[Given]:
    found = []
    for word, recipe, keyword in handed:
        stated = bound.get(recipe.name, recipe) if isinstance(recipe, Variable) else recipe
        value = value_of(stated)
        if value is not UNKNOWN:
            sort = words.of_value(recipe) if words is not None else "content"
            found.append(Given(word or sort, value, is_own, keyword, bool(word)))
    return found


def result_of(draft: Draft) -> object:
    """The value that the test demands of the result as a whole, or `UNKNOWN`."""
    for each in draft.assertions:
        if each.place == RESULT and each.kind in _COMPARED:
            compared = _compared(draft)
            if compared is not None and value_of(each.expected) is True:
                return value_of(compared[1])
            return value_of(each.expected)
    return UNKNOWN


def _compared(draft: Draft) -> tuple[Recipe, Recipe] | None:
    """What an example compares with what, where the comparison itself is not what it is about."""
    if is_comparing(draft):
        return None
    match draft.statements[draft.act].expression:
        case Operation(name="eq" | "is", operands=(left, right)):
            return left, right
    return None


def is_comparing(draft: Draft) -> bool:
    """Whether the callable under test is a comparison."""
    return _COMPARING.fullmatch(draft.case.candidate.subject.rpartition(".")[2]) is not None


_COMPARING = re.compile(r"__(?:eq|ne|lt|le|gt|ge)__")
