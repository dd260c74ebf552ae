"""What may differ between tests of one shape: the literals of a test, and how a test reads without them.

A member of an enumeration counts as a literal: it states a value as well as a text does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.subject import Subject
from aqe.domain.suite import Assertion, AssertionKind
from aqe.syntax.python.approximation import is_flat
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.literals import pattern_text
from aqe.syntax.python.names import variable_word
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.recipe_trees import children, is_literal, transform, walk

__all__ = ["Hole", "filled", "holes_of", "shape_of"]

_HOLE = "<hole>"


@dataclass(frozen=True, slots=True)
class Hole:
    """A literal of a draft that may differ between tests of its shape."""

    value: Recipe
    word: str
    """What it is called: the parameter it is handed to, or ``expected``."""
    is_expected: bool = False
    binds: str = ""
    """The variable of the statement that consists of the literal alone."""
    keyword: str = ""
    """For a part of an expected object: the argument that it is."""


def holes_of(draft: Draft, subject: Subject) -> list[Hole]:
    """The literals of a draft, in order."""
    return shape_of(draft, Words(subject))[1]


def shape_of(draft: Draft, words: Words, *, whole_objects: bool = False) -> tuple[str, list[Hole]]:
    """How a draft reads without its literals, and these, in the order in which `filled` counts them.

    Args:
        draft: With literals.
        words: What literals are called, and which recipes count as such.
        whole_objects: Whether an expected object of literals is one of them, and not its parts.
    """
    holes: list[Hole] = []
    parts: list[str] = [draft.case.candidate.subject, draft.case.basis, repr(draft.fixtures)]
    parts += ["in a loop"] if draft.in_loop else []
    parts += [definition.source for definition in draft.definitions]
    for statement in draft.statements:
        is_given = words.is_given if not draft.is_declared else _given_in(statement.expression)
        found = list(_statement_holes(statement.expression, words, is_given))
        if statement.target and not statement.is_act and words.is_given(statement.expression):
            # A plain name for the table: what pytest itself asks for is not to be had.
            own = statement.target if statement.target != "request" else ""
            found = [replace(each, word=statement.target, binds=own) for each in found]
        holes += found
        skeleton = _emptied(statement.expression, is_given)
        place = statement.place
        if place is not None:
            holes += _statement_holes(place, words, words.is_given)
            place = _emptied(place, words.is_given)
        parts.append(
            f"{statement.form} {statement.target} {statement.is_act} {skeleton!r} {place!r}"
        )
    given = tuple(holes)
    for assertion in draft.assertions:
        found = _assertion_holes(assertion, words, whole_objects=whole_objects)
        linked = _linked(assertion, given, lambda number: f"{_HOLE}{number}")
        parts.append(_assertion_key(linked, found, words))
        holes += found
    return "\n".join(parts), holes


def filled(
    draft: Draft,
    fills: Mapping[int, Recipe],
    given: Sequence[Hole],
    words: Words,
    *,
    whole_objects: bool = False,
) -> Draft:
    """The draft with other recipes in place of the holes of those numbers.

    Args:
        draft: With literals.
        fills: A variable, or an expected value with variables in it, by the number of the hole.
        given: The holes of its statements.
        words: What the holes were found with.
        whole_objects: As for `shape_of`.
    """
    count = -1

    is_given: Callable[[Recipe], bool] = words.is_given

    def change(part: Recipe) -> Recipe | None:
        nonlocal count
        if not is_given(part):
            return None
        count += 1
        return fills.get(count, part)

    names = {number: each.name for number, each in fills.items() if isinstance(each, Variable)}
    statements = []
    for each in draft.statements:
        is_given = words.is_given if not draft.is_declared else _given_in(each.expression)
        expression = transform(each.expression, change)
        is_given = words.is_given
        place = None if each.place is None else transform(each.place, change)
        statements.append(replace(each, expression=expression, place=place))
    assertions: list[Assertion] = []
    for assertion in draft.assertions:
        linked = _linked(assertion, given, names.get)
        is_whole = whole_objects and _is_whole(assertion, words)
        if _is_expected_object(assertion) and not is_whole:
            assert assertion.expected is not None
            linked = replace(linked, expected=transform(assertion.expected, change))
        elif is_whole or _whole_hole(assertion, words) is not None:
            count += 1
            if count in fills:
                linked = _with_fill(linked, fills[count])
        assertions.append(linked)
    return replace(draft, statements=tuple(statements), assertions=tuple(assertions))


def _with_fill(assertion: Assertion, fill: Recipe) -> Assertion:
    if assertion.kind in (AssertionKind.RAISES, AssertionKind.WARNS):
        return replace(assertion, text=None, place=fill)
    return replace(assertion, expected=fill)


def _linked(
    assertion: Assertion, given: Sequence[Hole], name: Callable[[int], str | None]
) -> Assertion:
    """The assertion with variables for names of files and keys, in its place, that are handed in."""
    if assertion.place is None:
        return assertion

    def variable(part: Recipe) -> Recipe | None:
        if not isinstance(part, Literal) or not isinstance(part.value, str) or not part.value:
            return None
        shown = repr(part)
        found = next((place for place, each in enumerate(given) if repr(each.value) == shown), None)
        known = None if found is None else name(found)
        return None if known is None else Variable(known)

    return replace(assertion, place=transform(assertion.place, variable))


def _given_in(expression: Recipe) -> Callable[[Recipe], bool]:
    """What may differ between looks at declarations: a constant as a whole, or two classes, too."""
    names: tuple[Recipe, ...] = ()
    match expression:
        case Symbol():
            names = (expression,)
        case Call(callee=Symbol(module="builtins", name="issubclass"), arguments=arguments):
            names = arguments
    return lambda part: is_literal(part) or any(part is each for each in names)


def _emptied(recipe: Recipe, is_given: Callable[[Recipe], bool]) -> Recipe:
    return transform(recipe, lambda part: Variable(_HOLE) if is_given(part) else None)


def _statement_holes(
    recipe: Recipe, words: Words, is_given: Callable[[Recipe], bool]
) -> Iterator[Hole]:
    """Holes in the order in which `transform` meets them."""
    if is_given(recipe):
        yield Hole(recipe, words.of_value(recipe))
        return
    if isinstance(recipe, Call):
        yield from _statement_holes(recipe.callee, words, is_given)
        names = words.of_call(recipe)
        values = (*recipe.arguments, *(value for _, value in recipe.keywords))
        for name, value in zip(names, values, strict=True):
            if is_given(value):
                yield Hole(value, name or words.of_value(value))
            else:
                yield from _statement_holes(value, words, is_given)
        return
    match recipe:
        case Operation(name="getitem", operands=(Symbol() | Variable(), key)) if is_given(key):
            yield Hole(key, "key")
            return
        case Attribute(owner=Operation(name="getitem", operands=(Symbol(), key)), name=name) if (
            is_given(key) and is_given != words.is_given
        ):
            yield Hole(key, "alias" if name == "name" else "name")
            return
    for part in children(recipe):
        yield from _statement_holes(part, words, is_given)


# -- what is demanded ---------------------------------------------------------------------------------


def _assertion_key(assertion: Assertion, holes: Sequence[Hole], words: Words) -> str:
    expected = "" if holes and assertion.kind not in _WITH_TYPE else repr(assertion.expected)
    if _is_expected_object(assertion):
        assert assertion.expected is not None
        expected = repr(_emptied(assertion.expected, words.is_given))
    kind, place = assertion.kind, assertion.place
    has_text = assertion.text is not None
    return f"{kind} {assertion.statement} {place!r} {expected} {has_text} {assertion.type_name}"


_WITH_TYPE = frozenset({AssertionKind.RAISES, AssertionKind.WARNS, AssertionKind.INSTANCE})
_WORDS_OF_PLACES = {
    "len": "expected_length",
    "str": "expected_text",
    "list": "expected_items",
    "dict": "expected_items",
}


def _assertion_holes(
    assertion: Assertion, words: Words, *, whole_objects: bool = False
) -> list[Hole]:
    if whole_objects and _is_whole(assertion, words):
        assert assertion.expected is not None
        return [Hole(assertion.expected, _place_word(assertion), is_expected=True)]
    if _is_expected_object(assertion):
        assert assertion.expected is not None
        return _parts_of_object(assertion, words)
    whole = _whole_hole(assertion, words)
    return [] if whole is None else [whole]


def _whole_hole(assertion: Assertion, words: Words) -> Hole | None:
    if assertion.kind in (AssertionKind.RAISES, AssertionKind.WARNS):
        if assertion.text is None:
            return None
        return Hole(Verbatim(pattern_text(assertion.text)), "message", is_expected=True)
    if assertion.expected is None or not _may_be_given(assertion.expected, words):
        return None
    if assertion.kind is AssertionKind.APPROXIMATE and not _may_vary(assertion.expected):
        return None
    return Hole(assertion.expected, _place_word(assertion), is_expected=True)


def _is_expected_object(assertion: Assertion) -> bool:
    """Whether an object is expected that a call makes, whose arguments may differ."""
    expected = assertion.expected
    if assertion.kind is not AssertionKind.EQUAL or not isinstance(expected, Call):
        return False
    return not _is_recorded_call(expected)


def _is_whole(assertion: Assertion, words: Words) -> bool:
    """Whether an expected object is made of literals alone."""
    expected = assertion.expected
    if not isinstance(expected, Call) or not _is_expected_object(assertion):
        return False
    values = (*expected.arguments, *(value for _, value in expected.keywords))
    return isinstance(expected.callee, Symbol) and all(map(words.is_given, values))


def _parts_of_object(assertion: Assertion, words: Words) -> list[Hole]:
    """The literals of an expected object: what is expected, where it is one, else after its arguments."""
    expected = assertion.expected
    assert isinstance(expected, Call)
    found = list(_statement_holes(expected, words, words.is_given))
    word = _place_word(assertion)
    if len(found) == 1:
        return [replace(found[0], word=word, is_expected=True, keyword=found[0].word)]
    return [
        replace(each, word=f"expected_{each.word}", is_expected=True, keyword=each.word)
        for each in found
    ]


def _may_be_given(expected: Recipe, words: Words) -> bool:
    """Whether an expected value says the same wherever it stands: literals, calls that a double got."""
    if words.is_given(expected):
        return True
    is_list = isinstance(expected, Collection) and bool(expected.items)
    return is_list and all(_is_recorded_call(each) for each in children(expected))


def _is_recorded_call(recipe: Recipe) -> bool:
    match recipe:
        case Call(callee=Attribute(owner=owner)):
            is_call = _is_recorded_call(owner)
        case Call(callee=callee):
            is_call = callee == _CALL or _is_recorded_call(callee)
        case _:
            return False
    values = (*recipe.arguments, *(value for _, value in recipe.keywords))
    return is_call and all(is_literal(each) for each in values)


_CALL = Symbol("unittest.mock", "call")


def _may_vary(expected: Recipe) -> bool:
    """Whether a tolerant comparison can be written without knowing the value."""
    values = [part.value for part in walk(expected) if isinstance(part, Literal)]
    return is_flat(expected) and all(value == value for value in values)


def _place_word(assertion: Assertion) -> str:
    if assertion.kind is AssertionKind.OUTPUT:
        return "expected_output"
    match assertion.place:
        case Call(callee=Symbol(module="builtins", name=name)) if name in _WORDS_OF_PLACES:
            return _WORDS_OF_PLACES[name]
        case place if place is not None and hasattr(place, "name") and hasattr(place, "owner"):
            return f"expected_{variable_word(place.name)}"
    return "expected"
