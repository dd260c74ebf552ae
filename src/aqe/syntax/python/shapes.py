"""Tests of one shape: the same statements with other literals, which one parametrised test covers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from aqe.domain.candidate import StatementForm
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
from aqe.syntax.python.drafts import Draft, local_names, renamed
from aqe.syntax.python.literals import pattern_text
from aqe.syntax.python.names import NameSupply, variable_word
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.row_order import oddity
from aqe.syntax.recipe_trees import children, is_literal, transform, walk

__all__ = ["Group", "Hole", "grouped", "holes_of"]

_SEVERAL = 3
"""So many cases of one shape are one test, whatever they show."""
_MAX_PARAMETERS = 5
_MAX_OF_PAIR = 3
"""Parameters of a test with two cases."""
_MAX_HOLE_CHARACTERS = 100
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


@dataclass(frozen=True, slots=True)
class Group:
    """Drafts that are printed as one test."""

    drafts: tuple[Draft, ...]
    template: Draft
    """The draft to print, with variables where the cases differ."""
    parameters: tuple[str, ...] = ()
    rows: tuple[tuple[Recipe, ...], ...] = ()
    """Values of the parameters for each draft."""


def grouped(
    drafts: Sequence[Draft],
    subject: Subject,
    text: Callable[[Recipe], str],
    taken: frozenset[str],
    shown: Callable[[Draft], str] = lambda draft: "",
) -> list[Group]:
    """Groups in the order of their first drafts.

    Two cases of one shape are one test where they show the same; where each shows something else, each
    deserves a name of its own.

    Args:
        drafts: Tests with their final variable names.
        subject: Whose parameters give the names.
        text: Prints a recipe.
        taken: Names of imports and definitions.
        shown: What a draft shows, in words; empty where that is only a value.
    """
    words = Words(subject, drafts)
    shapes: dict[str, list[tuple[Draft, list[Hole]]]] = {}
    for number, draft in enumerate(drafts):
        key, holes = _shape(draft, words)
        if any(len(text(hole.value)) > _MAX_HOLE_CHARACTERS for hole in holes):
            key = f"{key} {number}"
        shapes.setdefault(key, []).append((draft, holes))
    groups: list[Group] = []
    for members in shapes.values():
        group = _group(members, text, taken) if _is_table(members, shown) else None
        if group is not None and (len(members) > 2 or len(group.parameters) <= _MAX_OF_PAIR):
            groups.append(group)
        else:
            groups += [Group((draft,), draft) for draft, _ in members]
    order = {id(draft): place for place, draft in enumerate(drafts)}
    return sorted(groups, key=lambda group: min(order[id(each)] for each in group.drafts))


def _is_table(members: Sequence[tuple[Draft, list[Hole]]], shown: Callable[[Draft], str]) -> bool:
    """Whether cases of one shape belong into one test."""
    if len(members) >= _SEVERAL:
        return True
    return len(members) > 1 and len({shown(draft) for draft, _ in members}) == 1


def holes_of(draft: Draft, subject: Subject) -> list[Hole]:
    """The literals of a draft, in order."""
    return _shape(draft, Words(subject))[1]


def _group(
    members: list[tuple[Draft, list[Hole]]], text: Callable[[Recipe], str], taken: frozenset[str]
) -> Group | None:
    members = sorted(members, key=lambda member: oddity(_given(member[1])))
    columns = list(zip(*(holes for _, holes in members), strict=True))
    varying = [
        index
        for index, column in enumerate(columns)
        if len({text(hole.value) for hole in column}) > 1
    ]
    same = _handed_through(varying, columns, text)
    varying = [index for index in varying if index not in same]
    if not varying or len(varying) > _MAX_PARAMETERS:
        return None
    words = {columns[index][0].word for index in varying}
    template = _with_free_words(members[0][0], words, taken)
    supply = NameSupply({*taken, *local_names(template), "asyncio", "pytest", "scenario"})
    bound = {index: columns[index][0].binds for index in varying if columns[index][0].binds}
    names = {index: bound.get(index) or supply.take(columns[index][0].word) for index in varying}
    named = {**names, **{index: names[given] for index, given in same.items()}}
    rows = tuple(tuple(holes[index].value for index in varying) for _, holes in members)
    drafts = tuple(draft for draft, _ in members)
    parameters = tuple(names[index] for index in varying)
    given = [hole for hole in members[0][1] if not hole.is_expected]
    filled = _without_echoes(_filled(template, named, given), set(bound.values()))
    return Group(drafts, filled, parameters, rows)


def _with_free_words(draft: Draft, words: set[str], taken: frozenset[str]) -> Draft:
    """The draft with another name for its result, where a parameter of the table is called like that.

    What a property returns is named after the property, and so is the argument that it gives back: a
    reader knows the argument by that name.
    """
    target = draft.statements[draft.act].target
    bound = [each.target for each in draft.statements]
    is_plain = draft.statements[draft.act].form is StatementForm.PLAIN
    if target is None or target not in words or bound.count(target) > 1 or not is_plain:
        return draft
    supply = NameSupply({*taken, *local_names(draft), *words})
    name = supply.take("result", f"given_{target}")
    statements = list(draft.statements)
    statements[draft.act] = replace(statements[draft.act], target=name)
    return renamed(replace(draft, statements=tuple(statements)), {target: name})


def _given(holes: Sequence[Hole]) -> list[Recipe]:
    return [each.value for each in holes if not each.is_expected]


def _without_echoes(draft: Draft, names: set[str]) -> Draft:
    """The draft without statements that bind a parameter to its own name."""
    kept = [
        place
        for place, each in enumerate(draft.statements)
        if each.target not in names or each.expression != Variable(str(each.target))
    ]
    places = {old: new for new, old in enumerate(kept)}
    return replace(
        draft,
        statements=tuple(draft.statements[place] for place in kept),
        assertions=tuple(
            replace(each, statement=places[each.statement]) for each in draft.assertions
        ),
    )


def _handed_through(
    varying: Sequence[int], columns: Sequence[Sequence[Hole]], text: Callable[[Recipe], str]
) -> dict[int, int]:
    """Columns that say, in every case, what an earlier one says: their number -> that of the earlier.

    Of what is handed in only values that nothing can change: an object compared with itself would hide
    what became of it.
    """
    known: dict[tuple[str, ...], int] = {}
    found = {}
    for index in varying:
        column = columns[index]
        shown = tuple(text(hole.value) for hole in column)
        is_constant = all(isinstance(hole.value, Literal) for hole in column)
        if shown in known:
            found[index] = known[shown]
        elif is_constant or column[0].is_expected:
            known[shown] = index
    return found


# -- holes --------------------------------------------------------------------------------------------


def _shape(draft: Draft, words: Words) -> tuple[str, list[Hole]]:
    holes: list[Hole] = []
    parts: list[str] = [draft.case.candidate.subject, draft.case.basis, repr(draft.fixtures)]
    parts += ["in a loop"] if draft.in_loop else []
    parts += [definition.source for definition in draft.definitions]
    for statement in draft.statements:
        is_given = is_literal if not draft.is_declared else _given_in(statement.expression)
        found = list(_statement_holes(statement.expression, words, is_given))
        if statement.target and not statement.is_act and is_literal(statement.expression):
            # A plain name for the table: what pytest itself asks for is not to be had.
            own = statement.target if statement.target != "request" else ""
            found = [replace(each, word=statement.target, binds=own) for each in found]
        holes += found
        skeleton = _emptied(statement.expression, is_given)
        place = statement.place
        parts.append(
            f"{statement.form} {statement.target} {statement.is_act} {skeleton!r} {place!r}"
        )
    given = tuple(holes)
    for assertion in draft.assertions:
        hole = _assertion_hole(assertion)
        if hole is not None:
            holes.append(hole)
        linked = _linked(assertion, given, lambda number: f"{_HOLE}{number}")
        parts.append(_assertion_key(linked, hole is not None))
    return "\n".join(parts), holes


def _linked(
    assertion: Assertion, given: Sequence[Hole], name: Callable[[int], str | None]
) -> Assertion:
    """The assertion with variables for what is handed in: names of files and keys in its place, texts
    and arguments of the same name in an expected object."""

    def source(part: Recipe, word: str = "") -> int | None:
        is_text = isinstance(part, Literal) and isinstance(part.value, str) and bool(part.value)
        if not is_text and not (word and isinstance(part, Literal)):
            return None
        shown = repr(part)
        fitting = (
            index
            for index, hole in enumerate(given)
            if repr(hole.value) == shown and (not word or hole.word == word)
        )
        return next(fitting, None)

    def named(index: int | None) -> Recipe | None:
        found = None if index is None else name(index)
        return None if found is None else Variable(found)

    def variable(part: Recipe) -> Recipe | None:
        return named(source(part))

    place, expected = assertion.place, assertion.expected
    if place is not None:
        place = transform(place, variable)
    if isinstance(expected, Call) and not is_literal(expected):
        keywords = []
        for word, value in expected.keywords:
            # Bound to the argument of its name, whether or not that one varies.
            own = source(value, variable_word(word))
            linked = transform(value, variable) if own is None else named(own) or value
            keywords.append((word, linked))
        positional = tuple(transform(each, variable) for each in expected.arguments)
        callee = transform(expected.callee, variable)
        expected = Call(callee, positional, tuple(keywords))
    return replace(assertion, place=place, expected=expected)


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


def _assertion_key(assertion: Assertion, has_hole: bool) -> str:
    expected = "" if has_hole and assertion.kind not in _WITH_TYPE else repr(assertion.expected)
    kind, place = assertion.kind, assertion.place
    has_text = assertion.text is not None
    return f"{kind} {assertion.statement} {place!r} {expected} {has_text} {assertion.type_name}"


_WITH_TYPE = frozenset({AssertionKind.RAISES, AssertionKind.WARNS, AssertionKind.INSTANCE})
_WORDS_OF_PLACES = {"len": "expected_length", "str": "expected_text", "list": "expected_items"}


def _assertion_hole(assertion: Assertion) -> Hole | None:
    if assertion.kind in (AssertionKind.RAISES, AssertionKind.WARNS):
        if assertion.text is None:
            return None
        return Hole(Verbatim(pattern_text(assertion.text)), "message", is_expected=True)
    if assertion.expected is None or not _may_be_given(assertion.expected):
        return None
    if assertion.kind is AssertionKind.APPROXIMATE and not _may_vary(assertion.expected):
        return None
    return Hole(assertion.expected, _place_word(assertion), is_expected=True)


def _may_be_given(expected: Recipe) -> bool:
    """Whether an expected value says the same wherever it stands: literals, calls that a double got."""
    if is_literal(expected):
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
        case Operation(name="getitem", operands=(Symbol(), key)) if is_given(key):
            yield Hole(key, "key")
            return
        case Attribute(owner=Operation(name="getitem", operands=(Symbol(), key)), name=name) if (
            is_given(key) and is_given is not is_literal
        ):
            yield Hole(key, "alias" if name == "name" else "name")
            return
    for part in children(recipe):
        yield from _statement_holes(part, words, is_given)


def _filled(draft: Draft, names: dict[int, str], given: Sequence[Hole]) -> Draft:
    """The draft with variables in place of the holes of those numbers."""
    count = -1

    is_given: Callable[[Recipe], bool] = is_literal

    def change(part: Recipe) -> Recipe | None:
        nonlocal count
        if not is_given(part):
            return None
        count += 1
        return Variable(names[count]) if count in names else part

    statements = []
    for each in draft.statements:
        is_given = is_literal if not draft.is_declared else _given_in(each.expression)
        statements.append(replace(each, expression=transform(each.expression, change)))
    assertions: list[Assertion] = []
    for assertion in draft.assertions:
        has_hole = _assertion_hole(assertion) is not None
        assertion = _linked(assertion, given, names.get)
        if has_hole:
            count += 1
            if count in names:
                assertion = _with_variable(assertion, Variable(names[count]))
        assertions.append(assertion)
    return replace(draft, statements=tuple(statements), assertions=tuple(assertions))


def _with_variable(assertion: Assertion, variable: Variable) -> Assertion:
    if assertion.kind in (AssertionKind.RAISES, AssertionKind.WARNS):
        return replace(assertion, text=None, place=variable)
    return replace(assertion, expected=variable)
