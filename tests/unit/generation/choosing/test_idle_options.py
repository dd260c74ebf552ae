"""Which tests go because another one does and demands the same without an option."""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import Call, Literal, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.generation.choosing.idle_options import without_idle_options


def case(number: int, expected: str = "a", amount: int = 1, **options: bool | None) -> TestCase:
    """That ``trim`` gives something; it reaches and kills nothing on its own."""
    keywords = tuple((name, Literal(value)) for name, value in options.items())
    act = Call(Symbol("shop", "trim"), (Literal(amount),), keywords)
    return TestCase(
        Candidate(number, "trim", (Statement(act, "trimmed", is_act=True),)),
        CandidateRun(number, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=(Assertion(AssertionKind.EQUAL, 0, RESULT, Literal(expected)),),
    )


def kept(*cases: TestCase) -> list[int]:
    return [each.candidate.id for each in without_idle_options(cases)]


def test_a_test_goes_whose_option_changes_nothing_that_is_demanded() -> None:
    assert kept(case(1, strict=False), case(2)) == [2]
    assert kept(case(1, strict=False), case(2, strict=True), case(3, strict=None)) == [1]


def test_what_reaches_a_goal_or_tells_a_mutant_apart_stays() -> None:
    reaching = replace(case(1, strict=False), reaches=frozenset({7}))
    killing = replace(case(2, strict=True), kills=("m",))
    assert kept(reaching, killing, case(3)) == [1, 2]


def test_a_documented_example_stays() -> None:
    documented = replace(case(1, strict=False), basis=OracleBasis.DOCUMENTED)
    assert kept(documented, case(2)) == [1]


def test_other_inputs_and_other_demands_are_other_tests() -> None:
    assert kept(case(1), case(2, amount=2, strict=True), case(3, "b", strict=True)) == [1, 2, 3]
