"""Texts for patterns that only importing shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import subject_of

from aqe.analysis.patterns import samples
from aqe.domain.subject import Subject
from aqe.generation.seeding.held_patterns import with_held_patterns

SOURCE = """\
import re

WORD = re.compile(r"[a-z]+-" + str(7))
KNOWN = re.compile(r"[0-9]{3}")


def read(text, count=1):
    for found in WORD.finditer(text):
        return found


def asked(number: int, text: str):
    return WORD.match(text), number


def known(text):
    return KNOWN.match(text)


def counted(number: int):
    return WORD.match(str(number))


class Reader:
    PART = re.compile("".join(("a", "b")))

    def read(self, text):
        return self.PART.search(text)


class Other:
    PART = re.compile("".join(("x", "9")))

    def read(self, text):
        return Other.PART.search(text)
"""
PATTERNS = [
    ("WORD", "[a-z]+-7"),
    ("KNOWN", "[0-9]{3}"),
    ("Reader.PART", "ab"),
    ("Other.PART", "x9"),
]


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return with_held_patterns(subject_of(tmp_path, SOURCE), PATTERNS, samples)


def constants(subject: Subject, name: str) -> list[tuple[str, ...]]:
    found = subject.callable(name)
    assert found is not None
    return [each.constants for each in found.parameters]


def test_who_uses_a_pattern_is_given_what_it_matches(subject: Subject) -> None:
    text, count = constants(subject, "read")
    assert "'a-7'" in text
    assert "'a-7'" not in count
    number, text = constants(subject, "asked")
    assert (number, "'a-7'" in text) == ((), True)
    assert "'ab'" in constants(subject, "Reader.read")[0]
    assert "'ab'" not in constants(subject, "Other.read")[0]
    assert "'x9'" in constants(subject, "Other.read")[0]


def test_what_is_no_text_is_left_alone(subject: Subject) -> None:
    assert constants(subject, "counted") == [()]


def test_patterns_that_the_source_shows_are_not_told_twice(
    tmp_path: Path, subject: Subject
) -> None:
    assert constants(subject, "known") == constants(subject_of(tmp_path, SOURCE), "known")


def test_without_patterns_nothing_changes(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    assert with_held_patterns(subject, [], samples) is subject
