"""Constants beside a mutant, and inputs that hold them."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of

from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.archive import Entry
from aqe.generation.planting import Constants, hosts, one_of_each, planted
from aqe.generation.scenario import Argument, Scenario, Step

SOURCE = """\
MODES = {
    "läuft": True,
    "on": True,
    "off": False,
    "maybe": None,
}
RULES = []


def rule(singular, plural):
    RULES.append((singular[0], plural))


rule("ox", "oxen")
rule("cow", "kine")


def short(text: str, most: int = 12) -> bool:
    if text.startswith("--"):
        return text.count("/") < 3
    return len(text) > most or bool(re.match("a+$", text))
"""


def mutant(text: str, qualname: str = "", *, after: str = "") -> Mutant:
    start = SOURCE.index(text, SOURCE.index(after))
    line = SOURCE.count("\n", 0, start) + 1
    return Mutant("m", "string", qualname, line, start, start + len(text), text, "0")


CONSTANTS = Constants(SOURCE, lambda pattern: [f"<{pattern}>"])


def test_the_key_comes_first_for_a_changed_value_of_a_table() -> None:
    assert CONSTANTS.beside(mutant("False"))[:2] == ["off", "Off"]
    assert CONSTANTS.beside(mutant("True", after='"on"'))[:2] == ["on", "On"]
    assert CONSTANTS.beside(mutant("True", after="läuft"))[0] == "läuft"


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        ("3", [3, 4, 2]),
        ("12", [12, 13, 11]),
        ('"--"', ["--"]),
        ('"a+$"', ["a+$", "<a+$>", "A+$"]),
    ],
)
def test_the_changed_constant_comes_before_its_neighbours(
    changed: str, first: list[object]
) -> None:
    assert CONSTANTS.beside(mutant(changed, "short", after="def short"))[: len(first)] == first


def test_constants_of_other_statements_are_left_out() -> None:
    found = CONSTANTS.beside(mutant("3", "short", after="count"))
    assert "/" in found
    assert "--" not in found
    assert 12 not in found


def test_what_the_import_fills_shows_with_what_it_was_given() -> None:
    changed = mutant("0", "rule", after="def rule")
    assert CONSTANTS.filled_by("rule") == ("RULES",)
    assert CONSTANTS.filled_by("short") == ()
    found = CONSTANTS.beside(changed)
    assert found[:3] == ["ox", "Ox", "OX"]
    assert {"oxen", "cow", "kine", "Kine"} <= set(found)


def test_a_source_that_cannot_be_parsed_has_none() -> None:
    assert Constants("def", lambda pattern: []).beside(mutant("3")) == []


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
