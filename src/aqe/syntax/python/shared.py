"""Set-up that several tests of a file repeat, printed once as a fixture of pytest.

Only what comes first in a test is shared, so that nothing runs in another order than before: calls whose
result is bound to a variable. Every test still gets an object of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from aqe.domain.candidate import Statement, StatementForm
from aqe.domain.recipe import Call, Recipe, Symbol, Variable, Verbatim
from aqe.domain.suite import AssertionKind
from aqe.syntax.python.drafts import Draft, local_names, renamed, uses
from aqe.syntax.python.names import NameSupply, slug, value_words
from aqe.syntax.python.shapes import Group
from aqe.syntax.recipe_trees import is_literal, walk

__all__ = ["Fixture", "shared_setup"]

_LEAST = 3
"""Fewer tests with the same set-up repeat it."""
_MOST_WORDS = 24
_GIVEN = frozenset({"tmp_path"})
_OF_PYTEST = frozenset({"capsys", "monkeypatch", "request", "tmp_path"})


@dataclass(frozen=True, slots=True)
class Fixture:
    """One function that pytest calls before a test."""

    name: str
    parameters: tuple[str, ...]
    """Fixtures that it needs itself."""
    expression: Recipe


def shared_setup(
    groups: Sequence[Group], text: Callable[[Recipe], str], taken: Collection[str]
) -> tuple[list[Group], list[Fixture]]:
    """The tests with what they repeat taken out, and the fixtures that do it instead.

    Args:
        groups: Tests in the order of the file.
        text: Prints a recipe.
        taken: Names of imports and definitions.
    """
    groups = list(groups)
    supply = NameSupply(
        {*taken, *_OF_PYTEST, *(name for each in groups for name in each.parameters)}
    )
    made: list[Fixture] = []
    refused: set[str] = set()
    while True:
        users: dict[str, list[int]] = {}
        for index, group in enumerate(groups):
            if _is_shareable(group.template, {each.name for each in made}):
                users.setdefault(text(group.template.statements[0].expression), []).append(index)
        wanted = [key for key, each in users.items() if len(each) >= _LEAST and key not in refused]
        if not wanted:
            return groups, made
        members = users[wanted[0]]
        first = groups[members[0]].template.statements[0]
        _leave_the_name(groups, members, first.target or "")
        fixture = _fixture(first, supply, _shadowing(groups, members))
        members = [each for each in members if _may_use(groups[each].template, fixture.name)]
        if len(members) < _LEAST:
            refused.add(wanted[0])
            continue
        made.append(fixture)
        for index in members:
            template = _without_first(groups[index].template, fixture.name)
            groups[index] = replace(groups[index], template=template)


def _is_shareable(draft: Draft, fixtures: Collection[str]) -> bool:
    """Whether the first statement of a test may as well run before it."""
    first = draft.statements[0]
    if first.is_act or first.form is not StatementForm.PLAIN or not first.target or draft.is_async:
        return False
    if not isinstance(first.expression, Call) or not isinstance(first.expression.callee, Symbol):
        return False
    if len(draft.statements) == 1:
        return False
    # What is printed or looked at while it runs belongs to the test.
    if any(each.statement == 0 or each.kind is AssertionKind.OUTPUT for each in draft.assertions):
        return False
    parts = list(walk(first.expression))
    known = {*_GIVEN, *fixtures}
    if any(isinstance(each, Verbatim) for each in parts):
        return False
    return all(each.name in known for each in parts if isinstance(each, Variable))


def _shadowing(
    groups: Sequence[Group], members: Collection[int], beside: Collection[int] = ()
) -> set[str]:
    """Names of variables of tests that will not ask for a fixture: with its name they would hide it.

    Args:
        groups: All tests of the file.
        members: Those that may ask for it.
        beside: Those that do not count.
    """
    found: set[str] = set()
    for index, group in enumerate(groups):
        if index in beside:
            continue
        names = local_names(group.template) - set(group.template.fixtures)
        if index in members:
            target = group.template.statements[0].target
            targets = [each.target for each in group.template.statements]
            names -= {target} if targets.count(target) == 1 else set()
        found |= names
    return found


def _leave_the_name(groups: list[Group], members: Collection[int], name: str) -> None:
    """Tests that only make such an object call theirs ``new_ledger``, if that lets the fixture be ``ledger``.

    A fixture has the plain name in all suites of a package that need no other one, and they can share it.
    """
    makers = [
        index
        for index, group in enumerate(groups)
        if index not in members
        and [each.target for each in group.template.statements] == [name]
        and f"new_{name}" not in local_names(group.template)
    ]
    if name in _shadowing(groups, members, beside=makers):
        return
    for index in makers:
        template = renamed(groups[index].template, {name: f"new_{name}"})
        making = replace(template.statements[0], target=f"new_{name}")
        groups[index] = replace(groups[index], template=replace(template, statements=(making,)))


def _fixture(statement: Statement, supply: NameSupply, hiding: Collection[str]) -> Fixture:
    """The fixture that makes what a statement makes.

    Args:
        statement: What several tests begin with.
        supply: Names of the file.
        hiding: Names that tests use for something else.
    """
    expression = statement.expression
    assert isinstance(expression, Call)
    values = (*expression.arguments, *(value for _, value in expression.keywords))
    words = "_".join(value_words(each) for each in values if is_literal(each))
    word = statement.target or "prepared"
    if len(words) > _MOST_WORDS:
        words = words[: _MOST_WORDS + 1].rpartition("_")[0]
    told_apart = slug(f"{word}_of_{words}") if words else f"default_{word}"
    parameters = [each.name for each in walk(expression) if isinstance(each, Variable)]
    choices = dict.fromkeys([word, told_apart, f"prepared_{word}", f"fixed_{word}"])
    name = supply.take(*(each for each in choices if each not in hiding), f"shared_{word}")
    return Fixture(name, tuple(sorted(set(parameters))), expression)


def _may_use(draft: Draft, name: str) -> bool:
    """Whether a test has no other variable of that name."""
    target = draft.statements[0].target
    others = local_names(draft) - {target}
    targets = [each.target for each in draft.statements if each.form is not StatementForm.AUGMENT]
    return name not in others and targets.count(target) == 1


def _without_first(draft: Draft, name: str) -> Draft:
    target = draft.statements[0].target
    assert target is not None
    rest = replace(
        draft,
        statements=draft.statements[1:],
        assertions=tuple(replace(each, statement=each.statement - 1) for each in draft.assertions),
    )
    # A fixture that only this object needed is asked for by its own fixture.
    given = [
        each for each in draft.fixtures if any(uses(recipe, each) for recipe in rest.recipes())
    ]
    return replace(renamed(rest, {target: name}), fixtures=(*given, name))
