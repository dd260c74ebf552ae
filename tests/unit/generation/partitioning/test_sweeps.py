"""Texts with every mark and with many scripts."""

from __future__ import annotations

import string
from itertools import pairwise

from generation_bench import completed
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Literal
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.archive import Entry
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning.sweeps import sweeps, texts_of


def _texts(value: object, led: dict[str, list[str]] | None = None, **facts: object) -> list[str]:
    act = function("act", parameter("given", **facts), parameter("other"))
    tried = scenario(call_of(act, Literal(value), Literal(7)))  # type: ignore[arg-type]
    found = list(sweeps(tried, led or {}))
    assert {family for family, _ in found} <= {Family.SWEEP}
    assert all(made.act.arguments[1] == tried.act.arguments[1] for _, made in found)
    return [str(made.act.arguments[0].recipe.value) for _, made in found]  # type: ignore[union-attr]


def test_every_mark_stands_between_letters() -> None:
    marks, scripts, unseen = _texts("a")
    assert set(string.punctuation) <= set(marks)
    assert all(one.isalpha() != two.isalpha() for one, two in pairwise(marks))
    assert len({each for each in scripts if not each.isascii()}) > 12
    assert len({each for each in unseen if not each.isprintable()}) > 6


def test_only_texts_are_swept_and_only_where_texts_are_welcome() -> None:
    hint = TypeEvidence(TypeRef("int"), EvidenceSource.HINT, 1.0)
    assert _texts(3) == []
    assert _texts("a", evidence=(hint,)) == []


def test_texts_that_led_somewhere_meet_in_one() -> None:
    led = {"given": ["# a", "* b", "", "a", "x" * 99, "> c"], "other": ["d", "e"]}
    assert _texts("a", led)[3:] == ["# a\n* b\n> c", "# a * b > c"]
    assert len(_texts("a", {"given": ["a"]})) == 3
    assert len(_texts("a", {"given": [f"{number}" * 50 for number in range(10, 20)]})) == 3


def test_the_texts_of_a_parameter_are_those_that_acts_were_given() -> None:
    act = function("act", parameter("given"), parameter("other"))
    entries = [
        Entry(scenario(call_of(act, Literal(text), Literal(1))), completed(set()), 1.0, number)
        for number, text in enumerate(("b", "a", "b"))
    ]
    assert texts_of(entries) == {"given": ["b", "a"]}
