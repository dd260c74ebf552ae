"""Tests of one shape: the same statements with other literals, which one parametrised test covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import Collection, Literal, Recipe, Variable
from aqe.domain.subject import Subject
from aqe.syntax.python.columns import Column, columns_of, frame_words, with_names
from aqe.syntax.python.drafts import Draft, local_names, renamed
from aqe.syntax.python.holes import Hole, filled, holes_of, shape_of
from aqe.syntax.python.names import NameSupply
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.row_order import oddity

__all__ = ["Family", "Group", "Hole", "grouped", "holes_of"]

_SEVERAL = 3
"""So many cases of one shape are one test, whatever they show."""
_MAX_PARAMETERS = 5
_MAX_OF_PAIR = 3
"""Parameters of a test with two cases."""
_MAX_PARTS = 2
"""Parts of an expected object that are columns of their own; where more differ, the object is one."""
_MAX_VALUE_CHARACTERS = 100
"""Longer values stand in no row."""


@dataclass(frozen=True, slots=True)
class Group:
    """Drafts that are printed as one test."""

    drafts: tuple[Draft, ...]
    template: Draft
    """The draft to print, with variables where the cases differ."""
    parameters: tuple[str, ...] = ()
    rows: tuple[tuple[Recipe, ...], ...] = ()
    """Values of the parameters for each draft."""
    family: Family | None = None
    """For a test of several classes: what they are, and what it is called for one of them."""


@dataclass(frozen=True, slots=True)
class Family:
    """Classes of which the same is tested."""

    word: str
    """What they all are."""
    first_word: str
    """The name of the first of them, in words."""
    first: Group
    """Its tests alone."""
    ids: tuple[str, ...]
    """Of the rows."""
    is_bare: bool = False
    """Whether nothing but the class differs."""


Member = tuple[Draft, list[Hole]]


def grouped(
    drafts: Sequence[Draft],
    subject: Subject,
    text: Callable[[Recipe], str],
    taken: frozenset[str],
    shown: Callable[[Draft], Sequence[str]] = lambda draft: (),
) -> list[Group]:
    """Groups in the order of their first drafts.

    Two cases of one shape are one test where they show the same, or where one shows only a value; where
    each shows something else, each deserves a name of its own.

    Args:
        drafts: Tests with their final variable names.
        subject: Whose parameters give the names.
        text: Prints a recipe.
        taken: Names of imports and definitions.
        shown: What a draft shows, in words; empty where that is only a value.
    """
    words = Words(subject, drafts)
    shapes: dict[str, list[Member]] = {}
    for draft in drafts:
        key, holes = shape_of(draft, words)
        shapes.setdefault(key, []).append((draft, holes))
    groups: list[Group] = []
    for members in shapes.values():
        groups += _tables(members, words, text, taken, shown)
    order = {id(draft): place for place, draft in enumerate(drafts)}
    return sorted(groups, key=lambda group: min(order[id(each)] for each in group.drafts))


def _tables(
    members: list[Member],
    words: Words,
    text: Callable[[Recipe], str],
    taken: frozenset[str],
    shown: Callable[[Draft], Sequence[str]],
) -> list[Group]:
    """Tests of one shape as tables, and those as they are that fit into none."""
    groups: list[Group] = []
    is_whole = _has_many_parts(members, text)
    if is_whole:
        members = [(draft, shape_of(draft, words, whole_objects=True)[1]) for draft, _ in members]
    while members:
        alike, others = _tabular(members, text)
        fill = partial(filled, words=words, whole_objects=is_whole)
        group = _group(alike, fill, text, taken) if _is_table(alike, shown) else None
        if group is None:
            groups += [Group((draft,), draft) for draft, _ in alike]
        else:
            groups.append(group)
        members = others
    return groups


def _has_many_parts(members: Sequence[Member], text: Callable[[Recipe], str]) -> bool:
    """Whether more of an expected object differs than a reader wants to put together from columns."""
    varying, _ = columns_of([holes for _, holes in members], text)
    parts = [each for each in varying if each.hole.is_expected and each.hole.keyword]
    return len([each for each in parts if each.part < 0]) > _MAX_PARTS


def _tabular(
    members: list[Member], text: Callable[[Recipe], str]
) -> tuple[list[Member], list[Member]]:
    """The members whose differences fit into one table, at least one, and the others.

    Those with a long value stand apart (one that all have stays in the test itself), and where too much
    differs those that differ where most are the same.
    """
    others: list[Member] = []
    while len(members) > 1:
        varying, _ = columns_of([holes for _, holes in members], text)
        same = _handed_through(varying, text)
        odd: set[int] = set()
        for column in varying:
            is_long = [len(text(each)) > _MAX_VALUE_CHARACTERS for each in column.values]
            if any(is_long):
                # Of values that are made alike only a part stands in the table.
                made = _unusual([frame_words(each) for each in column.values])
                odd |= made or {place for place, each in enumerate(is_long) if each}
        most = _MAX_OF_PAIR if len(members) < _SEVERAL else _MAX_PARAMETERS
        own = [each for index, each in enumerate(varying) if index not in same]
        if not odd and len(own) > most:
            odd = min((_unusual([text(each) for each in column.values]) for column in own), key=len)
        if not odd:
            return members, others
        kept = [each for place, each in enumerate(members) if place not in odd] or members[:1]
        others += [each for each in members if all(each is not other for other in kept)]
        members = kept
    return members, others


def _unusual(shown: Sequence[str]) -> set[int]:
    """The places of texts that are not the most frequent one."""
    usual = Counter(shown).most_common(1)[0][0]
    return {place for place, each in enumerate(shown) if each != usual}


def _is_table(members: Sequence[Member], shown: Callable[[Draft], Sequence[str]]) -> bool:
    """Whether cases of one shape belong into one test."""
    if len(members) != _SEVERAL - 1:
        return len(members) >= _SEVERAL
    one, other = (shown(draft) for draft, _ in members)
    # Of one that shows no more than a value nothing is lost.
    return not (one and other) or not set(one).isdisjoint(other)


def _group(
    members: list[Member],
    fill: Callable[[Draft, dict[int, Recipe], Sequence[Hole]], Draft],
    text: Callable[[Recipe], str],
    taken: frozenset[str],
) -> Group | None:
    members = sorted(members, key=lambda member: oddity(_given(member[1])))
    varying, frames = columns_of([holes for _, holes in members], text)
    same = _handed_through(varying, text)
    own = [index for index in range(len(varying)) if index not in same]
    if not own or len(own) > _MAX_PARAMETERS:
        return None
    words = {varying[index].hole.word for index in own}
    template = _with_free_words(members[0][0], words, taken)
    supply = NameSupply({*taken, *local_names(template), "asyncio", "pytest", "scenario"})
    bound = {index: varying[index].hole.binds for index in own if varying[index].hole.binds}
    names = {
        index: bound.get(index) or supply.take(*_words_of(varying[index].hole)) for index in own
    }
    named = {**names, **{index: names[given] for index, given in same.items()}}
    rows = tuple(
        tuple(varying[index].values[place] for index in own) for place in range(len(members))
    )
    given = [hole for hole in members[0][1] if not hole.is_expected]
    fills = _fills(varying, frames, named)
    shown = _without_echoes(fill(template, fills, given), set(bound.values()))
    return Group(
        tuple(each for each, _ in members), shown, tuple(names[index] for index in own), rows
    )


def _is_fixed(recipe: Recipe) -> bool:
    """Whether nothing can change a value."""
    match recipe:
        case Collection(kind="tuple", items=items):
            return all(map(_is_fixed, items))
    return isinstance(recipe, Literal)


def _words_of(hole: Hole) -> list[str]:
    """What the parameter of a column may be called."""
    return [hole.word, f"expected_{hole.keyword}"] if hole.keyword else [hole.word]


def _fills(
    columns: Sequence[Column], frames: dict[int, Recipe], named: dict[int, str]
) -> dict[int, Recipe]:
    """What stands at the holes that differ."""
    fills: dict[int, Recipe] = {}
    for place, frame in frames.items():
        own = {each.part: named[index] for index, each in enumerate(columns) if each.place == place}
        fills[place] = with_names(frame, own)
    for index, each in enumerate(columns):
        if each.part < 0:
            fills[each.place] = Variable(named[index])
    return fills


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


def _handed_through(columns: Sequence[Column], text: Callable[[Recipe], str]) -> dict[int, int]:
    """Columns that say, in every case, what an earlier one says: their number -> that of the earlier.

    Of what is handed in only values that nothing can change: an object compared with itself would hide
    what became of it. An expected object may hold the argument of the same name.
    """
    known: dict[tuple[str, ...], int] = {}
    handed: dict[tuple[str, tuple[str, ...]], int] = {}
    found = {}
    for index, column in enumerate(columns):
        shown = tuple(text(each) for each in column.values)
        hole = column.hole
        is_constant = all(_is_fixed(each) for each in column.values)
        own = handed.get((hole.keyword, shown)) if hole.keyword else None
        if own is not None:
            found[index] = own
        elif shown in known:
            found[index] = known[shown]
        elif is_constant or hole.is_expected:
            known[shown] = index
        if not hole.is_expected and index not in found:
            handed.setdefault((hole.word, shown), index)
    return found
