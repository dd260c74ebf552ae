"""Constants beside a mutant."""

from __future__ import annotations

import pytest

from aqe.analysis.mutation.constants import Constants
from aqe.domain.mutant import Mutant

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
    assert CONSTANTS.beside(mutant("False"))[:2] == ("off", "Off")
    assert CONSTANTS.beside(mutant("True", after='"on"'))[:2] == ("on", "On")
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
    assert CONSTANTS.beside(mutant(changed, "short", after="def short"))[: len(first)] == tuple(
        first
    )


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
    assert found[:3] == ("ox", "Ox", "OX")
    assert {"oxen", "cow", "kine", "Kine"} <= set(found)


def test_a_source_that_cannot_be_parsed_has_none() -> None:
    assert Constants("def", lambda pattern: []).beside(mutant("3")) == ()
