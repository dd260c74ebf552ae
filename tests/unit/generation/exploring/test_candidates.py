from __future__ import annotations

from dataclasses import replace

import pytest
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.subject import CallableKind, CallableSubject
from aqe.generation.exploring.candidates import candidate_of, variable_word
from aqe.generation.scenario import Scenario, Step, Use, step_reference
from aqe.syntax.python.expressions import Printer

BOX = function("Box", kind=CallableKind.CONSTRUCTOR, owner="Box")
MAKE = Step(BOX)
KEY = Literal("key")


def _method(name: str, count: int = 0, **facts: object) -> CallableSubject:
    kind = facts.pop("kind", CallableKind.METHOD)
    parameters = [parameter(each) for each in ("other", "value")[:count]]
    return function(name, *parameters, kind=kind, owner="Box", **facts)  # type: ignore[arg-type]


def _lines(tried: Scenario) -> list[str]:
    program = Printer().program(candidate_of(tried, "demo", 1), "demo")
    return [each.source for each in program.lines]


def _act(subject: CallableSubject, *recipes: Recipe, use: Use = Use.PLAIN) -> str:
    step = call_of(subject, *recipes, receiver=0)
    return _lines(scenario(MAKE, Step(step.subject, step.arguments, 0, use)))[-1]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("__add__", "box + 'key'"),
        ("__sub__", "box - 'key'"),
        ("__mul__", "box * 'key'"),
        ("__truediv__", "box / 'key'"),
        ("__floordiv__", "box // 'key'"),
        ("__mod__", "box % 'key'"),
        ("__pow__", "box ** 'key'"),
        ("__matmul__", "box @ 'key'"),
        ("__and__", "box & 'key'"),
        ("__or__", "box | 'key'"),
        ("__xor__", "box ^ 'key'"),
        ("__lshift__", "box << 'key'"),
        ("__rshift__", "box >> 'key'"),
        ("__eq__", "box == 'key'"),
        ("__ne__", "box != 'key'"),
        ("__lt__", "box < 'key'"),
        ("__le__", "box <= 'key'"),
        ("__gt__", "box > 'key'"),
        ("__ge__", "box >= 'key'"),
        ("__contains__", "'key' in box"),
        ("__getitem__", "box['key']"),
        ("__deepcopy__", "deepcopy(box)"),
        ("__call__", "box('key')"),
        ("__radd__", "box.__radd__('key')"),
        ("__format__", "format(box, 'key')"),
        ("__round__", "round(box, 'key')"),
        ("__divmod__", "divmod(box, 'key')"),
    ],
)
def test_operators_with_an_operand(name: str, printed: str) -> None:
    assert (
        _act(_method(name, 1), KEY) == printed.replace("'", '"')
        or _act(_method(name, 1), KEY) == printed
    )


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("__neg__", "-box"),
        ("__pos__", "+box"),
        ("__invert__", "~box"),
        ("__len__", "len(box)"),
        ("__repr__", "repr(box)"),
        ("__str__", "str(box)"),
        ("__bool__", "bool(box)"),
        ("__int__", "int(box)"),
        ("__float__", "float(box)"),
        ("__bytes__", "bytes(box)"),
        ("__abs__", "abs(box)"),
        ("__iter__", "list(box)"),
        ("__reversed__", "list(reversed(box))"),
        ("__next__", "next(box)"),
        ("__dir__", "dir(box)"),
        ("__hash__", "hash(box)"),
        ("__index__", "int(box)"),
        ("__round__", "round(box)"),
        ("__complex__", "complex(box)"),
        ("__copy__", "copy(box)"),
        ("grow", "box.grow()"),
    ],
)
def test_operators_and_protocols_without_operand(name: str, printed: str) -> None:
    assert _act(_method(name)) == printed


@pytest.mark.parametrize(
    ("name", "printed"),
    [("__radd__", '"key" + box'), ("__rsub__", '"key" - box'), ("__rmatmul__", '"key" @ box')],
)
def test_reflected_methods_are_called_by_their_operator_where_that_is_said(
    name: str, printed: str
) -> None:
    step = call_of(_method(name, 1), KEY, receiver=0)
    assert _lines(scenario(MAKE, replace(step, is_operator=True)))[-1] == printed
    assert _lines(scenario(MAKE, step))[-1] == f'box.{name}("key")'


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("__iadd__", 'box += "key"'),
        ("__isub__", 'box -= "key"'),
        ("__ior__", 'box |= "key"'),
        ("__ipow__", 'box **= "key"'),
        ("__ifloordiv__", 'box //= "key"'),
        ("__imatmul__", 'box @= "key"'),
    ],
)
def test_methods_that_change_their_object_are_called_by_their_operator_where_that_is_said(
    name: str, printed: str
) -> None:
    step = call_of(_method(name, 1), KEY, receiver=0)
    grown = scenario(MAKE, replace(step, is_operator=True), call_of(_method("size"), receiver=1))
    assert _lines(grown)[-2:] == [printed, "box.size()"]
    assert _lines(scenario(MAKE, step))[-1] == f'box.{name}("key")'


def test_another_name_for_the_same_object_is_not_bound_to_a_variable() -> None:
    alias = Step(None, expression=step_reference(0), name="other_box")
    lines = _lines(scenario(MAKE, alias, call_of(_method("grow"), receiver=1)))
    assert [each for each in lines if "other_box" in each] == []
    assert lines[-1] == "box.grow()"


def test_items_and_attributes_are_assigned_and_deleted() -> None:
    set_item = candidate_of(
        scenario(MAKE, call_of(_method("__setitem__", 2), KEY, Literal(1), receiver=0)), "demo", 1
    )
    assert set_item.statements[-1].form is StatementForm.ASSIGN
    delete = candidate_of(
        scenario(MAKE, call_of(_method("__delitem__", 1), KEY, receiver=0)), "demo", 1
    )
    assert delete.statements[-1].form is StatementForm.DELETE
    setter = _method("width", 1, kind=CallableKind.SETTER)
    assert _act(setter, Literal(3)) == "box.width = 3"
    assert _act(_method("width", kind=CallableKind.PROPERTY)) == "box.width"


@pytest.mark.parametrize(
    ("use", "form", "printed"),
    [
        (Use.AWAIT, StatementForm.PLAIN, "await box.grow()"),
        (Use.DRAIN, StatementForm.PLAIN, "list(box.grow())"),
        (Use.TAKE, StatementForm.PLAIN, "list(islice(box.grow(), 5))"),
        (Use.ASYNC_DRAIN, StatementForm.PLAIN, "[item async for item in stream]"),
        (Use.ASYNC_TAKE, StatementForm.PLAIN, "[await anext(stream) for _ in range(2)]"),
        (Use.ENTER, StatementForm.WITH, "box.grow()"),
        (Use.ASYNC_ENTER, StatementForm.ASYNC_WITH, "box.grow()"),
    ],
)
def test_results_are_used_so_that_bodies_run(use: Use, form: StatementForm, printed: str) -> None:
    tried = scenario(MAKE, Step(_method("grow"), (), 0, use))
    candidate = candidate_of(tried, "demo", 1)
    assert candidate.statements[-1].form is form
    assert candidate.statements[-1].is_act
    assert _lines(tried)[-1] == printed


def test_optional_arguments_are_given_by_name() -> None:
    act = function("act", parameter("first"), parameter("second", default="None"))
    assert _lines(scenario(call_of(act, Literal(1), Literal(2)))) == ["act(1, second=2)"]


def test_arguments_that_a_call_may_change_get_variables() -> None:
    act = function("act", parameter("items"), parameter("options"))
    items = Collection("list", (Literal(1),))
    options = Mapping(((KEY, Literal(1)),))
    tried = scenario(call_of(act, items, options))
    names = [each.target for each in candidate_of(tried, "demo", 1).statements]
    assert names == ["items", "options", "result"]
    kept = candidate_of(tried, "demo", 1, keep=frozenset({"items"}))
    assert [each.target for each in kept.statements] == ["items", "result"]


def test_a_folder_of_its_own_is_entered_first() -> None:
    tried = scenario(
        call_of(
            function("act"),
        )
    )
    candidate = candidate_of(tried, "demo", 1, in_folder=True)
    assert set(candidate.fixtures) == {"tmp_path", "monkeypatch"}
    assert len(candidate.statements) == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("HTTPServerError", "http_server_error"),
        ("Box", "box"),
        ("x", "operand"),
        ("list", "list_value"),
        ("class", "class_value"),
        ("match", "match_value"),
        ("result", "result_value"),
        ("item2", "item"),
        ("_", "subject"),
        ("outer.Inner", "inner"),
    ],
)
def test_variables_are_words(text: str, word: str) -> None:
    assert variable_word(text) == word


def test_names_are_distinct_and_never_hide_what_is_called() -> None:
    act = function("items", parameter("items"), parameter("more"))
    make = Call(Symbol("demo", "more"))
    tried = scenario(call_of(act, Collection("list"), make))
    targets = [each.target for each in candidate_of(tried, "demo", 1).statements]
    assert len(set(targets)) == len(targets)
    assert not {"items", "more"} & set(targets)
    assert not [each for each in targets if each and any(part.isdigit() for part in each)]


def test_what_is_a_list_already_is_not_drained() -> None:
    tried = scenario(MAKE, Step(_method("__iter__"), (), 0, Use.DRAIN))
    shown = Printer().expression(candidate_of(tried, "demo", 1).statements[-1].expression)
    assert shown == "list(box)"
