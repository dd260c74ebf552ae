"""What is said about a model: what it was asked, what became of its tests, what it cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema

from aqe.campaign.model_report import Disagreement, ModelCall, ModelReport, ModelTest, RefusedTest
from aqe.campaign.options import SubjectReport
from aqe.cli.page import Block, Line
from aqe.cli.views.models import given_up_lines, model_lines, model_summary
from aqe.operations.schemas import schema_of
from aqe.operations.serialise import to_json

CALL = ModelCall(
    "targeted-tests",
    "abc",
    "open/small",
    cost_usd=Decimal("0.00125"),
    proposed=4,
    refused=2,
    accepted=2,
    varied=1,
)
CACHED = replace(
    CALL,
    kind="repair",
    cached=True,
    cost_usd=Decimal(9),
    proposed=1,
    repeated=1,
    refused=0,
    accepted=0,
    varied=0,
)
FOUND = ModelReport(
    "accepted",
    calls=(CALL, CACHED),
    accepted=(
        ModelTest("test_a", (3,), ((3, 4),), ("m1",)),
        ModelTest("test_b"),
        ModelTest("test_c[negative-1]", is_variation=True, behaviour="negative"),
    ),
    refused=(RefusedTest("test_b", "it sleeps"), RefusedTest("test_c", "it sleeps")),
    disagreements=(Disagreement("test_d", "assert 1 == 2", later_agreed=True),),
)


def report(model: ModelReport | None) -> SubjectReport:
    return SubjectReport("shop.codec", Path("codec.py"), "verified", model=model)


def texts(blocks: list[Block]) -> list[str]:
    return [each.text for each in blocks if isinstance(each, Line)]


def test_calls_tests_and_cost_are_told() -> None:
    assert texts(model_lines(report(FOUND), verbose=False)) == [
        (
            "shop.codec: open/small: 2 questions, 2 answers (1 of earlier runs), 2 of 5 tests accepted,"
            " 2 refused, 1 repeated, and 1 variation of its rows, $0.0012"
        ),
        (
            "shop.codec: to be looked at: test_d: assert 1 == 2; a later test of that name holds what the"
            " code does"
        ),
    ]
    assert "refused: test_b and 1 more: it sleeps" in texts(
        model_lines(report(FOUND), verbose=True)
    )
    found = model_summary([report(FOUND), report(None)], 3, Decimal("0.00125"))
    assert found == "; 3 more tests of models, 3 calls, $0.0012"


def test_an_unknown_cost_is_not_zero() -> None:
    unknown = replace(FOUND, calls=(replace(CALL, cost_usd=None), CACHED))
    assert unknown.cost_usd is None
    assert "cost unknown" in model_summary([report(unknown)], 1, None)


def test_a_failure_and_missing_answers_are_told() -> None:
    failed = ModelReport(
        "unanswered",
        "the money is gone",
        calls=(ModelCall("targeted-tests", "abc", error="the money is gone"),),
        missing=("abc",),
    )
    assert texts(model_lines(report(failed), verbose=False)) == [
        "shop.codec: no answer of a model: the money is gone",
        "1 question without an answer of an earlier run",
    ]


def test_nothing_is_said_where_no_model_was_allowed_or_asked() -> None:
    unasked = ModelReport("not-asked", "too little is left")
    assert model_lines(report(None), verbose=True) == []
    assert model_lines(report(unasked), verbose=False) == []
    late = ModelReport("no-time", "no time is left")
    assert texts(model_lines(report(late), verbose=False)) == [
        "shop.codec: no model was asked: no time is left"
    ]
    assert texts(model_lines(report(unasked), verbose=True)) == [
        "shop.codec: no model was asked: too little is left"
    ]
    assert model_summary([report(unasked)], 0, None) == ""


def test_the_document_says_all_of_it_exactly() -> None:
    document = to_json(FOUND, Path("/"))
    assert document["cost_usd"] == 0.00125
    figures = {name: document[name] for name in ("proposed", "repeated", "varied")}
    assert figures == {"proposed": 5, "repeated": 1, "varied": 1}
    assert document["accepted"][0]["branches"] == [[3, 4]]
    jsonschema.validate(document, schema_of(ModelReport))


def test_modules_about_which_nobody_was_asked_any_more_are_told_in_one_line() -> None:
    why = "not asked, since no model answered for a and b"
    given_up = ModelReport("given-up", why, (ModelCall("targeted-tests", "abc", error=why),))
    found = [report(given_up), report(FOUND), report(None), report(given_up)]
    assert texts(given_up_lines(found)) == [f"2 modules without a model: {why}"]
    assert given_up_lines(found[1:3]) == []
    assert model_lines(report(given_up), verbose=False) == []
    assert len(model_lines(report(given_up), verbose=True)) == 1


def test_where_nobody_answered_the_next_step_is_told() -> None:
    error = "no model answered: 'far' refused the key"
    call = ModelCall("targeted-tests", "abc", error=error, hint="check the key")
    found = ModelReport("unanswered", error, (call,))
    assert texts(model_lines(report(found), verbose=False)) == [
        "shop.codec: no answer of a model: 'far' refused the key",
        "hint: check the key",
    ]
    answered = ModelReport("nothing-accepted", calls=(CALL, call))
    assert not any("hint" in each for each in texts(model_lines(report(answered), verbose=False)))
