from __future__ import annotations

from dataclasses import replace

import pytest
from generation_builders import call_of, failure, function, loaded, parameter, run, scenario

from aqe.domain.candidate import Definition
from aqe.domain.goal import Condition
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol, Verbatim
from aqe.domain.run import CandidateOutcome, Comparison
from aqe.domain.subject import CallableKind
from aqe.generation.archive import Archive, cost_of, distance
from aqe.generation.scenario import Scenario

ACT = function("act", parameter("number"))
CONDITION = Condition(0, 2, "act", "eq", "number == 9", 2, 1)


def _call(value: int | str) -> object:
    return scenario(call_of(ACT, Literal(value)))


def _archive() -> Archive:
    return Archive(loaded(4, (CONDITION,)))


def _met(value: int, goals: set[int]) -> object:
    return run(goals, comparisons=(Comparison(0, False, repr(value), "9"),))


def test_only_the_first_to_reach_a_goal_is_progress() -> None:
    archive = _archive()
    assert archive.add(_call(1), run({0, 1}), False) is True  # type: ignore[arg-type]
    assert archive.add(_call(2), run({0, 1}), False) is False  # type: ignore[arg-type]
    assert archive.add(_call(3), run({0, 3}), False) is True  # type: ignore[arg-type]
    assert [each.id for each in archive.open_goals()] == [2]
    assert archive.share == 0.75


def test_what_is_open_is_told_by_callable_line_and_what_is_around() -> None:
    goals = tuple(
        replace(goal, qualname=name, line=line)
        for goal, (name, line) in zip(
            loaded(4, ()).goals,
            [("act", 1), ("make.<locals>.inner", 5), ("other", 7), ("other", 8)],
            strict=True,
        )
    )
    archive = Archive(replace(loaded(4, ()), goals=goals))
    assert archive.has_open("act")
    assert archive.has_open_within("make")
    assert archive.has_open_within("make.<locals>.inner")
    assert not archive.has_open("make")
    assert archive.has_open("nobody", 5)
    assert not archive.has_open("nobody", 6)
    archive.add(_call(1), run({0, 1, 2}), False)  # type: ignore[arg-type]
    assert not archive.has_open("act")
    assert not archive.has_open_within("make")
    assert not archive.has_open("nobody", 5)
    assert archive.has_open("other")
    assert archive.has_open("nobody", 7)


@pytest.mark.parametrize(
    "outcome", [CandidateOutcome.TIMEOUT, CandidateOutcome.CRASHED, CandidateOutcome.REFUSED]
)
def test_what_did_not_end_well_reaches_nothing(outcome: CandidateOutcome) -> None:
    archive = _archive()
    assert archive.add(_call(1), run({0}, outcome=outcome), False) is False  # type: ignore[arg-type]
    assert archive.all_entries() == []
    assert archive.known == frozenset()


def test_deaths_are_kept_by_callable_and_manner() -> None:
    archive = _archive()
    for value in ("a long text, hard to read", "a"):
        died = replace(
            run(set(), outcome=CandidateOutcome.CRASHED),
            failure=failure("aqe:Lost", "killed by SIGSEGV"),
        )
        archive.add(_call(value), died, False)  # type: ignore[arg-type]
    dear, cheap = _call("a long text, hard to read"), _call("a")
    assert [each.scenario for each in archive.crashes()] == [cheap, dear]
    assert archive.failures() == []


def test_what_swallowed_a_refusal_reaches_nothing() -> None:
    archive = _archive()
    assert archive.add(_call(1), run({0}, refused="opening a socket"), False) is False  # type: ignore[arg-type]
    assert archive.known == frozenset()


def test_the_cheapest_scenario_is_kept_for_each_goal() -> None:
    archive = _archive()
    archive.add(_call("a long text, hard to read"), run({0}), False)  # type: ignore[arg-type]
    archive.add(_call("a"), run({0}), False)  # type: ignore[arg-type]
    archive.add(_call("another long text, as hard to read"), run({0}), False)  # type: ignore[arg-type]
    assert archive.best[0].scenario == _call("a")


def test_near_misses_are_ordered_by_distance_and_end_when_the_goal_is_reached() -> None:
    archive = _archive()
    for value in (500, 8, 50):
        archive.add(_call(value), _met(value, {0, 1}), False)  # type: ignore[arg-type]
    assert archive.near[2][0].comparison.left == "8"
    assert 1 not in archive.near
    archive.add(_call(9), run({0, 2}), False)  # type: ignore[arg-type]
    assert 2 not in archive.near


def test_near_misses_that_were_tried_often_stand_back() -> None:
    archive = _archive()
    archive.add(_call(8), _met(8, {0, 1}), False)  # type: ignore[arg-type]
    archive.near[2][0].tries = 12
    archive.add(_call(50), _met(50, {0, 1}), False)  # type: ignore[arg-type]
    assert archive.near[2][0].comparison.left == "50"


def test_pools_keep_one_cheap_scenario_for_each_way_to_behave() -> None:
    archive = _archive()
    for value, kind in ((10_000, "int"), (1, "int"), (2, "str")):
        result = run({0}, result_types=(f"builtins:{kind}",))
        archive.add(_call(value), result, False)  # type: ignore[arg-type]
    assert [each.scenario for each in archive.pool("act")] == [_call(1), _call(2)]
    assert archive.pool("other") == []


def test_private_access_and_failures_cost() -> None:
    plain = cost_of(_call(1), CandidateOutcome.COMPLETED, False)  # type: ignore[arg-type]
    assert cost_of(_call(1), CandidateOutcome.RAISED, False) > plain  # type: ignore[arg-type]
    assert cost_of(_call(1), CandidateOutcome.COMPLETED, True) > plain + 10  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [(("8", "9"), ("80", "9")), (("'cold'", "'cord'"), ("'warm'", "'cord'"))],
)
def test_distance_ranks_operands(nearer: tuple[str, str], farther: tuple[str, str]) -> None:
    one, other = (distance(Comparison(0, False, *each), "eq") for each in (nearer, farther))
    assert 0 < one < other <= 1


def test_the_distance_of_what_cannot_be_compared_is_the_longest() -> None:
    assert distance(Comparison(0, False, "<Box>", "1"), "eq") == 1.0
    assert distance(Comparison(0, False, "float('nan')", "1"), "lt") == 1.0


def test_of_each_failure_the_cheapest_scenarios_are_kept() -> None:
    archive = _archive()
    ended = run({0}, failure=failure("KeyError", "m", 3), outcome=CandidateOutcome.RAISED)
    other = run({0}, failure=failure("KeyError", "m", 4), outcome=CandidateOutcome.RAISED)
    for length in range(40, 0, -1):
        archive.add(_call("abc def " * length), ended, False)  # type: ignore[arg-type]
    archive.add(_call("abc"), other, False)  # type: ignore[arg-type]
    archive.add(_call("abc"), run({0}), False)  # type: ignore[arg-type]
    found = archive.failures()
    assert len(found) == 17
    assert _call("abc def ") in [each.scenario for each in found]
    assert _call("abc def " * 40) not in [each.scenario for each in found]
    assert {each.run.failure.line for each in found if each.run.failure} == {3, 4}


@pytest.mark.parametrize(
    "recipe",
    [
        Call(Attribute(Symbol("datetime", "date"), "today")),
        Call(Symbol("time", "time")),
        Operation("add", (Call(Attribute(Symbol("datetime", "date"), "today")), Literal(1))),
        Verbatim("datetime.now()"),
    ],
)
def test_what_is_another_value_tomorrow_is_dear(recipe: Recipe) -> None:
    asked = scenario(call_of(ACT, recipe))
    fixed = scenario(call_of(ACT, Call(Symbol("datetime", "date"), (Literal(2024),))))
    assert cost_of(asked, CandidateOutcome.COMPLETED, False) > 15 + cost_of(
        fixed, CandidateOutcome.COMPLETED, False
    )


def test_values_that_can_be_told_apart_are_easier_to_read() -> None:
    pair = function("put", parameter("key"), parameter("value"))
    same, different = (scenario(call_of(pair, Literal("a"), Literal(each))) for each in "ab")
    done = CandidateOutcome.COMPLETED
    assert cost_of(same, done, False) > cost_of(different, done, False)


def test_what_a_class_of_the_test_answers_reaches_nothing() -> None:
    base = function("Base", kind=CallableKind.CONSTRUCTOR, owner="Base")
    made = replace(call_of(base), expression=Symbol("", "ConcreteBase"))
    asked = call_of(function("ask", kind=CallableKind.METHOD, owner="Base"), receiver=0)
    source = "class ConcreteBase(Base):\n    def ask(self):\n        return 1"
    filled = Scenario((made, asked), (Definition("ConcreteBase", source),))
    plain = replace(
        filled, definitions=(Definition("ConcreteBase", "class ConcreteBase(Base): ..."),)
    )
    assert not _archive().add(filled, run(goals={0}), is_private=False)
    assert _archive().add(plain, run(goals={0}), is_private=False)
