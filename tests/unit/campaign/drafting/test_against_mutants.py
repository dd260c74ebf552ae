"""Which mutants tests are held against, and when."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of

from aqe.campaign.drafting.against_mutants import (
    batches,
    mixed,
    mutants_in_tables,
    mutants_to_try,
)
from aqe.campaign.options import GenerateOptions
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.mutant import Mutant
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


def test_where_existing_tests_notice_all_that_is_counted_nothing_else_is_tried(
    subject: Subject, archive: Archive, tmp_path: Path
) -> None:
    usual = options(tmp_path)
    found = mutants_to_try(subject, archive, usual, only=None, noticed=frozenset())
    noticed = frozenset(each.id for each in found if each.is_counted and each.qualname == "named")

    left = mutants_to_try(subject, archive, usual, only=None, noticed=noticed)

    assert {each.qualname for each in left} == {"first"}
    assert not all(each.is_counted for each in left)


def test_rows_of_long_tables_are_data(tmp_path: Path, archive: Archive) -> None:
    rows = "".join(f'    "{each}": {each},\n' for each in range(150))
    subject = subject_of(tmp_path, f"NAMES = {{\n{rows}}}\n")
    found = mutants_to_try(subject, archive, options(tmp_path), only=None, noticed=frozenset())
    assert {each.line for each in found} <= {1, *REACHED}


def test_a_sample_has_half_as_many_of_the_others() -> None:
    mutants = [
        Mutant(
            f"{each}", "number" if each % 2 else "item", "f", each, 0, 1, "1", "2", each % 2 == 1
        )
        for each in range(100)
    ]
    chosen = mixed(mutants, 20)
    assert [each.is_counted for each in chosen[:6]] == [True, True, False] * 2
    assert sum(each.is_counted for each in chosen) == 20
    assert len(chosen) == 30
    rest = [each for batch in batches(mutants, chosen) for each in batch]
    assert {each.id for each in (*rest, *chosen)} == {each.id for each in mutants}
