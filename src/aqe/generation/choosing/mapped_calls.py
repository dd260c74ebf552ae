"""Public calls with a mapping, in the place of private ones that are given its key and its value.

An object that is made of a text and asked with a mapping (a template with the values of its variables, say)
looks each name up, and hands name and value on to a private method. Which one that is, signs around the name
in the text may tell. So those that the module names are tried before it, and behind it where one before it
came to the code that the private call is there for.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet

from aqe.domain.recipe import Literal, Mapping, Recipe
from aqe.domain.run import CandidateRun
from aqe.domain.subject import CallableSubject, Parameter, ParameterKind
from aqe.domain.syntax_trees import nodes_in, shared_module
from aqe.generation.choosing.public_routes import methods_beside
from aqe.generation.choosing.replacing import ENDS
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Argument, Scenario, Step

__all__ = ["mapped_calls", "mapped_for_goals"]

_SIGNS = 16
"""That a module names."""
_BEFORE = 2
"""Signs before a name that are tried with others behind it."""
_ASKED = 40
"""Direct calls of private code for which public ones are looked for."""


def mapped_for_goals(
    search: Search,
    private: Sequence[tuple[Scenario, CandidateRun]],
    missing: AbstractSet[int],
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Scenario]:
    """For each direct call the one with a mapping that reaches most of what only direct calls do.

    Args:
        search: the finished search: its runner executes.
        private: direct calls of private code, with what they showed.
        missing: goals that only direct calls reach.
        is_over: whether time is up.
    """
    found: list[Scenario] = []
    for scenario, run in private[:_ASKED]:
        if run.goals & missing and not is_over():
            methods = methods_beside(scenario, search.subject)
            found += mapped_calls(search, scenario, methods, run.goals & missing)[:1]
    return found


def mapped_calls(
    search: Search,
    direct: Scenario,
    methods: Sequence[CallableSubject],
    goals: Collection[int],
) -> list[Scenario]:
    """Calls of methods that take a mapping, which reach some goals, those first that reach most of them.

    Args:
        search: the finished search: its runner executes.
        direct: a call of a private method.
        methods: public methods of its object.
        goals: of which the calls are to reach one.
    """
    if not _is_of_text(direct):
        return []
    signs = _signs(search.subject.source)
    found: dict[Scenario, int] = {}
    for step, name in _steps(search, direct, methods):
        asked = direct.with_step(len(direct.steps) - 1, step)
        plain = _reaching(
            search, [_made_of(asked, f"{each}{name}") for each in ("", *signs)], goals
        )
        behind = [
            _made_of(each, f"{_text(each)}{sign}")
            for each in list(plain)[:_BEFORE]
            for sign in signs
        ]
        found |= {**plain, **_reaching(search, behind, goals)}
    return sorted(found, key=lambda each: -found[each])


def _steps(
    search: Search, direct: Scenario, methods: Sequence[CallableSubject]
) -> Iterator[tuple[Step, str]]:
    """Public calls with what the private one was given, and the name that it is looked up by."""
    recipes = direct.act.recipes
    name = next((_word(each) for each in recipes if _word(each)), "")
    value = next((each for each in recipes if each != Literal(name)), Literal(name))
    mapping = Mapping(((Literal(name), value),))
    for method in methods if name else ():
        needed = [each for each in method.parameters if each.default is None]
        taking = next(iter(needed or method.parameters), None)
        if taking is not None and len(needed) <= 1 and _takes_mapping(taking):
            use = search.seeder.usual_use(method)
            arguments = (Argument(taking, mapping),)
            yield Step(method, arguments, receiver=direct.act.receiver, use=use), name


def _takes_mapping(parameter: Parameter) -> bool:
    """Whether a mapping is among what the author, or what is done with it, says of a parameter."""
    types = [each.type for each in parameter.evidence]
    parts = [
        part for each in types for part in (each, *(each.arguments if each.name == "union" else ()))
    ]
    is_placed = parameter.kind in (
        ParameterKind.POSITIONAL_ONLY,
        ParameterKind.POSITIONAL_OR_KEYWORD,
    )
    return is_placed and any(each.name == "dict" for each in parts)


def _reaching(
    search: Search, scenarios: Sequence[Scenario], goals: Collection[int]
) -> dict[Scenario, int]:
    """Those that come to an end and to a goal, with how many they reach."""
    complete = [search.seeder.complete(each) for each in scenarios]
    programs = [search.exploration.program(each) for each in complete]
    runs = search.exploration.runner.run(programs) if programs else []
    return {
        each: len(run.goals & frozenset(goals))
        for each, run in zip(complete, runs, strict=True)
        if run.outcome in ENDS and run.goals & frozenset(goals)
    }


def _is_of_text(direct: Scenario) -> bool:
    """Whether the object of a call is made with one text alone, by the step before it."""
    if len(direct.steps) != 2 or direct.setup or direct.act.receiver != 0:
        return False
    recipes = direct.steps[0].recipes
    return len(recipes) == 1 and isinstance(recipes[0], Literal) and bool(_text(direct))


def _made_of(scenario: Scenario, text: str) -> Scenario:
    return scenario.with_step(0, scenario.steps[0].with_argument(0, Literal(text)))


def _text(scenario: Scenario) -> str:
    (recipe,) = scenario.steps[0].recipes
    value = recipe.value if isinstance(recipe, Literal) else None
    return value if isinstance(value, str) else ""


def _word(recipe: Recipe) -> str:
    value = recipe.value if isinstance(recipe, Literal) else None
    return value if isinstance(value, str) and value.isidentifier() else ""


def _signs(source: str) -> list[str]:
    """Texts of one sign in a source, those that stand first in it first."""
    try:
        tree = shared_module(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    nodes = [
        each
        for each in nodes_in(tree)
        if isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and len(each.value) == 1
        and each.value.isascii()
        and each.value.isprintable()
        and not each.value.isalnum()
        and not each.value.isspace()
    ]
    nodes.sort(key=lambda each: (each.lineno, each.col_offset))
    return list(dict.fromkeys(str(each.value) for each in nodes))[:_SIGNS]
