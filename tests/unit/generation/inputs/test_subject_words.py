"""The literals of a subject, in the order in which they are tried."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generation_bench import subject_of

from aqe.domain.recipe import Collection, Literal
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.subject_words import listed_in, typed_values, words_of
from aqe.generation.inputs.values import Values
from aqe.syntax.python.parsing import parse_literal

SOURCE = """
import enum

RATES = {"gold": 3, "tin": 1}
SIZES = ("small", "large")
LIMIT = 50


class Tone(enum.Enum):
    LOUD = 1


def act(text: str) -> int:
    if text == "magic":
        return 7
    return 0
"""


def test_what_look_ups_expect_is_listed(tmp_path: Path) -> None:
    found = list(listed_in(subject_of(tmp_path, SOURCE), parse_literal))
    texts = ["LOUD", "loud", "gold", "tin", "small", "large"]
    assert found == [*map(Literal, texts), Literal(50)]


def test_words_are_the_constants_then_the_lists_then_what_was_borrowed(tmp_path: Path) -> None:
    subject = replace(subject_of(tmp_path, SOURCE), borrowed_words=("elsewhere", "gold"))
    found = words_of(subject, parse_literal)
    assert Literal("magic") in found[:3]
    assert found[-1] == Literal("elsewhere")
    assert found.count(Literal("gold")) == 1


def test_abstract_classes_that_a_type_test_names_have_values() -> None:
    values = Values(RecipeBook(), parse_literal)
    found = typed_values("isinstance(x, (Set, Mapping))", symbols=lambda text: (), values=values)
    assert {type(each).__name__ for each in found} == {"Collection", "Mapping"}
    assert {each.kind for each in found if isinstance(each, Collection)} == {"set"}
    assert typed_values("isinstance(x, Sets)", symbols=lambda text: (), values=values) == []
