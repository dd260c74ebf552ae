"""What names of tests claim, held against what the tests show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shop_subjects import shop_of

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
)
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure, Observation, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.syntax.python.behaviours import behaviour_of
from aqe.syntax.python.drafts import draft_of
from aqe.syntax.python.parameter_words import Words

SOURCE = """
def resize(width):
    if width < 0:
        raise ValueError("negative")
    if not isinstance(width, int):
        raise TypeError("no number")
class Box:
    def push(self, item):
        if self.is_closed:
            raise RuntimeError("closed")
        if not item:
            raise ValueError("nothing")
        else:
            raise KeyError(item)
"""


def _callable(qualname: str, first: int, last: int, *names: str) -> CallableSubject:
    kind = CallableKind.METHOD if "." in qualname else CallableKind.FUNCTION
    parameters = tuple(Parameter(each, ParameterKind.POSITIONAL_OR_KEYWORD) for each in names)
    owner, _, name = qualname.rpartition(".")
    return CallableSubject(
        qualname, name, kind, owner or None, parameters, first_line=first, last_line=last
    )


SUBJECT = shop_of(
    SOURCE,
    _callable("resize", 2, 6, "width"),
    _callable("Box.push", 8, 14, "item"),
    _callable("is_blank", 0, 0, "text"),
    _callable("words", 0, 0, "text"),
    _callable("find", 0, 0, "rows", "key"),
    _callable("Box.__contains__", 0, 0, "item"),
    _callable("Box.__eq__", 0, 0, "other"),
    _callable("Box.close", 0, 0),
)
BOX = Statement(Call(Symbol("shop", "Box")), "box")


def told(
    subject: str,
    statements: list[Statement],
    *assertions: Assertion,
    failure: Failure | None = None,
    shown: dict[int, Snapshot] | None = None,
) -> tuple[str, ...]:
    outcome = CandidateOutcome.COMPLETED if failure is None else CandidateOutcome.RAISED
    run = CandidateRun(
        1,
        outcome,
        failed_at=None if failure is None else len(statements) - 1,
        failure=failure,
        observations=tuple(Observation(index, each) for index, each in (shown or {}).items()),
    )
    case = TestCase(
        Candidate(1, subject, tuple(statements)),
        run,
        OracleBasis.RECORDED,
        frozenset(),
        assertions=assertions,
    )
    return behaviour_of(draft_of(case), SUBJECT, Words(SUBJECT)).phrases


def function(name: str, *arguments: Recipe) -> Statement:
    return Statement(Call(Symbol("shop", name), arguments), "result", is_act=True)


def method(name: str, *arguments: Recipe, owner: str = "box", is_act: bool = True) -> Statement:
    return Statement(
        Call(Attribute(Variable(owner), name), arguments),
        "result" if is_act else None,
        is_act=is_act,
    )


def is_(value: object, index: int = 0) -> Assertion:
    assert value is None or isinstance(value, bool)
    return Assertion(AssertionKind.IDENTICAL, index, RESULT, Literal(value))


def equal(expected: Recipe, index: int = 0, place: Recipe = RESULT) -> Assertion:
    return Assertion(AssertionKind.EQUAL, index, place, expected)


@pytest.mark.parametrize(
    ("line", "error", "argument", "phrase"),
    [
        pytest.param(4, "ValueError", -3, "rejects_negative_width", id="what-is-special"),
        pytest.param(6, "TypeError", None, "rejects_width_none", id="none"),
    ],
)
def test_a_refusal_names_what_is_special_about_the_input(
    line: int, error: str, argument: int | None, phrase: str
) -> None:
    raised = Assertion(AssertionKind.RAISES, 0, expected=Symbol("builtins", error), text="^x$")
    failure = Failure(f"builtins:{error}", "x", True, line=line)
    found = told("resize", [function("resize", Literal(argument))], raised, failure=failure)
    assert found[0] == phrase


@pytest.mark.parametrize(
    ("line", "error", "phrase"),
    [
        pytest.param(10, "RuntimeError", "raises_runtime_error_when_closed", id="state"),
        pytest.param(12, "ValueError", "raises_value_error_without_item", id="negation"),
        pytest.param(14, "KeyError", "raises_key_error_with_item", id="else"),
        pytest.param(4, "ValueError", None, id="raised-elsewhere"),
        pytest.param(9, "ValueError", None, id="no-raise-statement"),
    ],
)
def test_a_refusal_names_the_condition_that_it_stands_under(
    line: int, error: str, phrase: str | None
) -> None:
    raised = Assertion(AssertionKind.RAISES, 1, expected=Symbol("builtins", error))
    failure = Failure(f"builtins:{error}", "x", True, line=line)
    found = told("Box.push", [BOX, method("push", Literal("ab"))], raised, failure=failure)
    assert found == (() if phrase is None else (phrase,))


def test_an_exception_that_was_raised_inside_is_not_a_refusal() -> None:
    raised = Assertion(AssertionKind.RAISES, 0, expected=Symbol("builtins", "ValueError"))
    entered = replace(
        function("resize", Literal(-1)),
        form=StatementForm.RAISE_WITHIN,
        place=Call(Symbol("builtins", "ValueError")),
    )
    failure = Failure("builtins:ValueError", "", False)
    assert told("resize", [entered], raised, failure=failure) == ("lets_value_error_through",)
    assert told("resize", [entered]) == ("suppresses_value_error",)


@pytest.mark.parametrize(
    ("value", "argument", "phrases"),
    [
        pytest.param(True, " ", ("accepts_blank_text", "accepts_text"), id="yes"),
        pytest.param(False, "été", ("rejects_non_ascii_text", "rejects_text"), id="no"),
        pytest.param(False, "abc", ("rejects_text",), id="nothing-special"),
    ],
)
def test_a_question_accepts_or_rejects(
    value: bool, argument: str, phrases: tuple[str, ...]
) -> None:
    assert told("is_blank", [function("is_blank", Literal(argument))], is_(value)) == phrases


def test_an_empty_result_of_an_empty_input() -> None:
    empty = equal(Collection("list"))
    assert told("words", [function("words", Literal(""))], empty) == ("of_empty_text_is_empty",)
    assert told("words", [function("words", Literal("abc"))], empty) == ("is_empty",)


def test_nothing_is_found_for_a_key_that_is_missing() -> None:
    rows = Mapping(((Literal("a"), Literal(1)),))
    missing = [function("find", rows, Literal("b"))]
    assert told("find", missing, is_(None)) == ("finds_nothing_for_missing_key",)
    assert told("find", [function("find", rows, Literal("a"))], is_(None)) == ()


def test_membership_and_equality() -> None:
    contains = replace(
        function("x"), expression=Operation("contains", (Variable("box"), Literal("ab")))
    )
    assert told("Box.__contains__", [BOX, contains], is_(True, 1)) == ("finds_item",)
    assert told("Box.__contains__", [BOX, contains], is_(False, 1)) == ("does_not_find_item",)
    same = replace(function("x"), expression=Operation("eq", (Variable("box"), Literal(4))))
    assert told("Box.__eq__", [BOX, same], is_(False, 1)) == (
        "does_not_hold_for_an_integer",
        "does_not_hold",
    )


def test_an_example_that_compares_is_about_what_it_compares() -> None:
    compared = Operation("eq", (Call(Symbol("shop", "words"), (Literal("Ab"),)), Literal("ab")))
    example = replace(function("x"), expression=compared)
    assert told("words", [example], is_(True)) == ("lowercases_text",)


def _held(items: str) -> Snapshot:
    return Snapshot("object", "shop:Box", items=Snapshot("literal", "builtins:list", items))


def _listed(*values: int) -> Assertion:
    place = Call(Symbol("builtins", "list"), (Variable("box"),))
    return equal(Collection("list", tuple(map(Literal, values))), 1, place)


def test_what_changed_is_told_where_it_is_certain_what_was_there_before() -> None:
    push = method("push", Literal(9))
    shown = {0: _held("[1, 2]")}
    assert told("Box.push", [BOX, push], _listed(1, 2, 9), shown=shown) == ("appends_item",)
    assert told("Box.push", [BOX, push], _listed(1, 2), shown=shown) == ("leaves_items_unchanged",)
    assert told("Box.push", [BOX, push], _listed(1, 2, 9)) == ()


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        pytest.param("Box([1, 2])", ("leaves_items_unchanged",), id="items"),
        pytest.param("Box({1: 9, 2: 9})", (), id="keys-only"),
        pytest.param("Box({1: 9, 2: 9, 9: 9})", ("appends_item",), id="another-key"),
    ],
)
def test_the_text_of_a_mapping_tells_what_became_of_keys_alone(
    text: str, phrases: tuple[str, ...]
) -> None:
    place = Call(Symbol("builtins", "str"), (Variable("box"),))
    demanded = equal(Literal(text), 1, place)
    shown = {0: _held("[1, 2]")}
    push = method("push", Literal(9))
    assert told("Box.push", [BOX, push], demanded, shown=shown) == phrases


@pytest.mark.parametrize(
    ("source", "phrases"),
    [
        pytest.param({"pen": 1}, ("leaves_mapping_unchanged",), id="same"),
        pytest.param({"pen": 2}, ("replaces_the_value_of_a_key",), id="value"),
        pytest.param({"pen": 1, "ink": 9}, ("adds_item",), id="key"),
        pytest.param({}, ("removes_the_only_key",), id="empty"),
    ],
)
def test_what_a_mapping_holds_tells_what_became_of_it(
    source: dict[str, int], phrases: tuple[str, ...]
) -> None:
    pairs = tuple((Literal(key), Literal(value)) for key, value in source.items())
    place = Call(Symbol("builtins", "dict"), (Variable("box"),))
    held = replace(_held("['pen']"), pairs=Snapshot("literal", "builtins:dict", "{'pen': 1}"))
    push = method("push", Literal("ink"))
    demanded = equal(Mapping(pairs), 1, place)
    assert told("Box.push", [BOX, push], demanded, shown={0: held}) == phrases


def test_nothing_is_claimed_of_a_change_that_a_step_in_between_may_have_made() -> None:
    steps = [BOX, method("close", is_act=False), method("push", Literal(9))]
    demanded = replace(_listed(1, 2, 9), statement=2)
    assert told("Box.push", steps, demanded, shown={0: _held("[1, 2]")}) == ()


@pytest.mark.parametrize(
    ("before", "after", "phrase"),
    [
        pytest.param("3", 3, "leaves_size_unchanged", id="same"),
        pytest.param("3", 9, "sets_size", id="from-the-input"),
        pytest.param("3", 4, "increases_size", id="more"),
        pytest.param("3", 2, "decreases_size", id="less"),
    ],
)
def test_an_attribute_is_told_by_what_became_of_it(before: str, after: int, phrase: str) -> None:
    size = Snapshot("literal", "builtins:int", before)
    shown = {0: Snapshot("object", "shop:Box", attributes=(("size", size),))}
    place = Attribute(Variable("box"), "size")
    demanded = equal(Literal(after), 1, place)
    assert told("Box.push", [BOX, method("push", Literal(9))], demanded, shown=shown) == (phrase,)
