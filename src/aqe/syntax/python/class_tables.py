"""Tests that are the same for several classes of the subject: one test with the class as a parameter.

Two tests count as the same when they differ in nothing but the class that is named, variables called after
it, and expected texts in which its name stands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aqe.domain.recipe import Recipe, Symbol, Variable
from aqe.domain.subject import Subject
from aqe.syntax.python.case_ids import case_ids
from aqe.syntax.python.columns import columns_of
from aqe.syntax.python.drafts import Draft, local_names
from aqe.syntax.python.holes import filled, shape_of
from aqe.syntax.python.names import NameSupply, snake
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.shapes import Family, Group
from aqe.syntax.recipe_trees import transform, walk

__all__ = ["across_classes"]

_MOST_ROWS = 16
_MOST_PARAMETERS = 5
_LEAST_LETTERS = 3
"""A shorter end of a name is no word."""
_CLASS, _OBJECT = "<class>", "<object>"


@dataclass(frozen=True, slots=True)
class _Member:
    """A test of one class, and how it reads for any."""

    group: Group
    symbol: Symbol
    template: Draft
    """With placeholders for the class and for variables named after it."""


def across_classes(
    groups: Sequence[Group],
    subject: Subject,
    text: Callable[[Recipe], str],
    taken: frozenset[str],
) -> list[Group]:
    """The groups, those that several classes share as one, at the place of the first.

    Args:
        groups: Tests in the order of the file.
        subject: Whose classes they are about.
        text: Prints a recipe.
        taken: Names of imports and definitions.
    """
    words = Words(subject, [draft for each in groups for draft in each.drafts])
    alike: dict[str, list[_Member]] = {}
    for group in groups:
        member = _member(group, subject)
        if member is not None:
            alike.setdefault(_key(member, words, text), []).append(member)
    merged: dict[int, Group] = {}
    for members in alike.values():
        names = {each.symbol.name for each in members}
        table = None
        if 1 < len(members) == len(names):
            table = _table(members, subject, words, text, taken)
        if table is not None:
            merged[id(members[0].group)] = table
            merged |= {id(each.group): Group((), table.template) for each in members[1:]}
    found = [merged.get(id(each), each) for each in groups]
    return [each for each in found if each.drafts]


def _member(group: Group, subject: Subject) -> _Member | None:
    """What a test says of one class; None where it is about none, or about several."""
    draft = group.template
    known = {each.qualname for each in subject.classes}
    symbols = {
        part
        for recipe in draft.recipes()
        for part in walk(recipe)
        if isinstance(part, Symbol) and part.module == subject.module and part.name in known
    }
    in_rows = {part for row in group.rows for value in row for part in walk(value)}
    if draft.is_declared or len(symbols) != 1 or symbols & in_rows:
        return None
    symbol = symbols.pop()
    return _Member(group, symbol, _generalised(draft, symbol))


def _generalised(draft: Draft, symbol: Symbol) -> Draft:
    """The draft with placeholders for a class and for variables named after it."""
    word = snake(symbol.name.rpartition(".")[2])
    names = {
        each: re.sub(rf"(?<![a-z0-9]){word}(?![a-z0-9])", _OBJECT, each)
        for each in local_names(draft) - set(draft.fixtures)
    }
    named = {old: new for old, new in names.items() if old != new}
    return _with_names(draft, named, {symbol: Variable(_CLASS)})


def _with_names(draft: Draft, names: dict[str, str], symbols: dict[Recipe, Recipe]) -> Draft:
    def change(part: Recipe) -> Recipe | None:
        if isinstance(part, Variable) and part.name in names:
            return Variable(names[part.name])
        return symbols.get(part) if isinstance(part, Symbol | Variable) else None

    def changed(recipe: Recipe | None) -> Recipe | None:
        return None if recipe is None else transform(recipe, change)

    return replace(
        draft,
        statements=tuple(
            replace(
                each,
                expression=transform(each.expression, change),
                target=names.get(each.target or "", each.target),
                place=changed(each.place),
            )
            for each in draft.statements
        ),
        assertions=tuple(
            replace(each, place=changed(each.place), expected=changed(each.expected))
            for each in draft.assertions
        ),
    )


def _key(member: _Member, words: Words, text: Callable[[Recipe], str]) -> str:
    """What tests of several classes have in common when they are the same."""
    owner, dot, method = member.template.case.candidate.subject.rpartition(".")
    case = member.template.case
    if owner == member.symbol.name:
        case = replace(case, candidate=replace(case.candidate, subject=f"{_CLASS}{dot}{method}"))
    shape, holes = shape_of(replace(member.template, case=case), words)
    shown = [
        _without_class(text(each.value), member.symbol) if each.is_expected else text(each.value)
        for each in holes
    ]
    rows = [
        [
            _without_class(text(value), member.symbol) if _is_expected(name) else text(value)
            for name, value in zip(member.group.parameters, row, strict=True)
        ]
        for row in member.group.rows
    ]
    return "\n".join([shape, repr(shown), repr(member.group.parameters), repr(rows)])


def _is_expected(name: str) -> bool:
    return name.startswith(("expected", "message"))


def _without_class(text: str, symbol: Symbol) -> str:
    return re.sub(rf"\b{re.escape(symbol.name.rpartition('.')[2])}\b", _CLASS, text)


def _table(
    members: Sequence[_Member],
    subject: Subject,
    words: Words,
    text: Callable[[Recipe], str],
    taken: frozenset[str],
) -> Group | None:
    """One test of all these classes; None where nothing names what they have in common."""
    word = _common_word([each.symbol.name for each in members], subject)
    first = members[0]
    if not word or len(members) * max(1, len(first.group.rows)) > _MOST_ROWS:
        return None
    columns, frames = columns_of(
        [shape_of(each.template, words)[1] for each in members], text, of_parts=False
    )
    if frames or 1 + len(columns) + len(first.group.parameters) > _MOST_PARAMETERS:
        return None
    supply = NameSupply(
        {*taken, *local_names(first.template), *first.group.parameters, "asyncio", "pytest"}
    )
    name = supply.take(f"{word}_class")
    added = [supply.take(each.hole.word) for each in columns]
    given = [each for each in shape_of(first.template, words)[1] if not each.is_expected]
    fills: dict[int, Recipe] = {
        each.place: Variable(own) for each, own in zip(columns, added, strict=True)
    }
    objects = {
        each: supply.take(each.replace(_OBJECT, word))
        for each in sorted(local_names(first.template))
        if _OBJECT in each
    }
    template = _with_names(
        filled(first.template, fills, given, words), objects, {Variable(_CLASS): Variable(name)}
    )
    rows: list[tuple[Recipe, ...]] = []
    ids: list[str] = []
    titles = [each.symbol.name.rpartition(".")[2] for each in members]
    if len(set(titles)) < len(titles):
        titles = [each.symbol.name for each in members]
    for place, member in enumerate(members):
        texts = tuple(each.values[place] for each in columns)
        own_rows = member.group.rows or ((),)
        own_ids = case_ids(member.group) if member.group.rows else [""]
        rows += [(member.symbol, *row, *texts) for row in own_rows]
        ids += [f"{titles[place]}-{each}" if each else titles[place] for each in own_ids]
    drafts = tuple(draft for each in members for draft in each.group.drafts)
    is_bare = len(rows[0]) == 1 and all("." not in each.symbol.name for each in members)
    family = Family(word, snake(first.symbol.name), first.group, tuple(ids), is_bare)
    return Group(drafts, template, (name, *first.group.parameters, *added), tuple(rows), family)


def _common_word(names: Sequence[str], subject: Subject) -> str:
    """What classes are, in a word: the common end of their names, else their common base."""
    parts = [snake(each.rpartition(".")[2]).split("_") for each in names]
    common: list[str] = []
    for each in zip(*(reversed(part) for part in parts), strict=False):
        if len(set(each)) > 1:
            break
        common.insert(0, each[0])
    if len("_".join(common)) >= _LEAST_LETTERS:
        return "_".join(common)
    lines = [_bases(each, subject) for each in names]
    shared = next((each for each in lines[0] if all(each in line for line in lines)), "")
    return snake(shared.rpartition(".")[2])


def _bases(name: str, subject: Subject) -> list[str]:
    """A class and those that it is derived from, nearest first; those of the language say nothing."""
    known = {each.qualname: each for each in (*subject.known_classes, *subject.classes)}
    found: list[str] = []
    waiting = [name]
    while waiting:
        each = waiting.pop(0)
        if each in found:
            continue
        found.append(each)
        for base in known[each].bases if each in known else ():
            module, _, qualname = base.rpartition(":")
            if module.partition(".")[0] not in sys.stdlib_module_names and qualname != "object":
                waiting.append(qualname.partition("[")[0])
    return found
