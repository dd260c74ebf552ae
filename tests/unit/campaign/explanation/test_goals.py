"""Causes of open goals, told from what a search left behind; the search is played."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of
from generation_builders import call_of, failure, run, scenario

from aqe.campaign.explanation.findings import Findings
from aqe.campaign.explanation.goals import explained_goals
from aqe.domain.explanation import Cause, GoalExplanation, GuardKind
from aqe.domain.goal import Condition, Goal, GoalKind
from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, Comparison, LoadedSubject
from aqe.domain.subject import Subject
from aqe.execution.worker.instrument import instrument
from aqe.generation.archive import Archive
from aqe.generation.attempts import Attempts


def loaded_of(source: str) -> LoadedSubject:
    """Goals and conditions as a worker finds them; nothing is run."""
    found = instrument(source, "demo.py")
    goals = [
        Goal(number, GoalKind.LINE, line, qualname)
        for number, (line, qualname) in enumerate(zip(found.lines, found.qualnames, strict=True))
    ]
    conditions = []
    for number, each in enumerate(found.decisions):
        for side in (False, True):
            goals.append(
                Goal(
                    len(goals),
                    GoalKind.BRANCH,
                    each.line,
                    each.qualname,
                    number,
                    side,
                    each.counted,
                )
            )
        conditions.append(
            Condition(
                number, each.line, each.qualname, each.operator, each.text, each.key + 1, each.key
            )
        )
    return LoadedSubject("demo", "3.11", tuple(goals), tuple(conditions), frozenset(), (), "ast")


class Played:
    """A search over a source of a few lines."""

    def __init__(self, folder: Path, source: str) -> None:
        self.subject: Subject = subject_of(folder, source)
        self.loaded = loaded_of(source)
        self.archive = Archive(self.loaded)
        self.attempts = Attempts()
        self.definitions = [each.line for each in self.loaded.goals if each.qualname == "<module>"]
        self.reach(*self.definitions)

    def reach(self, *lines: int, sides: tuple[tuple[int, bool], ...] = ()) -> None:
        self.archive.covered |= {
            each.id
            for each in self.loaded.goals
            if (each.side is None and each.line in lines) or (each.line, each.side) in sides
        }

    def call(self, qualname: str, value: object, outcome: CandidateRun) -> None:
        subject = self.subject.callable(qualname)
        assert subject is not None
        step = call_of(subject, Literal(value))  # type: ignore[arg-type]
        self.archive.add(scenario(step), outcome, False)
        self.attempts.note(scenario(step), outcome, is_new=False)

    def explained(self, **facts: object) -> dict[tuple[int, bool | None], GoalExplanation]:
        findings = Findings(
            self.subject,
            self.archive,
            self.attempts,
            **{  # type: ignore[arg-type]
                "is_spent": False,
                "can_build": lambda owner: True,
                "can_value": lambda type_ref: True,
                "shown": lambda each: each.subject,
                **facts,
            },
        )
        return {(each.line, each.side): each for each in explained_goals(findings)}


AND = "def act(a, b):\n    if a > 1 and b > 2:\n        return 1\n    return 0\n"


def test_of_a_conjunction_the_part_that_was_not_passed_is_told(tmp_path: Path) -> None:
    played = Played(tmp_path, AND)
    played.reach(2, 4)
    first, second = (each for each in played.loaded.conditions if each.operator == "gt")
    played.archive.covered |= {first.true_goal, first.false_goal, second.false_goal}  # type: ignore[arg-type]
    met = (Comparison(second.id, False, "1", "2"),)
    played.call("act", 5, run({0}, comparisons=met))

    goal = played.explained()[3, None]

    assert goal.cause is Cause.UNMET_CONDITION
    assert goal.guard is not None
    assert (goal.guard.text, goal.guard.side, goal.guard.met) == ("b > 2", True, 1)
    assert goal.guard.operands == (("1", "2"),)
    assert goal.reason == "no input found that makes 'b > 2' True; nearest: 1 > 2"
    assert goal.calls == 1


def test_where_one_of_several_parts_is_enough_the_nearest_counts(tmp_path: Path) -> None:
    condition = "time.time() > 1e12 or a > 100"
    source = f"import time\n\n\ndef act(a):\n    if {condition}:\n        return 1\n    return 0\n"
    played = Played(tmp_path, source)
    played.reach(5, 7)
    goal = played.explained()[6, None]
    assert goal.guard is not None
    assert goal.guard.text == "a > 100"
    assert goal.cause is Cause.UNMET_CONDITION


def test_what_ended_every_execution_is_told(tmp_path: Path) -> None:
    source = "def act(a):\n    total = a.rows\n    return total\n"
    played = Played(tmp_path, source)
    played.reach(2)
    broken = run(
        outcome=CandidateOutcome.RAISED,
        failure=failure("AttributeError", "'int' object has no attribute 'rows'", 2),
    )
    played.call("act", 5, broken)

    goal = played.explained()[3, None]

    assert goal.cause is Cause.WRONG_SHAPE
    assert goal.guard is not None
    assert (goal.guard.kind, goal.guard.line) == (GuardKind.STATEMENT, 2)
    assert goal.endings[0].call == "act"
    assert "type hints for 'a'" in goal.helps


def test_an_exception_that_the_subject_raises_itself_is_no_question_of_shape(
    tmp_path: Path,
) -> None:
    source = (
        "def check(a):\n    raise TypeError('never')\n\n\ndef act(a):\n    check(a)\n    return 1\n"
    )
    played = Played(tmp_path, source)
    played.reach(2, 6)
    outcome = run(outcome=CandidateOutcome.RAISED, failure=failure("TypeError", "never", 2))
    played.call("act", 5, outcome)
    assert played.explained()[7, None].cause is Cause.ENDED_BEFORE


def test_a_case_that_nothing_matched(tmp_path: Path) -> None:
    source = (
        "def act(a):\n    match a:\n        case {'kind': 1}:\n            return 1\n    return 0\n"
    )
    played = Played(tmp_path, source)
    played.reach(2, 3, 5)
    goal = played.explained()[4, None]
    assert goal.guard is not None
    assert goal.guard.kind is GuardKind.CASE
    assert goal.reason == "no value of 'a' matched `case {'kind': 1}`"


def test_only_what_the_request_was_about_is_explained_further(tmp_path: Path) -> None:
    played = Played(tmp_path, AND)
    found = played.explained(aimed=frozenset({"other"}))
    assert {each.cause for each in found.values()} == {Cause.NOT_AIMED}


def test_a_spent_budget_is_told_where_more_could_help(tmp_path: Path) -> None:
    played = Played(tmp_path, AND)
    found = played.explained(is_spent=True)
    assert {each.cause for each in found.values()} == {Cause.NOT_TRIED}
    assert all("--executions" in each.helps[-1] for each in found.values())
    played.reach(2, 4)
    assert "--executions" in played.explained(is_spent=True)[3, None].helps[-1]
    assert "--executions" not in played.explained()[3, None].helps[-1]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_parameter_that_nothing_fits_is_named(tmp_path: Path, is_known: bool) -> None:
    source = "from frames import Frame\n\n\ndef act(frame: Frame):\n    return frame\n"
    played = Played(tmp_path, source)
    goal = played.explained(can_value=lambda type_ref: is_known)[5, None]
    assert (goal.cause is Cause.WRONG_SHAPE) is not is_known
    assert ("no value of type 'frames.Frame' is known for 'frame'" in goal.reason) is not is_known


def test_what_reads_like_a_guard_against_the_impossible_is_told_so(tmp_path: Path) -> None:
    source = "def act(a):\n    if a > 10 ** 50:\n        raise AssertionError(a)\n    return 0\n"
    played = Played(tmp_path, source)
    played.reach(2, 4)
    assert "cannot happen" in played.explained()[3, None].helps[0]
