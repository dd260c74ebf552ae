"""What the names of tests say of a refusal: which empty sequence was asked for an item."""

from __future__ import annotations

import pytest
from shop_subjects import name_of, shop_of

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import Attribute, Call, Collection, Literal, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.domain.suite import Assertion, AssertionKind, OracleBasis, TestCase
from aqe.syntax.python.drafts import draft_of
from aqe.syntax.python.refusals import message_words

SOURCE = """
def first(queue):
    return queue[0]

def third(queue):
    return queue[2]

def change(paid, price):
    return paid[-1] - price[-1]

def served(guests):
    return guests[0] if guests[-1] else None

class Till:
    def last_coin(self):
        return self.coins[-1]

    def last_note(self):
        return self._notes[-1]
"""
OUT_OF_RANGE = "list index out of range"


def _callable(qualname: str, first: int, *names: str) -> CallableSubject:
    owner, _, name = qualname.rpartition(".")
    return CallableSubject(
        qualname,
        name,
        CallableKind.METHOD if owner else CallableKind.FUNCTION,
        owner or None,
        tuple(Parameter(each, ParameterKind.POSITIONAL_OR_KEYWORD) for each in names),
        first_line=first,
        body_line=first + 1,
        last_line=first + 1,
    )


SUBJECT = shop_of(
    SOURCE,
    _callable("first", 2, "queue"),
    _callable("third", 5, "queue"),
    _callable("change", 8, "paid", "price"),
    _callable("served", 11, "guests"),
    _callable("Till.last_coin", 15),
    _callable("Till.last_note", 18),
)
TILL = Statement(Call(Symbol("shop", "Till")), "till")


def _case(
    name: str, *given: Recipe, line: int, message: str = OUT_OF_RANGE, kind: str = "IndexError"
) -> TestCase:
    """A test of which the subject raised something on a line."""
    owner, _, method = name.rpartition(".")
    callee = Attribute(Variable("till"), method) if owner else Symbol("shop", name)
    act = Statement(Call(callee, given), "result", is_act=True)
    statements = (TILL, act) if owner else (act,)
    place = len(statements) - 1
    return TestCase(
        Candidate(0, name, statements),
        CandidateRun(
            0,
            CandidateOutcome.RAISED,
            failed_at=place,
            failure=Failure(f"builtins:{kind}", message, True, line=line, is_incidental=True),
        ),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=(Assertion(AssertionKind.RAISES, place, expected=Symbol("builtins", kind)),),
    )


def _words(case: TestCase, error: str = "index_error") -> list[str]:
    return message_words(draft_of(case), SUBJECT, error)


def _name(case: TestCase) -> str:
    return name_of(case, SUBJECT)


@pytest.mark.parametrize(
    "nothing", [Collection("list"), Collection("tuple"), Literal(""), Literal(b"")]
)
def test_the_argument_is_told_in_which_there_is_no_first_item(nothing: Recipe) -> None:
    assert _words(_case("first", nothing, line=3)) == ["raises_index_error_for_empty_queue"]


def test_the_attribute_is_told_of_which_there_is_no_last_item() -> None:
    name = _name(_case("Till.last_coin", line=16))
    assert name == "till_last_coin_raises_index_error_without_coins"


def test_both_ends_of_one_sequence_may_be_asked_for_on_one_line() -> None:
    case = _case("served", Collection("list"), line=12)
    assert _words(case) == ["raises_index_error_for_empty_guests"]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(_case("Till.last_note", line=19), id="a private attribute"),
        pytest.param(
            _case("first", Variable("somebody"), line=3),
            id="an argument that the test does not state",
        ),
        pytest.param(
            _case("first", Collection("list", (Literal(1),)), line=3), id="an argument with items"
        ),
        pytest.param(
            _case("third", Collection("list"), line=6), id="a place that not every sequence has"
        ),
        pytest.param(
            _case("change", Collection("list"), Collection("list"), line=9),
            id="either of two sequences",
        ),
        pytest.param(
            _case("first", Collection("list"), line=3, message="nobody waits"),
            id="another message",
        ),
        pytest.param(
            _case("first", Collection("list"), line=4), id="a line on which nothing is asked for"
        ),
    ],
)
def test_nothing_is_told_where_it_may_be_something_else(case: TestCase) -> None:
    assert not [each for each in _words(case) if "empty" in each or "without" in each]


def test_only_a_place_that_is_not_there_tells_of_an_empty_sequence() -> None:
    case = _case("first", Collection("list"), line=3, kind="KeyError")
    assert _words(case, "key_error") == []
