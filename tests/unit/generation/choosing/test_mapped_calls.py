"""Public calls with a mapping in the place of private ones that are given a key and its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from generation_bench import FakeRunner, Play, completed, search_of, subject_of
from generation_builders import call_of, loaded, run

from aqe.domain.candidate import Program
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.recipe import Literal, Mapping, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.choosing.mapped_calls import mapped_calls
from aqe.generation.scenario import Scenario

SOURCE = """\
class Template:
    def __init__(self, source: str):
        self.source = source

    def filled(self, values: dict[str, str], wide=False):
        name = self.source.strip("?&*")
        if self.source[0] == "?":
            return self._asked(name, values[name])
        return values[name]

    def counted(self, number: int):
        return number

    def _asked(self, name, value):
        return name + value
"""
LINE = 15


class _Runner(FakeRunner):
    """Plays programs by all of their lines."""

    def run(self, programs: Sequence[Program], **options: Any) -> list[CandidateRun]:
        texts = ["; ".join(line.source for line in each.lines) for each in programs]
        self.texts += texts
        return [
            replace(self.play(text), candidate=each.candidate)
            for text, each in zip(texts, programs, strict=True)
        ]


def _play(text: str) -> CandidateRun:
    return completed({0} if 'Template("?' in text and ".filled(" in text else set())


def _found(folder: Path, *recipes: Recipe, made: Recipe, play: Play = _play) -> list[str]:
    search = search_of(subject_of(folder, SOURCE), loaded(1), _Runner(play))
    search.archive.goals = {0: Goal(0, GoalKind.LINE, LINE, "Template._asked")}
    make, private = (search.subject.callable(f"Template.{each}") for each in ("__init__", "_asked"))
    assert make is not None
    assert private is not None
    direct = Scenario((call_of(make, made), call_of(private, *recipes, receiver=0)))
    methods = [each for each in search.subject.callables if each.is_public]
    return [_text(each) for each in mapped_calls(search, direct, methods, {0, 1})]


def _text(scenario: Scenario) -> str:
    (made,), (mapping,) = (each.recipes for each in scenario.steps)
    assert isinstance(made, Literal)
    assert isinstance(mapping, Mapping)
    ((key, value),) = mapping.pairs
    assert isinstance(key, Literal)
    assert isinstance(value, Literal)
    return f"{made.value} {scenario.act.subject and scenario.act.subject.name} {key.value}={value.value}"


def test_the_object_is_made_with_the_sign_that_leads_there_and_asked_for_the_name(
    tmp_path: Path,
) -> None:
    found = _found(tmp_path, Literal("word"), Literal("abc"), made=Literal("other"))
    assert found[0] == "?word filled word=abc"


def test_signs_behind_the_name_are_tried_where_one_before_it_leads_there(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        return completed({0} if '"?word"' in text or '"?word?"' in text else set())

    found = _found(tmp_path, Literal("word"), Literal("abc"), made=Literal("other"), play=play)
    assert found == ["?word filled word=abc", "?word? filled word=abc"]


def test_those_that_reach_most_come_first(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        return completed({0, 1} if '"?word?"' in text else {0} if '"?word"' in text else set())

    found = _found(tmp_path, Literal("word"), Literal("abc"), made=Literal("other"), play=play)
    assert found == ["?word? filled word=abc", "?word filled word=abc"]


@pytest.mark.parametrize(
    ("recipes", "made"),
    [
        ((Literal(1), Literal(2)), Literal("other")),
        ((Literal("two words"), Literal(2)), Literal("other")),
        ((Literal("word"), Literal("abc")), Literal(3)),
        ((Literal("word"), Literal("abc")), Literal("")),
    ],
)
def test_without_a_name_or_a_text_that_the_object_is_made_of_nothing_is_tried(
    tmp_path: Path, recipes: tuple[Recipe, ...], made: Recipe
) -> None:
    assert _found(tmp_path, *recipes, made=made, play=lambda text: completed({0})) == []


def test_what_comes_to_no_end_is_no_such_call(tmp_path: Path) -> None:
    found = _found(
        tmp_path,
        Literal("word"),
        Literal("abc"),
        made=Literal("other"),
        play=lambda text: run({0}, outcome=CandidateOutcome.TIMEOUT),
    )
    assert found == []
