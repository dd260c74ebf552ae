"""Mappings are told by what they hold; by their text where that alone says something."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import Call, Literal, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.generation.observing.mappings import printed_classes, told_by_pairs
from aqe.generation.observing.oracles import Oracles
from aqe.generation.observing.stability import agreed
from aqe.generation.observing.states import changes
from aqe.syntax.python import Printer

ORACLES = Oracles("shop", frozenset({"Shelf"}))


def pairs(source: str) -> Snapshot:
    return Snapshot("literal", "builtins:dict", source)


def shelf(source: str, keys: str, size: int = 3) -> Snapshot:
    return Snapshot(
        "object",
        "shop:Shelf",
        length=1,
        items=Snapshot("literal", "builtins:list", keys),
        pairs=pairs(source),
        text=f"Shelf({source}, size={size})",
    )


PEN = shelf("{'pen': 1}", "['pen']")


def case(value: Snapshot, *, is_followed: bool = False) -> TestCase:
    call = Call(Symbol("shop", "Shelf"), (Literal(3),))
    statements = [Statement(call, "shelf", is_act=True)]
    if is_followed:
        statements.append(Statement(call, "other"))
    observation = Observation(0, value)
    run = CandidateRun(1, CandidateOutcome.COMPLETED, observations=(observation,))
    candidate = Candidate(1, "Shelf", tuple(statements))
    return TestCase(candidate, run, OracleBasis.RECORDED, frozenset())


def places(assertions: tuple[Assertion, ...]) -> list[str]:
    text = Printer().expression
    return [text(each.place) for each in assertions if each.place is not None]


def test_what_it_holds_is_demanded_and_not_its_text() -> None:
    found = ORACLES.assertions(case(PEN))

    assert places(found) == ["dict(<result>)"]
    assert [Printer().expression(each.expected) for each in found if each.expected] == [
        '{"pen": 1}'
    ]


def test_the_text_is_demanded_where_it_alone_tells_a_mutant() -> None:
    found = ORACLES.assertions(replace(case(PEN), is_by_form=True))

    assert {"dict(<result>)", "str(<result>)"} <= set(places(found))


def test_the_text_is_demanded_once_for_each_class() -> None:
    printed: set[str] = set()

    first = ORACLES.with_assertions(case(PEN), set(), printed)
    second = ORACLES.with_assertions(case(PEN), set(), printed)

    assert "str(<result>)" in places(first.assertions)
    assert printed == {"Shelf"}
    assert places(second.assertions) == ["dict(<result>)"]


def test_a_look_before_another_statement_stays_with_the_text() -> None:
    assert "dict(<result>)" not in places(ORACLES.assertions(case(PEN, is_followed=True)))


def test_a_text_of_nothing_but_what_it_holds_is_never_demanded() -> None:
    plain = replace(PEN, text="Shelf({'pen': 1})")

    assert places(ORACLES.with_assertions(case(plain), set(), set()).assertions) == [
        "dict(<result>)"
    ]


def test_an_attribute_with_the_same_pairs_says_nothing_more() -> None:
    kept = replace(PEN, attributes=(("data", pairs("{'pen': 1}")),))

    assert places(ORACLES.assertions(case(kept))) == ["dict(<result>)"]


def test_only_the_part_that_changed_is_left() -> None:
    assert changes(PEN, shelf("{'pen': 1}", "['pen']", size=4)).pairs is None
    assert changes(PEN, shelf("{'pen': 2}", "['pen']")).pairs == pairs("{'pen': 2}")


def test_two_replays_agree_on_pairs_in_any_order() -> None:
    one = case(shelf("{'pen': 1, 'ink': 2}", "['pen', 'ink']")).run
    turned = case(shelf("{'ink': 2, 'pen': 1}", "['ink', 'pen']")).run
    other = case(shelf("{'ink': 3, 'pen': 1}", "['ink', 'pen']")).run

    def told(run: CandidateRun) -> Snapshot | None:
        both = agreed(one, run)
        assert both is not None
        assert both.observations[0].value is not None
        return both.observations[0].value.pairs

    assert told(turned) == pairs("{'pen': 1, 'ink': 2}")
    assert told(other) is None


def test_a_text_that_only_repeats_what_it_holds_is_not_demanded_beside_it() -> None:
    printed = case(replace(PEN, text="{'pen': 1}"))
    named = case(PEN)

    demanded = ORACLES.assertions(printed)
    assert told_by_pairs(printed, demanded, frozenset()) == demanded
    assert places(demanded) == ["dict(<result>)"]
    assert printed_classes([*_demands_of_text("{'pen': 1}"), *_demands_of_text("Shelf(1)")]) == {
        "Shelf"
    }
    assert places(ORACLES.assertions(named)) == ["dict(<result>)"]


def _demands_of_text(text: str) -> list[Assertion]:
    place = Call(Symbol("builtins", "str"), (RESULT,))
    return [Assertion(AssertionKind.EQUAL, 0, place, Literal(text))]
