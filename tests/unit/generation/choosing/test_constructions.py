"""What a test of a constructor demands beside other tests of it."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import Attribute, Call, Literal, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.generation.choosing.constructions import without_known_attributes

KEPT = {"ink": "blue", "size": 3, "lid": None}


def made(
    number: int, subject: str = "Pen", options: dict[str, str | None] | None = None, **shown: object
) -> TestCase:
    """That ``Pen("a")`` with some options has the usual attributes, and others as given."""
    keywords = tuple((name, Literal(value)) for name, value in (options or {}).items())
    act = Call(Symbol("shop", "Pen"), (Literal("a"),), keywords)
    facts = tuple(
        Assertion(AssertionKind.EQUAL, 0, Attribute(RESULT, name), Literal(value))  # type: ignore[arg-type]
        for name, value in {**KEPT, **shown}.items()
    )
    return TestCase(
        Candidate(number, subject, (Statement(act, "pen", is_act=True),)),
        CandidateRun(number, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=facts,
    )


def demanded(*cases: TestCase) -> list[list[str]]:
    """The names of the attributes that the cases demand."""
    return [
        [each.place.name for each in case.assertions if isinstance(each.place, Attribute)]
        for case in without_known_attributes(cases)
    ]


def test_an_option_is_held_to_its_attribute_and_to_what_it_changes() -> None:
    found = demanded(made(1), made(2, options={"size": None}), made(3, options={"lid": "x"}, ink=1))
    assert found == [["ink", "size", "lid"], ["size"], ["lid", "ink"]]


def test_without_options_and_alone_all_is_demanded() -> None:
    everything = [*KEPT]
    assert demanded(made(1), made(2, ink="red")) == [everything, everything]
    assert demanded(made(1, options={"size": None})) == [everything]


def test_what_two_options_change_alike_is_demanded_once() -> None:
    first, other = made(2, options={"a": "x"}, ink=1), made(3, options={"b": "y"}, ink=1, size=4)
    assert demanded(made(1), first, other) == [[*KEPT], ["ink"], ["size"]]


def test_tests_of_the_same_options_demand_the_same_attributes() -> None:
    first, other = made(2, options={"a": "x"}, ink=1), made(3, options={"a": "y"}, ink=1, size=4)
    assert demanded(made(1), first, other) == [[*KEPT], ["ink", "size"], ["ink", "size"]]


def test_an_option_that_shows_in_nothing_leaves_all_that_is_demanded() -> None:
    assert demanded(made(1), made(2, options={"a": "x"}))[1] == [*KEPT]


def test_other_callables_and_documented_examples_demand_what_they_did() -> None:
    other = made(2, "Pen.write", {"size": None})
    documented = replace(made(3, options={"size": None}), basis=OracleBasis.DOCUMENTED)
    assert demanded(made(1), other, documented) == [[*KEPT]] * 3
