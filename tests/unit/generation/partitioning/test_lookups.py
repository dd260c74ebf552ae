from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import loaded

from aqe.domain.run import CandidateRun
from aqe.generation.partitioning.lookups import Tables

SOURCE = r"""
import re

RULES = [(r"(quiz)$", r"\1zes"), ("ox", "oxen")]
HOST = re.compile(r"^[a-z]+(-[a-z]+)?:\d$")
OTHER = ["never"]


def plural(word: str) -> str:
    for rule in RULES:
        if re.search(rule[0], word):
            return word
    return word


def is_host(text: str) -> bool:
    return HOST.match(text) is not None


_FORMS = {"grid": 1, "html": 2}
_WORDS = {"a": 1}


def shown(rows, form="grid", other=""):
    if other not in _WORDS:
        rows = [other]
    kind = _FORMS.get(form, 1) + _FORMS[
        form
    ]
    return rows, kind, _WORDS[len(other)]
"""


def _tables(tmp_path: Path) -> Tables:
    def play(text: str) -> CandidateRun:
        return completed({0})

    return Tables(search_of(subject_of(tmp_path, SOURCE), loaded(1), FakeRunner(play)))


def test_words_are_those_of_the_tables_that_the_body_mentions(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE).callable("plural")
    assert subject is not None
    found = _tables(tmp_path).of(subject, ())
    assert list(found.words) == ["quiz", "ox"]
    assert found.patterns == []


def test_a_pattern_gives_texts_and_the_characters_that_it_knows(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE).callable("is_host")
    assert subject is not None
    found = _tables(tmp_path).of(subject, ())
    assert len(found.words) >= 3
    assert found.hazards([])[:2] == ["-", ":"]
    assert len(found.hazards([])) < 12


def test_what_has_no_body_mentions_no_table(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE).callable("plural")
    assert subject is not None
    made = replace(subject, body_line=0)
    assert list(_tables(tmp_path).of(made, ()).words) == []


def test_a_parameter_that_is_looked_up_in_a_table_is_given_its_keys(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE).callable("shown")
    assert subject is not None
    found = _tables(tmp_path).of(subject, ())
    assert found.keys == {"form": ["grid", "html"], "other": ["a"]}
    assert list(found.words) == []
