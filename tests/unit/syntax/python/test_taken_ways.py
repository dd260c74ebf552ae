"""What a call caught, what it handed over to, and its options, in the names of tests."""

from __future__ import annotations

from dataclasses import replace

from shop_subjects import name_of, shop_of

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import Call, Literal, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.syntax.python.given import Given
from aqe.syntax.python.input_classes import option_words
from aqe.syntax.python.taken_ways import with_caught

SOURCE = """
def shown(price, sizes=None):
    try:
        amount = float(price)
    except (TypeError, ValueError):
        return str(price)
    if amount > 100:
        return rounded(price)
    return opened(price)

def rounded(price):
    for coin in COINS:
        if coin > price:
            raise ValueError("oh: no")
    return "many"

def opened(parcel):
    try:
        return unsealed(parcel)
    except BadSeal:
        return None
"""


def _callable(name: str, first: int, last: int, *parameters: str) -> CallableSubject:
    known = tuple(
        Parameter(each, ParameterKind.POSITIONAL_OR_KEYWORD, None if not place else "None")
        for place, each in enumerate(parameters)
    )
    return CallableSubject(
        name, name, CallableKind.FUNCTION, None, known,
        first_line=first, body_line=first + 1, last_line=last,
    )  # fmt: skip


SUBJECT = shop_of(
    SOURCE,
    _callable("shown", 2, 9, "price", "sizes"),
    _callable("rounded", 11, 15, "price"),
    _callable("opened", 17, 21, "parcel"),
)


def _case(
    subject: str, given: object, expected: object, *lines: int, sizes: Recipe | None = None
) -> TestCase:
    keywords = () if sizes is None else (("sizes", sizes),)
    called = Call(Symbol("shop", subject), (Literal(given),), keywords)  # type: ignore[arg-type]
    equal = Assertion(AssertionKind.EQUAL, 0, RESULT, Literal(expected))  # type: ignore[arg-type]
    return TestCase(
        Candidate(0, subject, (Statement(called, "result", is_act=True),)),
        CandidateRun(0, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=(equal,),
        lines=frozenset(lines),
    )


def _name(case: TestCase) -> str:
    return name_of(case, SUBJECT)


def test_what_is_no_number_is_said_to_be_why_it_comes_out_again() -> None:
    caught = _case("shown", "foo", "foo", 3, 4, 5, 6)
    assert _name(caught) == "shown_leaves_price_that_is_no_number_unchanged"
    assert _name(replace(caught, lines=frozenset((3, 4)))) == "shown_leaves_price_unchanged"
    # A number is never said to be none, whatever was caught.
    assert _name(_case("shown", "42", "42", 3, 4, 5, 6)) == "shown_leaves_price_unchanged"


def test_an_exception_of_the_subject_is_told_where_it_was_caught() -> None:
    assert _name(_case("opened", "box", None, 18, 19, 20, 21)) == "opened_returns_none_on_bad_seal"
    assert _name(_case("opened", "box", None, 18, 19)) == "opened_returns_none"


def test_the_function_that_some_calls_are_handed_over_to_is_told() -> None:
    assert _name(_case("shown", 500, "many", 3, 4, 7, 8)) == "shown_uses_rounded"
    # Where it is the usual way, it says nothing.
    assert _name(_case("shown", 5, "little", 3, 4, 7, 9)) == "shown"


def test_a_condition_about_a_local_name_is_not_told() -> None:
    case = _case("rounded", 5, "many", 12, 13, 14)
    failure = Failure("builtins:ValueError", "oh: no", True, line=14)
    run = replace(case.run, outcome=CandidateOutcome.RAISED, failed_at=0, failure=failure)
    raised = Assertion(AssertionKind.RAISES, 0, expected=Symbol("builtins", "ValueError"))
    assert _name(replace(case, run=run, assertions=(raised,))) == "rounded_raises_value_error"


def test_a_claim_and_what_was_caught_are_joined() -> None:
    said = with_caught("leaves_price_unchanged", "for_price_that_is_no_number")
    assert said == "leaves_price_that_is_no_number_unchanged"
    assert with_caught("returns_none", "for_price_that_is_no_number") == (
        "returns_none_for_price_that_is_no_number"
    )
    assert with_caught("rejects_parcel", "on_bad_seal") == "rejects_parcel_on_bad_seal"


def test_an_option_is_told_with_what_is_special_about_its_value() -> None:
    assert option_words([Given("sizes", [], True, "sizes")]) == "with_empty_sizes"
    assert option_words([Given("limit", 0, True, "limit")]) == "with_limit_zero"
    assert option_words([Given("limit", -2, True, "limit")]) == "with_negative_limit"
    assert option_words([Given("strict", False, True, "strict")]) == "without_strict"
    mode = [Given("mode", "fast", True, "mode")]
    assert option_words(mode) == "with_mode"
    assert option_words(mode, with_values=True) == "with_mode_fast"
