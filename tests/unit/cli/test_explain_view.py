"""What a user reads about goals that were not reached."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.explain import stop_text, view
from aqe.domain.effort import Effort, Stopped
from aqe.domain.explanation import (
    Cause,
    Ending,
    GoalExplanation,
    Guard,
    GuardKind,
    Miss,
    MutantExplanation,
)
from aqe.operations.explain import ExplainResult, SourceLine

GUARD = Guard(GuardKind.CONDITION, 3, "a > 9", True, 7, "gt", (("8", "9"),))
GOAL = GoalExplanation(
    line=4,
    qualname="act",
    side=None,
    text="return 1",
    cause=Cause.UNMET_CONDITION,
    reason="no input found that makes 'a > 9' True",
    guard=GUARD,
    nearest=Miss("act(8)", "8", "9"),
    calls=12,
    tries=2,
    endings=(Ending("ValueError", "bad", 2, 3, "act('x')"),),
    helps=("an example",),
)
SIDE = replace(GOAL, line=3, side=True)
RESULT = ExplainResult(
    module="demo",
    path=Path("demo.py"),
    function=None,
    run="run-1",
    started_at="",
    counted=20,
    goals=(SIDE, GOAL),
    mutants=(),
    effort=Effort(Stopped.PATIENCE, 2100, 90),
    source=(SourceLine(3, "    if a > 9:"), SourceLine(4, "        return 1")),
)


def shown(result: ExplainResult, *, verbose: bool = False) -> str:
    return plain_text(view(result, Face(verbose=verbose)))


def test_goals_behind_one_guard_are_one_block_with_all_that_is_known() -> None:
    text = shown(RESULT)
    for part in (
        "act: line 4, condition on line 3 true",
        "unmet condition: no input found that makes 'a > 9' True",
        ">     4          return 1",
        "guard    line 3: a > 9, never True in 7 executions that met it",
        "met      8 and 9",
        "nearest  act(8)",
        "tried    12 executions called act; 2 rounds aimed at it",
        "ended    3 executions with ValueError: bad on line 2, as by act('x')",
        "helps    an example",
        "demo: 2 of 20 goals not reached, run run-1",
        "stopped after 2100 executions: nothing new came for long",
    ):
        assert part in text
    assert text.count("nearest") == 1


def test_goals_with_other_reasons_are_blocks_of_their_own() -> None:
    other = replace(GOAL, line=9, reason="late", cause=Cause.TIME, guard=None, nearest=None)
    text = shown(replace(RESULT, goals=(GOAL, other)))
    assert "time: late" in text
    assert text.count("act: line") == 2


def test_mutants_of_one_line_with_one_reason_are_told_together() -> None:
    mutants = tuple(
        MutantExplanation(
            "m", "number", "act", 3, "9", new, Cause.SURVIVED, "few inputs", 1, ("more",)
        )
        for new in ("8", "10")
    )
    text = shown(replace(RESULT, mutants=mutants))
    assert "line 3 act: 9 became 8, 9 became 10" in text
    assert text.count("survived: few inputs") == 1


def test_a_changed_file_is_told_first() -> None:
    assert shown(replace(RESULT, stale=True)).startswith("demo.py changed since this run")


def test_a_module_without_open_goals_is_good_news() -> None:
    assert shown(replace(RESULT, goals=())) == "\ndemo: everything was reached, run run-1"


def test_where_a_search_stopped() -> None:
    text = stop_text(Effort(Stopped.EXECUTIONS, 10, 10))
    assert text == "the search stopped after 10 executions: its budget of executions was spent"
