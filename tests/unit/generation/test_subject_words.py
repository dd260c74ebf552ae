"""The literals of a subject, in the order in which they are tried."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generation_bench import subject_of

from aqe.domain.recipe import Literal
from aqe.generation.subject_words import listed_in, words_of
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
