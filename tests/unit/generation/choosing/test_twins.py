"""Hashes that are compared with those of equal objects, and tests that demand nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.generation.choosing.idle_tests import without_idle
from aqe.generation.choosing.twins import HASH, with_twin

BOX = Call(Symbol("shop", "Box"), (Literal("a"),))
MADE = Statement(BOX, "box")
ASKED = Statement(Call(HASH, (Variable("box"),)), "result", is_act=True)
IS_INT = Assertion(AssertionKind.INSTANCE, 1, RESULT, Symbol("builtins", "int"))


def _candidate(*statements: Statement) -> Candidate:
    return Candidate(1, "Box.__hash__", statements)


def test_a_hash_is_compared_with_that_of_an_object_made_alike() -> None:
    twin = with_twin(_candidate(MADE, ASKED))
    assert twin is not None
    alike = (Call(HASH, (Variable("box"),)), Call(HASH, (BOX,)))
    assert twin.statements == (MADE, replace(ASKED, expression=Operation("eq", alike)))


@pytest.mark.parametrize(
    "statements",
    [
        (MADE, Statement(Call(Attribute(Variable("box"), "fill")), "filled"), ASKED),
        (replace(MADE, expression=Call(Symbol("shop", "Box"), (Variable("tmp_path"),))), ASKED),
        (replace(MADE, expression=Literal("a")), ASKED),
        (MADE, Statement(Call(Attribute(Variable("box"), "size")), "result", is_act=True)),
        (),
    ],
)
def test_what_changed_or_is_something_else_has_no_twin(statements: tuple[Statement, ...]) -> None:
    assert with_twin(_candidate(*statements)) is None


def _case(
    number: int, act: Recipe, *assertions: Assertion, goals: frozenset[int] = frozenset()
) -> TestCase:
    statements = (MADE, replace(ASKED, expression=act))
    return TestCase(
        replace(_candidate(*statements), id=number),
        CandidateRun(number, CandidateOutcome.COMPLETED, goals=goals),
        OracleBasis.RECORDED,
        frozenset(),
        kills=("m",),
        assertions=assertions,
    )


SIZE = Call(Attribute(Variable("box"), "size"))
HAS_SIZE = Assertion(AssertionKind.EQUAL, 1, RESULT, Literal(1))


def _kept(*cases: TestCase) -> list[int]:
    return [each.candidate.id for each in without_idle(cases)]


def test_what_demands_nothing_or_that_a_hash_is_a_number_goes() -> None:
    asked = ASKED.expression
    assert _kept(_case(1, SIZE), _case(2, asked, IS_INT), _case(3, SIZE, HAS_SIZE)) == [3]
    assert _kept(_case(4, SIZE, IS_INT), _case(5, asked, HAS_SIZE)) == [4, 5]


def test_what_alone_reaches_a_goal_stays_without_a_demand() -> None:
    lone, again = (_case(number, SIZE, goals=frozenset({7})) for number in (1, 2))
    assert _kept(lone, again) == [1]
    assert _kept(lone, again, _case(3, SIZE, HAS_SIZE, goals=frozenset({7}))) == [3]


def test_an_example_of_the_author_stays() -> None:
    case = _case(1, SIZE)
    example = replace(case, candidate=replace(case.candidate, origin="example"))
    assert _kept(example) == [1]
