"""Inputs that hold given constants."""

from __future__ import annotations

from pathlib import Path

from generation_bench import subject_of

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.archive import Entry
from aqe.generation.choosing.planting import hosts, one_of_each, planted
from aqe.generation.scenario import Argument, Scenario, Step


def scenario(tmp_path: Path, value: Recipe) -> Scenario:
    subject = subject_of(tmp_path, "def act(text):\n    return text\n").callable("act")
    assert subject is not None
    return Scenario((Step(subject, (Argument(subject.parameters[0], value),)),))


def values(tmp_path: Path, value: Recipe, *constants: str | int) -> list[Recipe]:
    found = planted(scenario(tmp_path, value), constants)
    return [each.act.arguments[0].recipe for each in found]


def test_a_text_is_replaced_and_lengthened(tmp_path: Path) -> None:
    found = values(tmp_path, Literal("abcd"), "/")
    assert found == [Literal(each) for each in ("/", "ab/cd", "abcd/", "/abcd")]


def test_several_values_come_before_the_first_is_put_into_a_text(tmp_path: Path) -> None:
    found = values(tmp_path, Literal("ab"), "x", "y", "z")
    assert found[:3] == [Literal("x"), Literal("y"), Literal("z")]


def test_numbers_take_the_place_of_numbers_and_of_whole_arguments(tmp_path: Path) -> None:
    assert values(tmp_path, Literal(1), 7) == [Literal(7)]
    assert values(tmp_path, Literal("a"), 7) == [Literal(7)]
    inside = Collection("list", (Literal("a"), Literal(1)))
    assert values(tmp_path, inside, 7) == [Collection("list", (Literal("a"), Literal(7)))]
    assert values(tmp_path, Literal(True), 7) == []


def test_hosts_hold_a_literal(tmp_path: Path) -> None:
    run = CandidateRun(0, CandidateOutcome.COMPLETED)
    able = Entry(scenario(tmp_path, Literal(1)), run, 1.0, 0)
    unable = Entry(scenario(tmp_path, Collection("list")), run, 1.0, 1)
    other = Entry(scenario(tmp_path, Literal(2)), run, 1.0, 2)
    assert hosts([unable, able, other]) == [able, other]
    assert one_of_each([able, other]) == [able]
