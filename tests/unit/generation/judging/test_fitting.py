from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.subject import Parameter
from aqe.domain.types import TypeRef
from aqe.generation.judging.fitting import Fitting, Standing
from aqe.generation.scenario import Argument, Scenario, Step, step_reference
from aqe.syntax.python.parsing import parse_literal

SOURCE = '''\
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypedDict


class Colour(Enum):
    RED = 1


class Item(TypedDict):
    name: str
    price: int


class Box:
    def __init__(self, size: int, label=None):
        self.size = size


class Crate(Box):
    pass


def act(
    number: int, ratio: float, text: str | None, names: list[str], pair: tuple[int, str],
    many: tuple[int, ...], table: dict[str, int], box: Box, colour: Colour, mode: Literal["r", "w"],
    item: Item, path: Path, cost: Decimal, anything: Any, bare: list, unknown, documented,
):
    """Act.

    Args:
        documented (int): a number.
    """
'''


@pytest.fixture(scope="module")
def fitting(tmp_path_factory: pytest.TempPathFactory) -> Fitting:
    return Fitting(subject_of(tmp_path_factory.mktemp("demo"), SOURCE), parse_literal)


def _parameter(fitting: Fitting, name: str) -> Parameter:
    act = fitting.subject.callable("act")
    assert act is not None
    return next(each for each in act.parameters if each.name == name)


def _list(*values: object) -> Collection:
    return Collection("list", tuple(Literal(each) for each in values))  # type: ignore[arg-type]


def _tuple(*values: object) -> Collection:
    return Collection("tuple", tuple(Literal(each) for each in values))  # type: ignore[arg-type]


def _map(**pairs: object) -> Mapping:
    found = ((Literal(name), Literal(each)) for name, each in pairs.items())  # type: ignore[arg-type]
    return Mapping(tuple(found))


def _box(*arguments: Recipe, name: str = "Box", **keywords: Recipe) -> Call:
    return Call(Symbol("demo", name), arguments, tuple(keywords.items()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", Literal(1)),
        ("number", Literal(True)),
        ("ratio", Literal(1)),
        ("text", Literal("a")),
        ("text", Literal(None)),
        ("names", _list()),
        ("names", _list("a", "b")),
        ("pair", _tuple(1, "a")),
        ("many", _tuple()),
        ("many", _tuple(1, 2, 3)),
        ("table", _map()),
        ("table", _map(a=1)),
        ("box", _box(Literal(1))),
        ("box", _box(Literal(1), name="Crate")),
        ("box", _box(size=Literal(1))),
        ("colour", Attribute(Symbol("demo", "Colour"), "RED")),
        ("mode", Literal("r")),
        ("item", _map(name="a", price=1)),
        ("path", Variable("tmp_path")),
        ("cost", Call(Symbol("decimal", "Decimal"), (Literal("1"),))),
        ("bare", _list()),
        ("documented", Literal(3)),
    ],
)
def test_what_is_declared_is_kept(fitting: Fitting, name: str, value: Recipe) -> None:
    found = fitting.of_value(_parameter(fitting, name), value, Scenario(()))
    assert found is Standing.DECLARED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", Literal("1")),
        ("number", Literal(1.5)),
        ("number", Literal(None)),
        ("text", Literal(b"a")),
        ("names", _list("a", 1)),
        ("names", _tuple("a")),
        ("names", Literal("ab")),
        ("pair", _tuple(1)),
        ("pair", _tuple("a", 1)),
        ("many", _tuple(1, "a")),
        ("table", _map(a="b")),
        ("box", _box(Literal("a"))),
        ("box", _box(Literal(1), Literal(2), Literal(3))),
        ("box", _box(other=Literal(1))),
        ("box", Literal(1)),
        ("colour", Attribute(Symbol("demo", "Colour"), "GREEN")),
        ("mode", Literal("x")),
        ("item", _map(name="a")),
        ("item", _map(name=1, price=1)),
        ("cost", Call(Symbol("decimal", "Decimal"), (Verbatim("f()"),))),
        ("bare", _list(1)),
        ("anything", Verbatim("lambda: 1")),
        ("unknown", _box(Literal(1))),
        ("unknown", Verbatim("object()")),
    ],
)
def test_what_contradicts_or_cannot_be_told_is_doubtful(
    fitting: Fitting, name: str, value: Recipe
) -> None:
    found = fitting.of_value(_parameter(fitting, name), value, Scenario(()))
    assert found is Standing.DOUBTFUL


@pytest.mark.parametrize("name", ["anything", "unknown"])
def test_without_a_declaration_plain_values_are_plain(fitting: Fitting, name: str) -> None:
    nested = Collection("list", (_map(a=1), _tuple()))
    found = fitting.of_value(_parameter(fitting, name), nested, Scenario(()))
    assert found is Standing.PLAIN


def test_a_scenario_stands_as_its_most_doubtful_step(fitting: Fitting) -> None:
    subject = fitting.subject
    made = next(each for each in subject.callables if each.owner == "Box")
    act = subject.callable("act")
    assert act is not None
    size, label = made.parameters

    def standing(*values: tuple[Parameter, Recipe], more: tuple[Step, ...] = ()) -> Standing:
        step = Step(made, tuple(Argument(*each) for each in values))
        return fitting.standing(Scenario((step, *more)))

    assert standing((size, Literal(1))) is Standing.DECLARED
    assert standing((size, Literal(1)), (label, Literal("a"))) is Standing.PLAIN
    assert standing((size, Literal("a"))) is Standing.DOUBTFUL
    box = Argument(_parameter(fitting, "box"), step_reference(0))
    assert standing((size, Literal(1)), more=(Step(act, (box,)),)) is Standing.DECLARED
    number = Argument(_parameter(fitting, "number"), step_reference(0))
    assert standing((size, Literal(1)), more=(Step(act, (number,)),)) is Standing.DOUBTFUL
    stated = Step(None, expression=Literal(1))
    assert standing((size, Literal(1)), more=(stated,)) is Standing.DOUBTFUL


def test_surroundings_that_were_prepared_are_doubtful(fitting: Fitting) -> None:
    act = fitting.subject.callable("act")
    assert fitting.standing(Scenario((Step(act),), setup=(Literal(1),))) is Standing.DOUBTFUL


def test_iterators_are_judged_by_their_items(fitting: Fitting) -> None:
    wanted = TypeRef("iterator", (TypeRef("int"),))
    numbers = Call(Symbol("builtins", "iter"), (_list(1, 2),))
    words = Call(Symbol("builtins", "iter"), (_list("a"),))
    assert fitting.fits(numbers, wanted, Scenario(()))
    assert not fitting.fits(words, wanted, Scenario(()))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    pass\n", Standing.PLAIN),
        ("    def __init__(self, number: int = 1):\n        pass\n", Standing.DECLARED),
    ],
)
def test_an_exception_without_a_constructor_takes_anything(
    tmp_path: Path, body: str, expected: Standing
) -> None:
    subject = subject_of(tmp_path, f"class Unknown(Exception):\n{body}")
    seeder = seeder_of(subject)
    made = seeder.constructor_of(subject.classes[0])
    assert Fitting(subject, parse_literal).standing(Scenario((Step(made),))) is expected
