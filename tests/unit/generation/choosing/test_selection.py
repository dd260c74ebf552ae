from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from generation_builders import call_of, function, parameter, run, scenario

from aqe.domain.recipe import Literal, Operation
from aqe.domain.subject import CallableKind
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.archive import Entry
from aqe.generation.choosing import selection
from aqe.generation.choosing.selection import cover, omissions, variants, without_questions
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Step, step_reference

ACT = function("act", parameter("first"), parameter("second", default="None"))


def _entry(number: int, goals: set[int], cost: float) -> Entry:
    return Entry(scenario(call_of(ACT, Literal(number))), run(goals), cost, number)


def test_cover_reaches_every_wanted_goal() -> None:
    entries = [_entry(1, {1, 2}, 5), _entry(2, {3}, 5), _entry(3, {2, 3}, 5)]
    picks = cover(entries, frozenset({1, 2, 3}))
    assert frozenset().union(*(each.reaches for each in picks)) == {1, 2, 3}


def test_cheap_scenarios_win_over_dear_ones() -> None:
    dear, cheap = _entry(1, {1, 2, 3}, 90), _entry(2, {1, 2, 3}, 5)
    assert [each.cost for each in cover([dear, cheap], frozenset({1, 2, 3}))] == [5]


def test_redundant_picks_are_dropped() -> None:
    entries = [_entry(1, {1, 2, 3, 4}, 40), _entry(2, {1, 2}, 1), _entry(3, {3, 4}, 1)]
    assert sorted(each.cost for each in cover(entries, frozenset({1, 2, 3, 4}))) == [1, 1]


def test_goals_nobody_wants_earn_nothing() -> None:
    assert cover([_entry(1, {7}, 1)], frozenset()) == []


def test_variants_leave_out_optional_arguments_and_simplify_values() -> None:
    tried = scenario(call_of(ACT, Literal("a long string"), Literal(100)))
    found = [tuple(each.recipe for each in one.act.arguments) for one in variants(tried)]
    assert (Literal("a long string"),) in found
    assert (Literal(""), Literal(100)) in found
    assert (Literal("a long string"), Literal(0)) in found


def test_variants_keep_every_step_that_something_refers_to() -> None:
    made = call_of(ACT, Literal("a long string"))
    compared = Step(None, expression=Operation("eq", (step_reference(0), step_reference(1))))
    passed = call_of(ACT, step_reference(1))
    for tried in (
        scenario(made, made, compared),
        scenario(made, made, passed),
        scenario(made, made, call_of(ACT, Literal(2), receiver=1)),
    ):
        found = list(variants(tried))
        assert found
        for one in found:
            candidate_of(one, "demo", 1)  # a reference to a step that is gone has no variable


def test_what_a_cheap_test_reaches_is_no_reason_for_a_dear_one() -> None:
    dear, cheap = _entry(1, {1, 2, 3, 5, 6}, 6), _entry(2, {1, 4}, 5)
    picks = cover([dear, cheap], frozenset({1, 2, 3, 4, 5, 6}))
    assert {each.cost: each.reaches for each in picks} == {6: {2, 3, 5, 6}, 5: {1, 4}}


def test_all_steps_that_nothing_needs_are_left_out_at_once() -> None:
    made = call_of(ACT, Literal("a"))
    tried = scenario(made, made, made, call_of(ACT, Literal(2), receiver=0))
    assert [len(each.steps) for each in omissions(tried)][:3] == [2, 3, 3]


def test_a_value_that_contradicts_a_declaration_gives_way_to_one_that_fits() -> None:
    declared = TypeEvidence(TypeRef("str"), EvidenceSource.HINT, 1.0)
    act = function("act", parameter("name", evidence=(declared,)))
    fitting, odd = Literal("abc"), Literal(1)

    class Seeder:
        def choices(self, subject: object, parameter: object) -> list[Any]:
            return [SimpleNamespace(recipe=each) for each in (odd, fitting)]

    exploration: Any = SimpleNamespace(seeder=Seeder())
    found = list(selection._fitting(scenario(call_of(act, Literal(2))), exploration))
    assert [each.act.arguments[0].recipe for each in found] == [fitting]
    assert list(selection._fitting(scenario(call_of(act, Literal("x"))), exploration)) == []


def test_calls_that_only_ask_are_left_out_where_nothing_refers_to_the_answer() -> None:
    def method(name: str) -> Any:
        return function(name, kind=CallableKind.METHOD, owner="Box")

    made = call_of(function("__init__", kind=CallableKind.CONSTRUCTOR, owner="Box"))
    shown, turned, filled, encoded = (
        call_of(method(name), receiver=0) for name in ("__repr__", "__neg__", "fill", "__bytes__")
    )
    tried = scenario(made, shown, filled, encoded, turned, call_of(method("size"), receiver=0))
    names = [step.subject.name for step in without_questions(tried).steps if step.subject]
    assert names == ["__init__", "fill", "size"]
    used = scenario(made, turned, call_of(method("size"), receiver=1))
    assert without_questions(used) == used
    assert without_questions(scenario(made, shown)) == scenario(made, shown)


def test_numbers_with_many_digits_are_rounded() -> None:
    tried = scenario(call_of(ACT, Literal(1.9999965724000504)))
    found = [each.act.arguments[0].recipe for each in variants(tried)]
    assert found == [Literal(each) for each in (2.0, 1.5, 0.5, 1.0)]
    negative = scenario(call_of(ACT, Literal(-0.000012)))
    assert Literal(-1.5) in [each.act.arguments[0].recipe for each in variants(negative)]
    short = scenario(call_of(ACT, Literal(1.5)))
    assert list(variants(short)) == []
