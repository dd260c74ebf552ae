from __future__ import annotations

import pytest
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.generation.exploring.membership import members_copied
from aqe.generation.scenario import Scenario, step_reference
from aqe.syntax.python.parsing import parse_literal

ACT = function("act", parameter("item"), parameter("place"))
BOX = Call(Symbol("demo", "Box"), (Literal(1),))


def _list(*items: Recipe) -> Collection:
    return Collection("list", items)


def _copied(item: Recipe, place: Recipe, left: str, right: str) -> set[tuple[Recipe, ...]]:
    found = members_copied(scenario(call_of(ACT, item, place)), left, right, parse=parse_literal)
    return {tuple(each.recipe for each in one.act.arguments) for one in found}


@pytest.mark.parametrize(
    ("place", "shown", "filled"),
    [
        (_list(), "[]", _list(Literal("a"))),
        (_list(Literal("b")), "['b']", _list(Literal("b"), Literal("a"))),
        (Collection("set"), "set()", Collection("set", (Literal("a"),))),
        (Mapping(), "{}", Mapping(((Literal("a"), Literal(1)),))),
        (
            Mapping(((Literal("b"), Literal(7)),)),
            "{'b': 7}",
            Mapping(((Literal("b"), Literal(7)), (Literal("a"), Literal(7)))),
        ),
        # What the code made of it has the same items in another form.
        (_list(Literal("b")), "{'b'}", _list(Literal("b"), Literal("a"))),
    ],
)
def test_the_item_is_put_into_the_place(place: Recipe, shown: str, filled: Recipe) -> None:
    assert (Literal("a"), filled) in _copied(Literal("a"), place, "'a'", shown)


def test_an_item_that_is_there_is_taken_out_of_the_place() -> None:
    place = _list(Literal("b"), Literal("a"))
    assert (Literal("a"), _list(Literal("b"))) in _copied(Literal("a"), place, "'a'", "['b', 'a']")
    mapping = Mapping(((Literal("a"), Literal(1)),))
    assert (Literal("a"), Mapping()) in _copied(Literal("a"), mapping, "'a'", "{'a': 1}")


def test_what_is_in_the_place_becomes_the_item() -> None:
    found = _copied(Literal("a"), _list(BOX), "'a'", "[<demo:Box>]")
    assert found == set()  # of a place that cannot be shown nothing is known
    found = _copied(Literal("a"), _list(Literal("b")), "'a'", "['b']")
    assert (Literal("b"), _list(Literal("b"))) in found
    found = _copied(BOX, _list(Literal(3)), "<demo:Box>", "[3]")
    assert (Literal(3), _list(Literal(3))) not in found  # no such thing


def test_an_object_is_found_by_its_type() -> None:
    assert (BOX, _list(BOX)) in _copied(BOX, _list(), "<demo:Box>", "[]")
    assert (BOX, _list(Literal(3), BOX)) in _copied(BOX, _list(Literal(3)), "<demo:Box>", "[3]")
    assert _copied(BOX, _list(), "<demo:Crate>", "[]") == set()


def test_the_result_of_an_earlier_step_is_put_into_a_later_place_only() -> None:
    box = function("Box", parameter("content"))
    made = call_of(box, _list())
    act = call_of(ACT, step_reference(0), _list())
    found = members_copied(Scenario((made, act)), "<demo:Box>", "[]", parse=parse_literal)
    assert [each.act.arguments[1].recipe for each in found] == [_list(step_reference(0))]
    assert all(each.steps[0] == made for each in found)


def test_what_has_no_hash_is_put_into_lists_only() -> None:
    item = _list(Literal(1))
    assert (item, _list(item)) in _copied(item, _list(), "[1]", "[]")
    assert _copied(item, Collection("set"), "[1]", "set()") == set()


def test_of_a_place_of_which_only_the_type_is_known_nothing_is_tried() -> None:
    assert _copied(Literal("a"), _list(), "'a'", "<demo:Crate>") == set()
