"""Documented examples as scenarios: statements become steps, documented results become oracles."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.campaign.naming import resolver
from aqe.domain.recipe import Attribute, Recipe, Symbol, Variable
from aqe.domain.subject import Example, Subject
from aqe.generation.candidates import variable_word
from aqe.generation.scenario import Scenario, Step, children, step_reference, with_children
from aqe.syntax.python.parsing import parse_literal, recipe_of

__all__ = ["documented_scenarios"]

_LOCAL = "@local"
_MOST = 60


def documented_scenarios(subject: Subject) -> list[Scenario]:
    """One scenario per documented example that can be read as a sequence of expressions."""
    found: list[Scenario] = []
    for example in subject.examples[: _MOST * 3]:
        scenario = _scenario(example, subject)
        if scenario is not None:
            found.append(scenario)
        if len(found) >= _MOST:
            break
    return list(dict.fromkeys(found))


def _scenario(example: Example, subject: Subject) -> Scenario | None:
    steps: list[Step] = []
    places: dict[str, int] = {}
    known = resolver(subject)

    def resolve(name: str) -> Symbol | None:
        if name.split(".")[0] in places:
            return Symbol(_LOCAL, name) if name in places else None
        return known(name)

    for text in example.statements:
        for target, node in _statements(text):
            if node is None:
                continue
            recipe = recipe_of(node, resolve)
            if recipe is None:
                return None
            word = variable_word(target) if target else ""
            steps.append(Step(None, expression=_linked(recipe, places), name=word))
            if target:
                places[target] = len(steps) - 1
        if _has_unreadable(text):
            return None
    if not steps:
        return None
    documented = None if example.raises or example.expected is None else example.expected.strip()
    return Scenario(tuple(steps), origin="example", documented=documented, about=example.owner)


def _statements(text: str) -> Iterator[tuple[str | None, ast.expr | None]]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in tree.body:
        match statement:
            case ast.Expr(value=value):
                yield None, value
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case _:
                yield None, None


def _has_unreadable(text: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return not all(
        isinstance(each, ast.Expr | ast.Import | ast.ImportFrom)
        or (isinstance(each, ast.Assign) and len(each.targets) == 1)
        for each in tree.body
    ) or any(
        isinstance(each, ast.Assign) and not isinstance(each.targets[0], ast.Name)
        for each in tree.body
    )


def _linked(recipe: Recipe, places: dict[str, int]) -> Recipe:
    if isinstance(recipe, Symbol) and recipe.module == _LOCAL:
        first, *rest = recipe.name.split(".")
        linked: Recipe = step_reference(places[first])
        for name in rest:
            linked = Attribute(linked, name)
        return linked
    if isinstance(recipe, Variable):
        return recipe
    parts = children(recipe)
    if not parts:
        return recipe
    return with_children(recipe, tuple(_linked(each, places) for each in parts))


def documents(text: str | None) -> Recipe | None:
    """The documented result as a recipe, where it is a literal."""
    return parse_literal(text) if text else None
