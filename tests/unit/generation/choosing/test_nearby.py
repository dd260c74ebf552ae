"""Which scenarios are near a mutant."""

from __future__ import annotations

from pathlib import Path

from generation_bench import subject_of

from aqe.domain.goal import Goal, GoalKind
from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.archive import Entry
from aqe.generation.choosing.nearby import Nearby, without_options
from aqe.generation.scenario import Argument, Scenario, Step

SOURCE = """\
UNITS = (
    "metre",
    "mile",
)
OTHER = 5


def shown(value: int, unit: str = "metre", wide: bool = False) -> str:
    if unit in UNITS:
        return unit
    return "?"


def other(value: int) -> int:
    return OTHER


def table(value: int) -> str:
    rows = {
        1: "one",
        2: "two",
    }
    return rows[value]
"""
GOALS = {
    0: Goal(0, GoalKind.LINE, 9, "shown"),
    1: Goal(1, GoalKind.LINE, 10, "shown"),
    2: Goal(2, GoalKind.LINE, 11, "shown"),
    3: Goal(3, GoalKind.LINE, 15, "other"),
    4: Goal(4, GoalKind.LINE, 19, "table"),
    5: Goal(5, GoalKind.LINE, 23, "table"),
}


def _entry(
    number: int, *goals: int, outcome: CandidateOutcome = CandidateOutcome.COMPLETED
) -> Entry:
    return Entry(Scenario(()), CandidateRun(number, outcome, goals=frozenset(goals)), 1.0, number)


def _mutant(line: int, qualname: str) -> Mutant:
    return Mutant("m", "number", qualname, line, 0, 1, "1", "2")


ENTRIES = [_entry(0, 0, 1), _entry(1, 0, 2), _entry(2, 3)]


def _numbers(mutant: Mutant, entries: list[Entry] = ENTRIES) -> list[int]:
    return [each.number for each in Nearby(entries, GOALS, SOURCE).of(mutant)]


def test_those_that_run_the_line() -> None:
    assert _numbers(_mutant(10, "shown")) == [0]
    assert _numbers(_mutant(9, "shown")) == [0, 1]


def test_those_that_run_the_statement_of_a_line() -> None:
    failing = _entry(5, 5, outcome=CandidateOutcome.RAISED)
    entries = [failing, _entry(6, 4, outcome=CandidateOutcome.RAISED), *ENTRIES]
    nearby = Nearby(entries, GOALS, SOURCE)
    assert [each.number for each in nearby.of(_mutant(21, "table"))] == [6]
    assert not nearby.is_signature(_mutant(21, "table"))


def test_for_a_default_those_that_run_the_callable() -> None:
    mutant = _mutant(8, "shown")
    assert _numbers(mutant) == [0, 1]
    assert Nearby(ENTRIES, GOALS, SOURCE).is_signature(mutant)
    assert not Nearby(ENTRIES, GOALS, SOURCE).is_signature(_mutant(10, "shown"))


def test_for_a_constant_those_that_run_what_reads_it() -> None:
    assert _numbers(_mutant(3, "<module>")) == [0, 1]
    assert _numbers(_mutant(5, "<module>")) == [2]


def test_for_a_constant_those_that_run_what_reads_what_is_made_of_it() -> None:
    made = "\n".join(["SIZE = 3", "UNITS = [SIZE]", "def shown():", "    return UNITS"])
    goals = {0: Goal(0, GoalKind.LINE, 4, "shown")}
    (found,) = Nearby([_entry(7, 0)], goals, made).of(_mutant(1, "<module>"))
    assert found.number == 7


def test_for_what_nothing_reads_none() -> None:
    assert _numbers(_mutant(8, "<module>")) == []


def test_those_that_came_to_an_end_are_preferred() -> None:
    raised = _entry(0, 0, outcome=CandidateOutcome.RAISED)
    assert _numbers(_mutant(9, "shown"), [raised, _entry(1, 0)]) == [1]
    assert _numbers(_mutant(9, "shown"), [raised]) == [0]


def test_optional_arguments_are_left_out_one_at_a_time(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE).callable("shown")
    assert subject is not None
    value, unit, wide = subject.parameters
    arguments = (
        Argument(value, Literal(1)),
        Argument(unit, Literal("mile")),
        Argument(wide, Literal(True)),
    )
    entry = Entry(
        Scenario((Step(subject, arguments),)),
        CandidateRun(0, CandidateOutcome.COMPLETED),
        1.0,
        0,
    )
    left = [
        [argument.parameter.name for argument in each.act.arguments]
        for each in without_options(entry)
    ]
    assert left == [["value", "wide"], ["value", "unit"]]


def test_what_fills_a_table_shows_in_what_reads_it() -> None:
    changed = _mutant(15, "other")
    assert _numbers(changed) == [2]
    nearby = Nearby(ENTRIES, GOALS, SOURCE)
    assert [each.number for each in nearby.of(changed, ["UNITS"])] == [0, 1]
    assert [each.number for each in nearby.of(changed, ["NOWHERE"])] == [2]
