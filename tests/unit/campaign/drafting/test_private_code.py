"""The share of what calls reach that only direct calls of private code do."""

from __future__ import annotations

import pytest

from aqe.campaign.drafting.private_code import calls_private_code, private_share
from aqe.domain.candidate import Candidate, Statement
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.measure import Basis
from aqe.domain.recipe import Attribute, Call, Literal, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun, LoadedSubject
from aqe.domain.suite import OracleBasis, TestCase

GOALS = tuple(Goal(each, GoalKind.LINE, each + 1, "act") for each in range(10))
LOADED = LoadedSubject("demo", "3.11", GOALS, (), frozenset({0, 1}), (), "ast")


def candidate(*recipes: Recipe) -> Candidate:
    return Candidate(1, "act", tuple(Statement(each) for each in recipes))


def case(recipe: Recipe, *goals: int) -> TestCase:
    run = CandidateRun(1, CandidateOutcome.COMPLETED, goals=frozenset(goals))
    return TestCase(candidate(recipe), run, OracleBasis.RECORDED, frozenset())


PUBLIC = Call(Symbol("demo", "act"), (Literal(1),))
PRIVATE = Call(Symbol("demo", "_act"), (Literal(1),))


@pytest.mark.parametrize(
    ("recipe", "is_private"),
    [
        (PUBLIC, False),
        (PRIVATE, True),
        (Call(Symbol("demo", "_Shop.open")), True),
        (Call(Symbol("demo", "Shop._open")), True),
        (Call(Attribute(Variable("shop"), "_open")), True),
        (Call(Attribute(Variable("shop"), "__len__")), False),
        (Call(Symbol("demo", "act"), (Call(Symbol("demo", "_Part")),)), True),
        (Call(Symbol("collections", "_Other")), False),
    ],
)
def test_names_with_an_underscore_are_private(recipe: Recipe, is_private: bool) -> None:
    assert calls_private_code(candidate(recipe), "demo") is is_private


def test_any_statement_counts() -> None:
    assert calls_private_code(candidate(PRIVATE, PUBLIC), "demo")


def test_only_what_no_other_test_reaches_counts() -> None:
    found = private_share(LOADED, [case(PUBLIC, 0, 2, 3, 4), case(PRIVATE, 1, 4, 5)], "run-1")
    assert found.value == pytest.approx(1 / 4)
    assert (found.basis, found.runs) == (Basis.DERIVED, ("run-1",))
    assert found.detail.startswith("1 of 4 lines and branches")


def test_without_calls_there_is_no_share() -> None:
    assert private_share(LOADED, [], "run-1").value is None
    assert private_share(LOADED, [case(PUBLIC, 0, 1)], "run-1").value is None
