from __future__ import annotations

import pytest
from generation_builders import call_of, failure, function, parameter, run, scenario

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.run import CandidateOutcome
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.exploring.repair import repaired
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.values import Values
from aqe.generation.inputs.vocabulary import kind_of
from aqe.generation.scenario import Scenario, Step
from aqe.syntax.python.parsing import parse_literal

MAKER = function("maker", parameter("source"), parameter("reader", default="None"))
ACT = function("act", parameter("first"), parameter("second"))


def _repaired(recipe: Recipe, kind: str, message: str) -> list[Scenario]:
    values = Values(RecipeBook(), parse_literal)
    tried = scenario(call_of(ACT, recipe, Literal(b"unrelated")))
    shown = run(outcome=CandidateOutcome.RAISED, failure=failure(kind, message))
    return repaired(tried, shown, values, parse_literal)


def _first_arguments(scenarios: list[Scenario]) -> list[Recipe]:
    return [each.act.arguments[0].recipe for each in scenarios]


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("'int' object has no attribute 'items'", "dict"),
        ("'int' object has no attribute 'startswith'", "str"),
        ("'int' object is not iterable", "list"),
        ("cannot unpack non-iterable int object", "list"),
        ("'int' object is not callable", "function"),
        ("'int' object is not subscriptable", "dict"),
        ('can only concatenate str (not "int") to str', "str"),
        ("object of type 'int' has no len()", "list"),
        ("unhashable type: 'int'", "str"),
        ("expected string or bytes-like object, got 'int'", "str"),
        ("sequence item 0: expected str instance, int found", "str"),
        ("unsupported operand type(s) for +: 'int' and 'str'", "str"),
    ],
)
def test_complaint_about_an_int_leads_to_what_was_wanted(message: str, wanted: str) -> None:
    found = _first_arguments(_repaired(Literal(1), "TypeError", message))
    assert wanted in {kind_of(each) for each in found}


def test_only_the_argument_of_the_named_type_changes() -> None:
    for each in _repaired(Literal(1), "TypeError", "'int' object is not iterable"):
        assert each.act.arguments[1].recipe == Literal(b"unrelated")


def test_unknown_attribute_grows_an_object_one_attribute_at_a_time() -> None:
    first = _first_arguments(
        _repaired(Literal(1), "AttributeError", "'int' object has no attribute 'colour'")
    )[0]
    assert isinstance(first, Call)
    assert [name for name, _ in first.keywords] == ["colour"]
    message = "'types.SimpleNamespace' object has no attribute 'width'"
    second = _first_arguments(_repaired(first, "AttributeError", message))[0]
    assert isinstance(second, Call)
    assert second.callee == Symbol("types", "SimpleNamespace")
    assert [name for name, _ in second.keywords] == ["colour", "width"]


def test_missing_key_is_added() -> None:
    found = _first_arguments(_repaired(Mapping(), "KeyError", "'name'"))
    keys = {key for each in found if isinstance(each, Mapping) for key, _ in each.pairs}
    assert keys == {Literal("name")}


def test_too_short_sequence_is_lengthened() -> None:
    pair = Collection("list", (Literal(1),))
    message = "not enough values to unpack (expected 3, got 1)"
    found = _first_arguments(_repaired(pair, "ValueError", message))
    assert [len(each.items) for each in found if isinstance(each, Collection)] == [3]


def test_message_that_says_nothing_repairs_nothing() -> None:
    assert _repaired(Literal(1), "RuntimeError", "out of luck") == []


def test_the_class_takes_the_place_of_an_object_that_was_called() -> None:
    item = Call(Symbol("", "Item"), (Literal("pen"),))
    found = _repaired(item, "TypeError", "'Item' object is not callable")
    assert Symbol("", "Item") in _first_arguments(found)
    inside = _repaired(Collection("list", (item,)), "TypeError", "'Item' object is not callable")
    assert Collection("list", (Symbol("", "Item"),)) in _first_arguments(inside)


def test_a_missed_field_brings_all_fields_of_the_class_beside_it() -> None:
    values = Values(RecipeBook(), parse_literal)
    shown = run(outcome=CandidateOutcome.RAISED, failure=failure("KeyError", "'name'"))
    tried = scenario(call_of(ACT, Symbol("", "Record"), Mapping()))
    first = repaired(tried, shown, values, parse_literal)[0].act.arguments[1].recipe
    assert isinstance(first, Mapping)
    keys = [key.value for key, _ in first.pairs if isinstance(key, Literal)]
    assert keys == ["name", "size", "tags", "scores", "item"]
    alone = scenario(call_of(ACT, Literal("Record"), Mapping()))
    assert first not in [
        each.act.arguments[1].recipe for each in repaired(alone, shown, values, parse_literal)
    ]


def test_what_a_parameter_declares_is_not_repaired_away() -> None:
    declared = function(
        "act",
        parameter("first", evidence=(TypeEvidence(TypeRef("int"), EvidenceSource.HINT, 1.0),)),
        parameter("second"),
    )
    tried = scenario(call_of(declared, Literal(1), Literal(2)))
    message = "'int' object is not iterable"
    shown = run(outcome=CandidateOutcome.RAISED, failure=failure("TypeError", message))
    found = repaired(tried, shown, Values(RecipeBook(), parse_literal), parse_literal)
    assert found
    assert set(_first_arguments(found)) == {Literal(1)}
    assert "list" in {kind_of(each.act.arguments[1].recipe) for each in found}


def _repaired_behind(source: Recipe, message: str) -> list[Step]:
    """How the first of two calls is repaired where the second one failed."""
    values = Values(RecipeBook(), parse_literal)
    act = call_of(ACT, Literal(7), Literal(b"unrelated"))
    tried = scenario(call_of(MAKER, source), act)
    shown = run(outcome=CandidateOutcome.RAISED, failure=failure("TypeError", message))
    found = repaired(tried, shown, values, parse_literal)
    assert all(each.act == act for each in found)
    return [each.steps[0] for each in found]


def test_what_was_handed_in_before_is_repaired_too() -> None:
    found = _repaired_behind(Literal("abc"), "'str' object has no attribute 'items'")
    assert "dict" in {kind_of(each.arguments[0].recipe) for each in found}


def test_an_option_that_was_left_out_is_given_where_none_would_not_do() -> None:
    found = _repaired_behind(Literal("abc"), "'NoneType' object is not iterable")
    given = [each.arguments[1] for each in found]
    assert {each.parameter.name for each in given} == {"reader"}
    assert Literal(None) not in [each.recipe for each in given]
    assert _repaired_behind(Literal("abc"), "'float' object is not iterable") == []


def test_a_function_answers_with_what_was_wanted() -> None:
    found = _repaired_behind(Verbatim("lambda *args: True"), "'bool' object is not an iterator")
    assert found[0].arguments[0].recipe == Verbatim("lambda *args: iter([1, 2])")
    listed = _first_arguments(
        _repaired(Verbatim("lambda value: 1"), "TypeError", "'int' object is not iterable")
    )
    answering = [each.source for each in listed if isinstance(each, Verbatim)]
    assert "lambda value: []" in answering
    assert "lambda" not in str(
        _first_arguments(
            _repaired(Verbatim("lambda value: value"), "TypeError", "'int' object is not iterable")
        )
    )


def test_what_was_handed_in_before_is_left_alone_where_the_act_is_to_blame() -> None:
    values = Values(RecipeBook(), parse_literal)
    tried = scenario(call_of(MAKER, Literal(1)), call_of(ACT, Literal(1), Literal(1)))
    shown = run(
        outcome=CandidateOutcome.RAISED,
        failure=failure("TypeError", "'int' object is not iterable"),
    )
    found = repaired(tried, shown, values, parse_literal)
    assert found
    assert {each.steps[0] for each in found} == {tried.steps[0]}


@pytest.mark.parametrize(
    ("handed", "message", "repaired"),
    [
        (
            Verbatim("lambda value: value"),
            "<lambda>() got an unexpected keyword argument 'a'",
            True,
        ),
        (Verbatim("lambda: 1"), "<lambda>() takes 0 positional arguments but 1 was given", True),
        (Symbol("builtins", "len"), "len() takes no keyword arguments", True),
        (Symbol("builtins", "len"), "other() takes no keyword arguments", False),
        (Verbatim("lambda: 1"), "act() missing 1 required positional argument: 'b'", False),
    ],
)
def test_a_function_takes_whatever_it_is_called_with(
    handed: Recipe, message: str, *, repaired: bool
) -> None:
    found = _first_arguments(_repaired(handed, "TypeError", message))
    assert (Verbatim("lambda *args, **kwargs: True") in found) is repaired
