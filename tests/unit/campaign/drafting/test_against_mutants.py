"""Which mutants tests are held against, and when."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of

from aqe.campaign.drafting.against_mutants import mutants_in_tables, mutants_to_try
from aqe.campaign.options import GenerateOptions
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.run import LoadedSubject
from aqe.domain.subject import Subject
from aqe.generation.archive import Archive
from aqe.generation.techniques import Technique

SOURCE = """\
NAMES = {
    "one": 1,
    "two": 2,
}


def named(text, other=None):
    return first(
        text,
        other=other,
    )


def first(text, other):
    return NAMES[text or other]
"""
REACHED = (1, 7, 8, 14, 15)


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


@pytest.fixture
def archive() -> Archive:
    goals = tuple(Goal(place, GoalKind.LINE, line, "f") for place, line in enumerate(REACHED))
    by_import = frozenset(goal.id for goal in goals if goal.line in (1, 7, 14))
    archive = Archive(LoadedSubject("demo", "3.11", goals, (), by_import, (), "ast"))
    archive.covered |= {goal.id for goal in goals}
    return archive


def options(folder: Path, *without: Technique) -> GenerateOptions:
    return GenerateOptions((folder,), folder, folder / "tests", without=frozenset(without))


def test_rows_of_tables_wait_until_all_others_are_tried(
    subject: Subject, archive: Archive, tmp_path: Path
) -> None:
    asked = {"only": None, "noticed": frozenset[str]()}
    usual = options(tmp_path)
    first = mutants_to_try(subject, archive, usual, **asked)  # type: ignore[arg-type]
    assert {each.line for each in first} == {8, 9, 15}

    later = [
        each
        for batch in mutants_in_tables(subject, archive, usual, done=first, **asked)  # type: ignore[arg-type]
        for each in batch
    ]
    assert {each.line for each in later} == {2, 3}
    assert not {each.id for each in first} & {each.id for each in later}

    alone = mutants_to_try(subject, archive, usual, in_tables=True, **asked)  # type: ignore[arg-type]
    assert {each.id for each in alone} == {each.id for each in (*first, *later)}


def test_what_may_be_forgotten_chooses_tests_too(
    subject: Subject, archive: Archive, tmp_path: Path
) -> None:
    def operators(*without: Technique) -> set[str]:
        found = mutants_to_try(
            subject, archive, options(tmp_path, *without), only=None, noticed=frozenset()
        )
        return {each.operator for each in found}

    assert operators() - operators(Technique.OMISSIONS) == {"argument", "operand"}
    assert operators(Technique.OMISSIONS) == {"logical", "return"}
    assert operators(Technique.MUTANTS) == set()
