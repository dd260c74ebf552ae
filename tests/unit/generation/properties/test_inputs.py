"""From evidence to inputs: what a hint says, what was seen to work, what cannot be drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of

from aqe.domain.law import (
    NOTHING,
    BooleanInputs,
    BytesInputs,
    ChoiceInputs,
    CollectionInputs,
    Inputs,
    InstanceInputs,
    IntegerInputs,
    MappingInputs,
    NumberInputs,
    StandardInputs,
    TextInputs,
    TupleInputs,
    UnionInputs,
)
from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.generation.properties.inputs import InputReader, generalised, required
from aqe.syntax.python.parsing import parse_literal

SOURCE = """
import datetime, decimal, enum
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Literal, Optional

class Color(enum.Enum):
    RED = 1
    BLUE = 2

@dataclass
class Point:
    x: int
    y: int = 0

class Opaque:
    def __init__(self, handle):
        self.handle = handle

class _Hidden:
    pass

class Tree:
    def __init__(self, left: "Tree"):
        self.left = left

def act(value: {hint}):
    return value
"""


def read(folder: Path, hint: str, *seen: Recipe) -> list[Inputs]:
    subject = subject_of(folder, SOURCE.replace("{hint}", hint))
    act = subject.callable("act")
    assert act is not None
    return InputReader(subject, parse_literal).of_parameter(act.parameters[0], seen)


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ("str", TextInputs()),
        ("bytes", BytesInputs()),
        ("int", IntegerInputs()),
        ("float", NumberInputs()),
        ("bool", BooleanInputs()),
        ("list[int]", CollectionInputs("list", IntegerInputs())),
        ("list", CollectionInputs("list", IntegerInputs())),
        ("set[str]", CollectionInputs("set", TextInputs())),
        ("tuple[int, ...]", CollectionInputs("tuple", IntegerInputs())),
        ("tuple[int, str]", TupleInputs((IntegerInputs(), TextInputs()))),
        ("dict[str, float]", MappingInputs(TextInputs(), NumberInputs())),
        ("dict", MappingInputs(TextInputs(), IntegerInputs())),
        ("Optional[int]", UnionInputs((IntegerInputs(), NOTHING))),
        ("Literal['a', 3]", ChoiceInputs((Literal("a"), Literal(3)))),
        ("datetime.date", StandardInputs("datetime:date")),
        ("decimal.Decimal", StandardInputs("decimal:Decimal")),
        ("Color", ChoiceInputs((Symbol("demo", "Color.RED"), Symbol("demo", "Color.BLUE")))),
        (
            "Point",
            InstanceInputs(
                Symbol("demo", "Point"), (("x", IntegerInputs()), ("y", IntegerInputs()))
            ),
        ),
    ],
)
def test_hints(hint: str, expected: Inputs, tmp_path: Path) -> None:
    (found,) = read(tmp_path, hint, Literal(object.__name__))
    if isinstance(expected, UnionInputs) and isinstance(found, UnionInputs):
        assert set(found.parts) == set(expected.parts)
    else:
        assert found == expected


@pytest.mark.parametrize(
    "hint", ["Callable[[int], int]", "Iterator[int]", "Opaque", "_Hidden", "Tree", "list[Opaque]"]
)
def test_what_cannot_be_drawn_is_left_alone(hint: str, tmp_path: Path) -> None:
    assert read(tmp_path, hint) == []


def test_without_a_hint_counts_what_worked(tmp_path: Path) -> None:
    seen = (Literal("a"), Literal("b"), Literal(1), Literal(None), Call(Symbol("demo", "act")))
    found = read(tmp_path, "Any", *seen)
    assert found[:2] == [TextInputs(), IntegerInputs()]


def test_evidence_puts_what_worked_in_order(tmp_path: Path) -> None:
    source = "def act(items):\n    return [each + 1 for each in sorted(items)]\n"
    subject = subject_of(tmp_path, source)
    act = subject.callable("act")
    assert act is not None
    seen = (Literal("ba"), Literal("c"), Collection("list", (Literal(1),)))
    found = InputReader(subject, parse_literal).of_parameter(act.parameters[0], seen)
    assert found[:2] == [CollectionInputs("list", IntegerInputs()), TextInputs()]


def test_generalised() -> None:
    lists = (Collection("list", (Literal(1), Literal(2))), Collection("list", (Literal("a"),)))
    assert generalised((*lists, Collection("list", (Literal(3),)))) == [
        CollectionInputs("list", IntegerInputs())
    ]
    table = Mapping(((Literal("a"), Literal(1.5)),))
    assert generalised((table,)) == [MappingInputs(TextInputs(), NumberInputs())]
    assert generalised((Literal(None),)) == []
    assert generalised(()) == []
    assert generalised((Literal(True),)) == [BooleanInputs()]


def test_required(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, "def act(a, b=1, *rest, c, d=2, **more): pass\n")
    act = subject.callable("act")
    assert act is not None
    assert [each.name for each in required(act.parameters)] == ["a", "c"]
