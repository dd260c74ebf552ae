"""Goals that a call reached and that no verified test does."""

from __future__ import annotations

from aqe.campaign.explanation.verification import Verified, after_verification, in_short
from aqe.domain.candidate import Candidate
from aqe.domain.explanation import Cause, GoalExplanation, ModuleExplanation
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.run import CandidateOutcome, CandidateRun, FileCoverage, LoadedSubject
from aqe.domain.suite import OracleBasis, TestCase

GOALS = (
    Goal(0, GoalKind.LINE, 1, "<module>"),
    Goal(1, GoalKind.LINE, 2, "act"),
    Goal(2, GoalKind.LINE, 3, "act"),
    Goal(3, GoalKind.BRANCH, 2, "act", 0, False, True, 4),
    Goal(4, GoalKind.BRANCH, 2, "act", 0, True, True, 3),
    Goal(5, GoalKind.BRANCH, 2, "act", 1, True, False, None),
)
LOADED = LoadedSubject("demo", "3.11", GOALS, (), frozenset({0}), (), "ast")
NOTHING = ModuleExplanation("demo", "", 5, ())


def case(*goals: int) -> TestCase:
    run = CandidateRun(1, CandidateOutcome.COMPLETED, goals=frozenset(goals))
    return TestCase(Candidate(1, "act", ()), run, OracleBasis.RECORDED, frozenset(goals))


def coverage(lines: tuple[int, ...], branches: tuple[tuple[int, int], ...]) -> list[FileCoverage]:
    return [FileCoverage("demo.py", (1, 2, 3), lines, ((2, 3), (2, 4)), branches)]


def causes(verified: Verified) -> dict[tuple[int, bool | None], Cause]:
    goals = after_verification(NOTHING, verified).goals
    return {(each.line, each.side): each.cause for each in goals}


def test_what_the_suite_covers_is_not_explained() -> None:
    whole = coverage((1, 2, 3), ((2, 3), (2, 4)))
    assert causes(Verified(LOADED, frozenset(), (), (), whole)) == {}


def test_what_no_test_covers_was_not_stable() -> None:
    part = coverage((1, 2), ((2, 4),))
    found = Verified(LOADED, frozenset(), (), (), part)
    assert causes(found) == {(2, True): Cause.UNSTABLE, (3, None): Cause.UNSTABLE}
    (first, _) = after_verification(NOTHING, found).goals
    assert "when it was repeated" in first.reason


def test_a_test_that_verification_rejected_is_told() -> None:
    part = coverage((1, 2), ((2, 4),))
    found = Verified(LOADED, frozenset(), (case(1, 2, 4),), (), part)
    goals = after_verification(NOTHING, found).goals
    assert all("rejected by verification" in each.reason for each in goals)


def test_what_other_tests_reach_or_the_import_runs_is_not_lost() -> None:
    found = Verified(LOADED, frozenset({1, 2, 3, 4}), (), (), None)
    assert causes(found) == {}


def test_tests_that_were_not_asked_for_are_not_called_unstable() -> None:
    part = coverage((1, 2), ((2, 4),))
    found = Verified(LOADED, frozenset(), (case(1),), (case(1),), part, count=1)
    assert set(causes(found).values()) == {Cause.NOT_AIMED}


def test_what_is_explained_already_stays_as_it_is() -> None:
    known = GoalExplanation(3, "act", None, "", Cause.TIME, "late")
    explanation = ModuleExplanation("demo", "", 5, (known,))
    part = coverage((1, 2), ((2, 4), (2, 3)))
    found = after_verification(explanation, Verified(LOADED, frozenset(), (), (), part))
    assert found.goals == (known,)
    assert [(each.line, each.reason, each.cause) for each in in_short(found)] == [
        (3, "late", Cause.TIME)
    ]
