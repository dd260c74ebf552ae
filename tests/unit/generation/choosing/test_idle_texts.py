"""Texts of objects that say nothing of what these were made with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from generation_bench import completed
from generation_builders import call_of, function, parameter

from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateRun, Observation, Snapshot
from aqe.generation.choosing.idle_texts import IdleTexts
from aqe.generation.scenario import Scenario

FIND = function("find", parameter("name"))
LEN = Snapshot("literal", "builtins:int", "1")


def _found(*given: str) -> Scenario:
    return Scenario((call_of(FIND, *map(Literal, given)),))


def _showing(text: str, **parts: object) -> CandidateRun:
    shown = Snapshot("object", "demo:Query", text=text, **parts)  # type: ignore[arg-type]
    return completed({0}, observations=(Observation(0, shown),))


def _is_idle(run: CandidateRun, scenario: Scenario | None = None) -> bool:
    return IdleTexts(()).shows_one(scenario or _found("a"), run)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Query()", True),
        ("<Query>", True),
        ("Query('a')", False),
        ("a and b", False),
    ],
)
def test_a_name_alone_says_nothing_of_what_was_handed_in(text: str, expected: bool) -> None:
    assert _is_idle(_showing(text)) is expected
    assert not _is_idle(_showing(text), _found())  # there is nothing that it could say


def test_what_shows_more_than_its_text_is_told_by_that() -> None:
    bare = _showing("Query()")
    assert not _is_idle(_showing("Query()", attributes=(("size", LEN),)))
    assert _is_idle(_showing("Query()", attributes=(("_size", LEN),)))
    assert not _is_idle(_showing("Query()", items=Snapshot("literal", "builtins:list", "[]")))
    assert not _is_idle(replace(bare, after=(("box", LEN),)))
    assert not _is_idle(replace(bare, observations=(Observation(0, LEN),)))


def test_a_text_that_is_the_same_for_several_objects_says_nothing_of_them() -> None:
    same = _showing("a query of a table")
    seen = [(_found(name), same) for name in ("a", "b", "c")]
    assert IdleTexts(seen).shows_one(*seen[0])
    assert not IdleTexts(seen[:2]).shows_one(*seen[0])
    assert not IdleTexts([seen[0], seen[0], seen[0]]).shows_one(*seen[0])
    other = (_found("d"), _showing("a query of d"))
    assert not IdleTexts([*seen, other]).shows_one(*seen[0])
