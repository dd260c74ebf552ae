"""Small subjects and runs for tests of generation."""

from __future__ import annotations

from aqe.domain.goal import Condition, Goal, GoalKind
from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun, Comparison, Failure, LoadedSubject
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.generation.scenario import Argument, Scenario, Step


def parameter(
    name: str,
    *,
    default: str | None = None,
    kind: ParameterKind = ParameterKind.POSITIONAL_OR_KEYWORD,
    **facts: object,
) -> Parameter:
    return Parameter(name, kind, default, **facts)  # type: ignore[arg-type]


def function(
    name: str,
    *parameters: Parameter,
    kind: CallableKind = CallableKind.FUNCTION,
    owner: str | None = None,
    **facts: object,
) -> CallableSubject:
    qualname = f"{owner}.{name}" if owner and kind is not CallableKind.CONSTRUCTOR else name
    return CallableSubject(
        qualname=qualname,
        name=name,
        kind=kind,
        owner=owner,
        parameters=parameters,
        **facts,  # type: ignore[arg-type]
    )


def call_of(subject: CallableSubject, *recipes: Recipe, receiver: int | None = None) -> Step:
    arguments = tuple(
        Argument(each, recipe) for each, recipe in zip(subject.parameters, recipes, strict=False)
    )
    return Step(subject, arguments, receiver)


def scenario(*steps: Step) -> Scenario:
    return Scenario(tuple(steps))


def literals_by_name(scenario: Scenario) -> dict[str, object]:
    """What a scenario calls its last callable with, as far as literals state it."""
    return {
        each.parameter.name: each.recipe.value
        for each in scenario.act.arguments
        if isinstance(each.recipe, Literal)
    }


def run(
    goals: set[int] | None = None,
    *,
    outcome: CandidateOutcome = CandidateOutcome.COMPLETED,
    failure: Failure | None = None,
    comparisons: tuple[Comparison, ...] = (),
    **facts: object,
) -> CandidateRun:
    return CandidateRun(
        candidate=1,
        outcome=outcome,
        failure=failure,
        failed_at=0 if failure else None,
        goals=frozenset(goals or ()),
        comparisons=comparisons,
        **facts,  # type: ignore[arg-type]
    )


def failure(type_name: str, message: str, line: int = 3) -> Failure:
    return Failure(f"builtins:{type_name}", message, True, line, 1)


def loaded(goal_count: int, conditions: tuple[Condition, ...] = ()) -> LoadedSubject:
    return LoadedSubject(
        module="demo",
        python="3.11",
        goals=tuple(Goal(each, GoalKind.LINE, each + 1, "act") for each in range(goal_count)),
        conditions=conditions,
        reached_by_import=frozenset(),
        members=(),
        instrumentation="ast",
    )
