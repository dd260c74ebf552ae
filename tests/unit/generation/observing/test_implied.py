"""The same fact is demanded once."""

from __future__ import annotations

import pytest

from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol, Variable
from aqe.domain.suite import Assertion, AssertionKind
from aqe.generation.observing.implied import iterated_classes, without_implied
from aqe.syntax.python import Printer
from aqe.syntax.python.parsing import parse_literal

BOX = Variable("box")


def look(name: str, place: Recipe = BOX) -> Recipe:
    return Call(Symbol("builtins", name), (place,))


def demand(place: Recipe, source: str, statement: int = 1) -> Assertion:
    expected = parse_literal(source)
    assert expected is not None
    return Assertion(AssertionKind.EQUAL, statement, place, expected)


def text(said: str) -> Assertion:
    return Assertion(AssertionKind.EQUAL, 1, look("str"), Literal(said))


def items(source: str) -> Assertion:
    return demand(look("list"), source)


def part(name: str, source: str) -> Assertion:
    return demand(Attribute(BOX, name), source)


def left(*demands: Assertion) -> list[str]:
    """What is still looked at, in order."""
    return [
        Printer().expression(each.place)
        for each in without_implied(demands)
        if each.place is not None
    ]


@pytest.mark.parametrize(
    ("demands", "expected"),
    [
        pytest.param((items("[]"), text("Box({}, size=1)")), ["str(box)"], id="text-with-no-items"),
        pytest.param(
            (items("['pen']"), text("Box({'pen': 2}, size=1)")), ["str(box)"], id="text-with-keys"
        ),
        pytest.param(
            (items("['pen']"), text("Box({'ink': 2}, size=1)")),
            ["list(box)", "str(box)"],
            id="text-with-other-items",
        ),
        pytest.param(
            (items("['pen']"), text("Box(size=1)")), ["list(box)", "str(box)"], id="text-of-size"
        ),
        pytest.param((items("['pen']"), text("Box(['pen'])")), ["list(box)"], id="text-of-items"),
        pytest.param(
            (part("lists", "[['pen']]"), items("['pen']"), text("Box(['pen'])")),
            ["list(box)"],
            id="nested-view",
        ),
        pytest.param(
            (part("lists", "[['pen'], ['ink']]"), items("['pen', 'ink']")),
            ["box.lists", "list(box)"],
            id="view-that-says-how-it-is-divided",
        ),
        pytest.param(
            (part("spare", "[]"), items("[]")), ["box.spare", "list(box)"], id="by-chance"
        ),
        pytest.param(
            (part("fixed", "('pen',)"), part("named", "{}"), text("<Box ('pen',) {}>")),
            ["box.fixed", "box.named"],
            id="text-of-parts",
        ),
        pytest.param(
            (part("fixed", "('pen',)"), text("<Box ('pen',) of 3>")),
            ["box.fixed", "str(box)"],
            id="text-with-more",
        ),
        pytest.param(
            (part("label", "'pen'"), text("Box('ink', label='pen')")), ["str(box)"], id="named-part"
        ),
        pytest.param(
            (part("size", "0"), text("Box('ink', size=0)")),
            ["box.size", "str(box)"],
            id="named-part-by-chance",
        ),
        pytest.param(
            (part("label", "'ink'"), text("Box('ink', label='pen')")),
            ["box.label", "str(box)"],
            id="named-part-of-another-value",
        ),
        pytest.param((items("['pen']"), demand(look("len"), "1")), ["list(box)"], id="length"),
        pytest.param(
            (demand(look("len"), "2"), items("['pen']")), ["len(box)", "list(box)"], id="own-length"
        ),
        pytest.param(
            (
                demand(look("len", look("list")), "1"),
                demand(look("list", Operation("getitem", (look("list"), Literal(0)))), "[]"),
                text("Box([Box([])])"),
            ),
            ["str(box)"],
            id="boxes-in-boxes",
        ),
    ],
)
def test_what_follows_from_other_demands_goes(
    demands: tuple[Assertion, ...], expected: list[str]
) -> None:
    assert left(*demands) == expected


def test_what_is_demanded_after_another_statement_stays() -> None:
    later = demand(look("list"), "[]", statement=2)
    assert left(later, text("Box({}, size=1)")) == ["list(box)", "str(box)"]


def test_what_is_demanded_of_another_object_stays() -> None:
    other = demand(look("list", Variable("crate")), "[]")
    assert left(other, text("Box({}, size=1)")) == ["list(crate)", "str(box)"]


def test_the_first_test_of_a_class_keeps_what_iterating_gives_beside_its_text() -> None:
    demands = (items("['pen']"), text("Box(['pen'], size=1)"))
    assert without_implied(demands, set()) == demands
    assert iterated_classes(demands) == {"Box"}
    assert without_implied(demands, {"Box"}) == demands[1:]
