"""Documented examples as scenarios: statements become steps, documented results become oracles."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from aqe.campaign.drafting.naming import defined_names, resolver
from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.run import CandidateRun
from aqe.domain.subject import Example, Subject
from aqe.domain.suite import OracleBasis, TestCase
from aqe.domain.syntax_trees import nodes_in, parsed_module
from aqe.generation.exploring.candidates import candidate_of, variable_word
from aqe.generation.observing.oracles import Agreement, Oracles
from aqe.generation.scenario import (
    EXAMPLE,
    Scenario,
    Step,
    children,
    step_reference,
    walk,
    with_children,
)
from aqe.syntax.python.parsing import recipe_of

__all__ = ["agreeing", "disagreements", "documented_scenarios"]

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


def agreeing(
    scenarios: Sequence[Scenario], subject: Subject, runs: Sequence[CandidateRun | None]
) -> list[Scenario]:
    """The examples that come out as documented: whoever wrote them chose their inputs for a reason.

    Args:
        scenarios: documented examples.
        subject: the module whose documentation they are from.
        runs: what each showed, or None where that is not stable.
    """
    return [
        scenario
        for scenario, run in zip(scenarios, runs, strict=True)
        if _agreement(scenario, subject, run) is Agreement.AGREES
    ]


def _agreement(scenario: Scenario, subject: Subject, run: CandidateRun | None) -> Agreement:
    if run is None or scenario.documented is None:
        return Agreement.UNKNOWN
    candidate = candidate_of(scenario, subject.module, 0)
    case = TestCase(candidate, run, OracleBasis.RECORDED, frozenset())
    return Oracles(subject.module, frozenset()).agreement(case)


def disagreements(
    scenarios: Sequence[Scenario], subject: Subject, runs: Sequence[CandidateRun | None]
) -> tuple[str, ...]:
    """What the documentation promises and the subject does not give, in words.

    Args:
        scenarios: documented examples.
        subject: the module whose documentation they are from.
        runs: what each showed, or None where that is not stable.
    """
    lines = {(each.owner, (each.expected or "").strip()): each.line for each in subject.examples}
    found: dict[str, None] = {}
    for scenario, run in zip(scenarios, runs, strict=True):
        if run is None or scenario.documented is None:
            continue
        if _agreement(scenario, subject, run) is not Agreement.DISAGREES:
            continue
        line = lines.get((scenario.about, scenario.documented))
        place = f"line {line}: " if line else ""
        owner = f"the documentation of {scenario.about!r}" if scenario.about else "it"
        promised = scenario.documented.partition("\n")[0]
        found.setdefault(f"{place}{owner} promises {promised}, but the result is {_shown(run)}")
    return tuple(found)


def _shown(run: CandidateRun) -> str:
    """How a run ended, in words."""
    if run.failure is not None:
        return f"{run.failure.type.rpartition(':')[2]}: {run.failure.message}".strip(": ")
    last = run.observations[-1]
    if last.stdout:
        return f"the output {last.stdout.strip()!r}"
    return (last.value.source if last.value is not None else None) or "another value"


def _scenario(example: Example, subject: Subject) -> Scenario | None:
    steps: list[Step] = []
    places: dict[str, Recipe] = {}
    statements = [each for text in example.statements for each in _statements(text)]
    imported = _imported(example, subject)
    if imported is None or imported.keys() & {name for target, _ in statements for name in target}:
        return None
    known = resolver(subject, imported)
    nodes = [each for _, node in statements if node is not None for each in nodes_in(node)]
    reads = Counter(each.id for each in nodes if isinstance(each, ast.Name))
    is_identity_asked = reads["id"] or any(isinstance(each, ast.Is | ast.IsNot) for each in nodes)

    def resolve(name: str) -> Symbol | None:
        if name.split(".")[0] in places:
            return Symbol(_LOCAL, name) if name in places else None
        return known(name)

    for target, node in statements:
        if node is None:
            return None
        recipe = recipe_of(node, resolve)
        if recipe is None or _mentions_local(recipe):
            return None
        is_movable = len(target) == 1 and not is_identity_asked
        if is_movable and _is_as_good_in_place(recipe, reads[target[0]]):
            places[target[0]] = recipe
            continue
        word = variable_word("_and_".join(target)) if target else ""
        made = step_reference(len(steps))
        value = _linked(recipe, places)
        if len(target) > 1:  # it may be read once, or have no places
            value = Call(Symbol("builtins", "list"), (value,))
        steps.append(Step(None, expression=value, name=word))
        for place, name in enumerate(target):
            item = Operation("getitem", (made, Literal(place)))
            places[name] = item if len(target) > 1 else made
    if not steps:
        return None
    documented = None if example.raises or example.expected is None else example.expected.strip()
    return Scenario(tuple(steps), origin=EXAMPLE, documented=documented, about=example.owner)


def _imported(example: Example, subject: Subject) -> dict[str, str] | None:
    """What the names that an example imports stand for; None where one means two things.

    What it imports from the subject, or from a package around it, is what the subject calls by that name.
    """
    found: dict[str, str] = {}
    own = defined_names(subject)
    for text in example.statements:
        try:
            tree = parsed_module(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for statement in tree.body:
            for name, meant in _names_of_import(statement):
                module = meant.partition(":")[0]
                is_around = f"{subject.module}.".startswith(f"{module}.")
                if is_around and (name in own or f"{name}." == f"{subject.module}."):
                    continue
                if found.setdefault(name, meant) != meant:
                    return None
    return found


def _names_of_import(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    match statement:
        case ast.Import(names=names):
            for each in names:
                yield each.asname or each.name, f"{each.name}:"
        case ast.ImportFrom(module=str() as module, names=names, level=0):
            for each in names:
                yield each.asname or each.name, f"{module}:{each.name}"


def _mentions_local(recipe: Recipe) -> bool:
    """Whether text that is kept as it is mentions a name of the example, which nothing can be put in for."""
    return any(
        symbol.module == _LOCAL
        for _, part in walk(recipe)
        if isinstance(part, Verbatim)
        for symbol in part.symbols
    )


def _is_as_good_in_place(recipe: Recipe, reads: int) -> bool:
    """Whether a value may as well stand where its name is read: a search varies what is handed over, and
    not what it was called before. What can be changed in place is one object wherever it is read."""
    match recipe:
        case Literal():
            return True
        case Collection() | Mapping():
            return reads == 1 and all(
                isinstance(part, Literal | Collection | Mapping) for _, part in walk(recipe)
            )
    return False


def _statements(text: str) -> Iterator[tuple[tuple[str, ...], ast.expr | None]]:
    """The names that each statement binds, with the value; no value for what cannot be read as a step.

    Imports bind names that stand for themselves, and are left out.
    """
    try:
        tree = parsed_module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield (), None
        return
    for statement in tree.body:
        match statement:
            case ast.Import() | ast.ImportFrom():
                continue
            case ast.Expr(value=value):
                yield (), value
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield (name,), value
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                yield from _unpacked(targets, value)
            case _:
                yield (), None


def _unpacked(
    targets: Sequence[ast.expr], value: ast.expr
) -> Iterator[tuple[tuple[str, ...], ast.expr | None]]:
    """Names that are bound side by side: to the items of a value, or each to a value of its own."""
    names = tuple(each.id for each in targets if isinstance(each, ast.Name))
    if len(names) != len(targets) or len(names) == 1:
        yield (), None
    elif not isinstance(value, ast.Tuple):
        yield names, value
    elif len(value.elts) != len(names) or _uses(value, names):
        yield (), None  # what a name stood for before is not what it stands for now
    else:
        yield from (((name,), each) for name, each in zip(names, value.elts, strict=True))


def _uses(value: ast.expr, names: Sequence[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in names for node in nodes_in(value))


def _linked(recipe: Recipe, places: dict[str, Recipe]) -> Recipe:
    if isinstance(recipe, Symbol) and recipe.module == _LOCAL:
        first, *rest = recipe.name.split(".")
        linked = places[first]
        for name in rest:
            linked = Attribute(linked, name)
        return linked
    if isinstance(recipe, Variable):
        return recipe
    parts = children(recipe)
    if not parts:
        return recipe
    return with_children(recipe, tuple(_linked(each, places) for each in parts))
