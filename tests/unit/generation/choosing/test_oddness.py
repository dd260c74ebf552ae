from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol, Verbatim
from aqe.domain.subject import CallableKind, CallableSubject, ParameterKind
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.choosing.oddness import (
    breaks_declarations,
    cannot_be_meant,
    is_hard_to_read,
    is_ill_fitting,
    is_odd,
    oddness,
    repeated,
    stumbles,
)
from aqe.generation.scenario import Argument, Scenario, Step

STAND_IN = Call(Symbol("types", "SimpleNamespace"), (), (("size", Literal(1)),))
NUMBER = TypeEvidence(TypeRef("float"), EvidenceSource.HINT, 1.0)
ACT = function("act", parameter("number", evidence=(NUMBER,)), parameter("kind", default="None"))
OPEN = function("act", parameter("options", kind=ParameterKind.VAR_KEYWORD))
MADE = call_of(function("__init__", kind=CallableKind.CONSTRUCTOR, owner="Box"))
PLAIN = scenario(call_of(ACT, Literal(1.5)))


def _method(name: str) -> CallableSubject:
    return function(name, parameter("other"), kind=CallableKind.METHOD, owner="Box")


def _ask(receiver: int = 0) -> Step:
    return call_of(_method("ask"), receiver=receiver)


@pytest.mark.parametrize(
    "plain",
    [
        PLAIN,
        scenario(MADE, _ask()),
        scenario(MADE, MADE, _ask(1)),
        scenario(MADE, call_of(_method("__isub__"), Literal(2), receiver=0)),
    ],
)
def test_what_is_plain_costs_nothing(plain: Scenario) -> None:
    assert oddness(plain) == stumbles(plain) == 0


@pytest.mark.parametrize(
    "odd",
    [
        scenario(MADE, _ask(), _ask()),
        scenario(call_of(ACT, Literal(1.50001500015))),
        scenario(call_of(ACT, Literal("abc"))),
        scenario(call_of(ACT, Literal(1.5), STAND_IN)),
        scenario(call_of(ACT, Literal(1.5), Literal("a\0"))),
        scenario(call_of(ACT, Literal(1.5), Literal(1.5))),
        scenario(call_of(ACT, Literal(1.5), Verbatim("lambda *args: 0"))),
        scenario(MADE, call_of(_method("__rsub__"), Literal(2), receiver=0)),
        Scenario(PLAIN.steps, setup=(Literal(1),)),
        scenario(Step(OPEN, (Argument(OPEN.parameters[0], Literal(1), keyword="_mode"),))),
    ],
)
def test_what_is_odd_costs(odd: Scenario) -> None:
    assert stumbles(odd) >= oddness(odd) > 0


def test_calls_that_come_again_count_for_each_object() -> None:
    both = scenario(MADE, MADE, _ask(0), _ask(0), _ask(1), _ask(1), _ask(1))
    assert repeated(both) == {"Box.ask": 3}
    assert repeated(scenario(MADE, MADE, _ask(0), _ask(1))) == {}


def test_long_values_are_worth_a_try_though_nothing_in_them_is_odd() -> None:
    long = scenario(call_of(ACT, Literal(1.5), Collection("list", (Literal(1),) * 8)))
    assert oddness(long) == 0
    assert stumbles(long) > 0


def test_a_value_is_odd_where_it_stands_in_or_is_of_no_expected_type() -> None:
    number, kind = call_of(ACT, Literal(1.5), Literal(None)).arguments
    assert [is_odd(each, number) for each in (Literal(1.5), Literal("a"))] == [False, True]
    assert is_odd(Collection("list", (STAND_IN,)), kind)
    assert breaks_declarations(scenario(call_of(ACT, Literal("a"))))
    assert not breaks_declarations(scenario(call_of(ACT, Literal(1.5), Literal("a"))))


def test_what_belongs_together_and_is_of_two_kinds_cannot_be_meant() -> None:
    spans = function(
        "spans", parameter("begin", companions=("end",)), parameter("end", companions=("begin",))
    )
    two, one = (
        scenario(call_of(spans, Literal("abc"), Literal(1))),
        scenario(call_of(spans, Literal(1), Literal(2))),
    )
    assert cannot_be_meant(two)
    assert is_ill_fitting(two)
    assert not cannot_be_meant(one)
    assert not is_ill_fitting(one)
    assert oddness(two) > oddness(one) == 0
    assert cannot_be_meant(scenario(call_of(ACT, Literal(True))))


@pytest.mark.parametrize(
    ("value", "is_hard"),
    [
        ("a\0b", True),
        ("\ud800", True),
        ("\ufeffa", False),
        ("a\ufeffa", True),
        ("ab" * 40, True),
        (10**15, True),
        ("a text of many words that goes on and on and on", False),
        ("caf\u00e9\n\tand more", False),
        (10**6, False),
        (1e300, False),
    ],
)
def test_what_nobody_writes_is_hard_to_read(value: object, is_hard: bool) -> None:
    odd = Collection("list", (Literal(value),))  # type: ignore[arg-type]
    assert is_hard_to_read(scenario(call_of(ACT, Literal(1.5), odd))) is is_hard


@pytest.mark.parametrize(
    ("recipe", "source", "expected"),
    [
        (Collection("tuple", (Literal(1),)), EvidenceSource.NAME, False),
        (Collection("tuple", (Literal(1),)), EvidenceSource.USAGE, True),
        (Collection("list", (Literal(1),)), EvidenceSource.NAME, True),
        (Literal(2), EvidenceSource.NAME, True),
        (Literal("a"), EvidenceSource.USAGE, False),
    ],
)
def test_a_name_alone_rules_out_no_other_items(
    recipe: Recipe, source: EvidenceSource, expected: bool
) -> None:
    given = parameter("key", evidence=(TypeEvidence(TypeRef("str"), source, 0.2),))
    assert is_ill_fitting(scenario(call_of(function("take", given), recipe))) is expected


def test_a_text_is_no_number_whatever_says_that_there_is_one() -> None:
    given = parameter("ttl", evidence=(TypeEvidence(TypeRef("int"), EvidenceSource.NAME, 0.2),))
    assert is_ill_fitting(scenario(call_of(function("take", given), Literal("a"))))
    assert not is_ill_fitting(scenario(call_of(function("take", given), Literal(0.5))))
